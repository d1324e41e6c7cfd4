/** Tables of LaTeX: what each row is read as and what is told of it, and what is refused and where. For the tests. */
import { describe, expect, test } from 'vitest';
import { check, derive, FrobeniusError, readLatex } from '../src/index.js';

/** Words of the remark, and the piece of the text that it is about; none where nothing of the kind is to be told. */
export type Told = readonly [words: string, piece: string] | undefined;
export type Row = readonly [latex: string, source: string, told?: Told];
export type Refused = readonly [latex: string, piece: string, words: string];

const lines = (source: string): string =>
  source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' | ');

/** Each is read as its row says, tells what it says, leaves nothing out, and what is derived of it passes its checks. */
export function readsAs(tables: readonly (readonly [about: string, rows: readonly Row[]])[]): void {
  describe.each(tables)('%s', (_, rows) => {
    test.each(rows.map(([latex, expected, told]) => ({ latex, expected, told })))(
      '$latex',
      async ({ latex, expected, told }) => {
        const { source, remarks, declare } = await readLatex(latex);
        expect(lines(source)).toBe(expected);
        expect(remarks.filter((r) => r.kind === 'unreadable')).toEqual([]);
        if (told !== undefined) {
          const [words, piece] = told;
          expect(remarks.map((r) => [r.message, latex.slice(r.span.start, r.span.end)])).toContainEqual([
            expect.stringContaining(words),
            piece,
          ]);
        }
        expect(check(derive(source, { declare })).outcome).toBe('ok');
      },
    );
  });
}

/** Each is an error at its piece, whose message or hint has the words. */
export function isRefused(about: string, rows: readonly Refused[]): void {
  describe(about, () => {
    test.each(rows)('%s', async (text, piece, words) => {
      const error = await readLatex(text).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(FrobeniusError);
      const { code, message, hint, span } = error as FrobeniusError;
      const at = span as { start: number; end: number };
      expect(code).toBe('syntax');
      // a brace that closes the last argument is no part of it
      expect(piece.startsWith(text.slice(at.start, at.end)) && at.end > at.start).toBe(true);
      expect(`${message} ${hint ?? ''}`).toContain(words);
    });
  });
}
