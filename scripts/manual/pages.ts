/** The pages whose examples are run: README.md and what is written by hand in docs/. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pages that are made as a whole, and compared as such. */
export function manualPages(generated: readonly string[]): Record<string, string> {
  const docs = readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`);
  const paths = ['README.md', ...docs].filter((path) => !generated.includes(path));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join('.', path), 'utf8')]));
}
