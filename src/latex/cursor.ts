/** The place in a run of lexemes: looking, taking, and finding the partner of a fence. */
import { spend } from '../expression/limits.js';
import type { Span } from '../language/error.js';
import { fail } from './cut.js';
import type { Lexeme } from './lexemes.js';
import type { Script } from './symbols.js';

export class LexemeCursor {
  protected at = 0;

  constructor(
    protected readonly lexemes: readonly Lexeme[],
    private readonly around: Span,
  ) {}

  protected peek(ahead = 0): Lexeme | undefined {
    return this.lexemes[this.at + ahead];
  }

  protected is(text: string, ahead = 0): boolean {
    const next = this.peek(ahead);
    return next?.kind === 'operator' && next.text === text;
  }

  protected accept(text: string): Lexeme | undefined {
    return this.is(text) ? this.lexemes[this.at++] : undefined;
  }

  protected isMacro(name: string, ahead = 0): boolean {
    const next = this.peek(ahead);
    return next?.kind === 'macro' && next.name === name;
  }

  protected place(): Span {
    return this.peek()?.span ?? { start: this.around.end, end: this.around.end };
  }

  end(): void {
    const next = this.peek();
    if (next === undefined) return;
    const text = next.kind === 'operator' ? `'${next.text}'` : next.kind === 'macro' ? `\\${next.name}` : 'this';
    fail(`${text} does not belong here`, next.span);
  }

  /** Of fences that look the same on both sides: how many more of them there are says which this is. */
  protected opens(fence: string): boolean {
    spend(this.lexemes.length - this.at);
    const rest = this.lexemes.slice(this.at).filter((l) => l.kind === 'operator' && l.text === fence).length;
    return rest % 2 === 0;
  }

  protected scripts(): Script[] {
    const found: Script[] = [];
    for (let next = this.peek(); next !== undefined; next = this.peek()) {
      if (next.kind === 'script') found.push({ above: next.above, content: next.content, span: next.span });
      else if (next.kind === 'operator' && /^'+$/.test(next.text))
        found.push({ prime: next.text.length, span: next.span });
      else break;
      this.at++;
    }
    return found;
  }

  protected commaAhead(): boolean {
    let depth = 0;
    for (let k = this.at; k < this.lexemes.length; k++) {
      const l = this.lexemes[k] as Lexeme;
      if (l.kind !== 'operator') continue;
      if (l.text === '(') depth++;
      if (l.text === ')' && --depth === 0) return false;
      if (l.text === ',' && depth === 1) return true;
    }
    return false;
  }

  protected fenced(open: string, close: string): { content: readonly Lexeme[]; open: Lexeme; close: Lexeme } {
    const first = this.lexemes[this.at] as Lexeme;
    const same = open === close;
    let depth = 0;
    for (let k = this.at; k < this.lexemes.length; k++) {
      const l = this.lexemes[k] as Lexeme;
      if (l.kind !== 'operator') continue;
      if (l.text === close && (same ? k > this.at : depth === 1)) {
        const content = this.lexemes.slice(this.at + 1, k);
        this.at = k + 1;
        return { content, open: first, close: l };
      }
      if (!same && l.text === open) depth++;
      if (!same && l.text === close) depth--;
    }
    return fail('this is never closed', first.span);
  }
}
