/** Where the command starts, and where what it writes to may end before it. */
import { join } from 'node:path';
import { keepCompiledCode } from './code-cache.js';

async function start(words: readonly string[]): Promise<void> {
  const [command = ''] = words;
  keepCompiledCode(join(__dirname, 'chunks'), /^[a-z]+$/.test(command) ? command : 'options');
  const { main, statusSoFar } = await import('./frobenius.js');

  // a reader that has seen enough, as in `| head -1`, is no fault
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(statusSoFar());
    const why = error.code === 'ENOSPC' ? 'there is no space left' : error.message;
    process.stderr.write(`standard output cannot be written: ${why}\n`);
    process.exit(2);
  });
  // where messages cannot be written there is nobody to be told: the work goes on without them
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(2);
  });

  process.exitCode = await main(words);
}

void start(process.argv.slice(2));
