/** A page of the manual as text and fenced examples, and what of two outputs counts as the same. */

export interface Block {
  /** What stands behind the fence: console, frob, ts … */
  readonly language: string;
  /** Lines of the page: the first of the content, and the closing fence. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

export function blocksOf(page: string): Block[] {
  const lines = page.split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(.*)$/.exec(lines[i] as string);
    if (!fence) continue;
    const to = lines.indexOf('```', i + 1);
    if (to < 0) throw new Error(`line ${i + 1}: the fence is not closed`);
    blocks.push({ language: (fence[1] as string).trim(), from: i + 1, to, lines: lines.slice(i + 1, to) });
    i = to;
  }
  return blocks;
}

/** A command of a console example with the lines printed below it. */
export interface Entry {
  readonly command: string;
  readonly output: readonly string[];
}

export function entriesOf({ lines }: Block): Entry[] {
  const entries: { command: string; output: string[] }[] = [];
  for (const line of lines) {
    const last = entries.at(-1);
    if (line.startsWith('$ ')) entries.push({ command: line.slice(2), output: [] });
    else if (last) last.output.push(line);
    else throw new Error(`a console example begins with "$ ": ${line}`);
  }
  return entries;
}

/** The page with other contents of some blocks. */
export function withBlocks(page: string, replaced: ReadonlyMap<Block, readonly string[]>): string {
  const lines = page.split('\n');
  for (const [{ from, to }, content] of [...replaced].sort(([a], [b]) => b.from - a.from))
    lines.splice(from, to - from, ...content);
  return lines.join('\n');
}

/**
 * An output without what is the machine's: the size of rounding errors, with the spaces that line a table up, which of them
 * is the largest, and digits of a number beyond the tenth.
 */
export function comparable(lines: readonly string[]): string {
  return lines
    .join('\n')
    .trimEnd()
    .replace(/^ *worst step: .*$/gm, 'worst step')
    .replace(/^.*\d(?:\.\d+)?e-\d.*$/gm, (line) => line.replace(/\d(?:\.\d+)?e-\d+/g, '#').replace(/ +/g, ' '))
    .replace(/\d+\.\d{8,}/g, (digits) => String(Number(Number(digits).toPrecision(10))));
}
