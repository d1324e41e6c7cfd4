/**
 * The nodes of a formula as a flat run of lexemes: letters, words, numbers, operators, scripts, groups.
 *
 * Owns fonts, room and fences. What no formula knows is told of
 * in `unknown` and left out, so that the rest can still be read.
 */
import { spend } from '../expression/limits.js';
import { table } from '../expression/table.js';
import type { Span } from '../language/error.js';
import { cut } from '../language/error.js';
import {
  ACCENTS,
  ARGUMENTS,
  BIG,
  BOLD,
  DROPPED,
  FENCES,
  FONTS,
  FUNCTIONS,
  GREEK,
  GREEK_SIGNS,
  LAYOUT,
  OPERATORS,
  SWITCHES,
  WORDS,
} from './macros.js';
import type { TexGroup, TexNode } from './tree.js';
import { plain } from './tree.js';

export type Lexeme =
  /** `tight`: no space before it. */
  | {
      readonly kind: 'letter';
      readonly text: string;
      readonly bold: boolean;
      /** \\mathcal, \\mathscr. */
      readonly script?: boolean;
      readonly tight: boolean;
      readonly span: Span;
    }
  | { readonly kind: 'word'; readonly text: string; readonly span: Span }
  | { readonly kind: 'function'; readonly text: string; readonly span: Span }
  | { readonly kind: 'number'; readonly text: string; readonly span: Span }
  | { readonly kind: 'operator'; readonly text: string; readonly tight?: boolean; readonly span: Span }
  | { readonly kind: 'script'; readonly above: boolean; readonly content: readonly Lexeme[]; readonly span: Span }
  | { readonly kind: 'group'; readonly content: readonly Lexeme[]; readonly span: Span }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly args: readonly (readonly Lexeme[])[];
      readonly span: Span;
    }
  | { readonly kind: 'environment'; readonly name: string; readonly content: readonly Lexeme[]; readonly span: Span };

export interface Unknown {
  readonly message: string;
  readonly span: Span;
}

/** With the names of functions still letters: see function-words.ts. */
export function rawLexemes(nodes: readonly TexNode[], unknown: Unknown[]): Lexeme[] {
  return new Lexer(nodes, unknown, false, false).run();
}

class Lexer {
  private readonly out: Lexeme[] = [];
  private at = 0;
  private tight = true;
  /** A macro that makes room stands before. */
  private room = false;

  constructor(
    private readonly nodes: readonly TexNode[],
    private readonly unknown: Unknown[],
    private bold: boolean,
    private upright: boolean,
  ) {}

  run(): Lexeme[] {
    spend(this.nodes.length);
    while (this.at < this.nodes.length) this.node(this.nodes[this.at++] as TexNode);
    return this.out;
  }

  private inner(nodes: readonly TexNode[]): Lexeme[] {
    return new Lexer(nodes, this.unknown, this.bold, this.upright).run();
  }

  private node(node: TexNode): void {
    switch (node.kind) {
      case 'space':
        this.tight = false;
        return;
      case 'char':
        this.char(node.text, node.span);
        break;
      case 'group':
        this.out.push({ kind: 'group', content: this.inner(node.content), span: node.span });
        break;
      case 'macro':
        this.macro(node);
        break;
      case 'environment':
        this.out.push({ kind: 'environment', name: node.name, content: this.inner(node.content), span: node.span });
        break;
      case 'math':
        this.out.push(...this.inner(node.content));
        break;
      case 'verbatim':
        this.unknown.push({ message: `'${cut(node.text, 20)}' is no formula`, span: node.span });
        break;
      default:
        node satisfies never;
    }
    this.tight = true;
    this.room = node.kind === 'macro' && LAYOUT.has(node.name) && /^[,:;!q]/.test(node.name);
  }

  /** 1.5e-3 and 1e5 without a space are numbers as programs write them; 2e-3 may be 2e − 3. */
  private withExponent(digit: string, span: Span): boolean {
    const { out } = this;
    const sign = out.at(-1)?.kind === 'operator' ? 1 : 0;
    const parts = out.slice(-2 - sign);
    const [mantissa, e] = parts;
    const ends = [...parts.slice(1).map((part) => part.span.start), span.start];
    if (mantissa?.kind !== 'number' || e?.kind !== 'letter' || e.text !== 'e' || !/\.|^1$/.test(mantissa.text))
      return false;
    if (!parts.every((part, k) => part.span.end === ends[k])) return false;
    const text = parts.map((part) => ('text' in part ? part.text : '')).join('');
    if (!/^[\d.]+e[+-]?$/.test(text)) return false;
    out.splice(out.length - parts.length, parts.length, {
      kind: 'number',
      text: text + digit,
      span: { start: mantissa.span.start, end: span.end },
    });
    return true;
  }

  private char(text: string, span: Span): void {
    const { out } = this;
    const last = out.at(-1);
    if (/[0-9.]/.test(text)) {
      if (last?.kind === 'number' && this.tight)
        out[out.length - 1] = { ...last, text: last.text + text, span: { start: last.span.start, end: span.end } };
      else if (!this.withExponent(text, span)) out.push({ kind: 'number', text, span });
      return;
    }
    if (/[A-Za-z]/.test(text)) {
      if (this.upright && last?.kind === 'word' && this.tight)
        out[out.length - 1] = { ...last, text: last.text + text, span: { start: last.span.start, end: span.end } };
      else if (this.upright) out.push({ kind: 'word', text, span });
      else out.push({ kind: 'letter', text, bold: this.bold, tight: this.tight, span });
      return;
    }
    const greek = GREEK_SIGNS.get(text);
    if (greek !== undefined) {
      out.push({ kind: 'letter', text: greek, bold: this.bold, tight: false, span });
      return;
    }
    const sign = SIGNS[text] ?? (/[-+*/=()[\]|,;:&<>'!?~^_]/.test(text) ? text : undefined);
    if (text === '~') return;
    if (text === '^' || text === '_') {
      this.script(text === '^', undefined, span);
      return;
    }
    // := defines
    if (sign === '=' && this.tight && last?.kind === 'operator' && last.text === ':') out.pop();
    if (sign === undefined) this.unknown.push({ message: `'${text}' is no sign of a formula`, span });
    else out.push({ kind: 'operator', text: sign, tight: this.tight && !this.room, span });
  }

  /** Everything up to the next node that can be an argument. */
  private next(): TexNode | undefined {
    while (this.nodes[this.at]?.kind === 'space') this.at++;
    return this.nodes[this.at++];
  }

  private script(above: boolean, given: TexGroup | undefined, span: Span): void {
    const node: TexNode | undefined = given ?? this.next();
    if (node === undefined) {
      this.unknown.push({ message: `nothing follows this '${above ? '^' : '_'}'`, span });
      return;
    }
    const nodes = node.kind === 'group' ? node.content : [node];
    this.out.push({
      kind: 'script',
      above,
      content: this.inner(nodes),
      span: {
        start: span.start,
        end: Math.max(node.span.end, node.kind === 'group' ? (node.content.at(-1)?.span.end ?? 0) : 0),
      },
    });
  }

  private macro(node: TexNode & { kind: 'macro' }): void {
    const { name, args, span } = node;
    const { out } = this;
    if (name === '^' || name === '_') {
      this.script(name === '^', args.at(-1), span);
      return;
    }
    if (name === '\\') {
      out.push({ kind: 'operator', text: '\\\\', span });
      return;
    }
    if (SWITCHES.has(name)) {
      if (BOLD.has(name)) this.bold = true;
      if (name === 'rm' || name === 'rmfamily') this.upright = true;
      return;
    }
    const fence = FENCES.get(name);
    if (fence !== undefined) {
      out.push({ kind: 'operator', text: fence, span });
      return;
    }
    if (LAYOUT.has(name)) {
      this.layout(node);
      return;
    }
    const letter = GREEK.get(name);
    if (letter !== undefined) {
      out.push({ kind: 'letter', text: letter, bold: this.bold, tight: false, span });
      return;
    }
    const operator = OPERATORS.get(name);
    if (operator !== undefined) {
      out.push({ kind: 'operator', text: operator, span });
      return;
    }
    if (WORDS.has(name)) {
      this.word(node);
      return;
    }
    if (name === 'mathbb' || name === 'mathds') {
      this.blackboard(node);
      return;
    }
    if (FONTS.has(name)) {
      this.font(node);
      return;
    }
    if (ACCENTS.has(name)) {
      const of = this.argument(node, 0);
      out.push({ kind: 'macro', name, args: [this.inner(of)], span: this.spanned(node, of) });
      return;
    }
    if (BIG.has(name)) {
      out.push({ kind: 'macro', name, args: [], span });
      return;
    }
    if (name === 'overset' || name === 'stackrel') {
      // what stands over a sign is a remark of the writer's
      const [, of] = [this.argument(node, 0), this.argument(node, 1)];
      out.push(...this.inner(of));
      return;
    }
    const count = ARGUMENTS.get(name);
    if (count !== undefined) {
      this.withArguments(node, count);
      return;
    }
    if (FUNCTIONS.has(name)) {
      this.function(FUNCTIONS.get(name) as string, span);
      return;
    }
    this.unknown.push({ message: `\\${name} is not known`, span });
    for (const arg of args) out.push({ kind: 'group', content: this.inner(arg.content), span: arg.span });
  }

  private function(text: string, span: Span): void {
    this.out.push({ kind: 'function', text, span });
  }

  private layout(node: TexNode & { kind: 'macro' }): void {
    const { name } = node;
    if (name === 'left' || name === 'right' || name === 'middle') {
      const after = this.nodes[this.at];
      // \left. is no fence
      if (after?.kind === 'char' && after.text === '.') this.at++;
      return;
    }
    if (DROPPED.has(name) && node.args.length === 0 && this.nodes[this.at]?.kind === 'group') this.at++;
    if (name === 'boxed') this.out.push(...node.args.flatMap((arg) => this.inner(arg.content)));
    if (name === 'cr') this.out.push({ kind: 'operator', text: '\\\\', span: node.span });
    if (name === 'quad' || name === 'qquad') this.out.push({ kind: 'operator', text: ';', span: node.span });
  }

  /** An argument that the parser attached, or the next node. */
  private argument(node: TexNode & { kind: 'macro' }, k: number): readonly TexNode[] {
    const attached = node.args.filter((a) => a.open === '{')[k];
    if (attached !== undefined) return attached.content;
    const next = this.next();
    if (next === undefined) {
      this.unknown.push({ message: `\\${node.name} has no argument`, span: node.span });
      return [];
    }
    return next.kind === 'group' ? next.content : [next];
  }

  private spanned(node: TexNode, content: readonly TexNode[]): Span {
    return { start: node.span.start, end: Math.max(node.span.end, content.at(-1)?.span.end ?? 0) };
  }

  private word(node: TexNode & { kind: 'macro' }): void {
    const of = this.argument(node, 0);
    const text = plain(of);
    const span = this.spanned(node, of);
    // \mathrm{d}X, \mathrm{T}: a letter in another font
    const fn = FUNCTIONS.get(text.trim());
    if (text.trim() === 'H' && node.name.startsWith('operatorname')) this.function('crossentropy', span);
    else if (fn !== undefined) this.function(fn, span);
    else if (/^\s*$/.test(text)) return;
    else {
      if (node.name.startsWith('operatorname') && this.isBeforeLetter())
        this.unknown.push({ message: `no function is called ${text.trim()}`, span });
      this.out.push({ kind: 'word', text: text.trim(), span });
    }
  }

  /** An operator beside a letter is a function of it. */
  private isBeforeLetter(): boolean {
    const next = this.nodes.slice(this.at).find((n) => n.kind !== 'space');
    if (next?.kind === 'char') return /[A-Za-z0-9]/.test(next.text);
    if (next?.kind === 'macro')
      return GREEK.has(next.name) || FONTS.has(next.name) || ACCENTS.has(next.name) || ARGUMENTS.has(next.name);
    return next?.kind === 'group';
  }

  private font(node: TexNode & { kind: 'macro' }): void {
    const of = this.argument(node, 0);
    const text = plain(of);
    if (/^[A-Za-z][A-Za-z0-9]+$/.test(text) && /^(mathit|mathsf|mathtt|textit)$/.test(node.name)) {
      this.out.push({ kind: 'word', text, span: this.spanned(node, of) });
      return;
    }
    if (text === '1' && BOLD.has(node.name)) {
      this.out.push({ kind: 'macro', name: 'ones', args: [], span: this.spanned(node, of) });
      return;
    }
    const bold = this.bold || BOLD.has(node.name);
    const inner = new Lexer(of, this.unknown, bold, false).run();
    const isScript = node.name === 'mathcal' || node.name === 'mathscr';
    this.out.push(...inner.map((l) => (isScript && l.kind === 'letter' ? { ...l, script: true } : l)));
  }

  private blackboard(node: TexNode & { kind: 'macro' }): void {
    const of = this.argument(node, 0);
    const text = plain(of).trim();
    const span = this.spanned(node, of);
    if (text === '1') this.out.push({ kind: 'macro', name: 'ones', args: [], span });
    else if (text === 'I') this.out.push({ kind: 'letter', text: 'I', bold: false, tight: false, span });
    else this.out.push({ kind: 'macro', name: 'mathbb', args: [[{ kind: 'word', text, span }]], span });
  }

  private withArguments(node: TexNode & { kind: 'macro' }, count: number): void {
    const { name } = node;
    const optional = node.args.find((a) => a.open === '[');
    const args: (readonly Lexeme[])[] = [];
    let end = node.span.end;
    for (let k = 0; k < count; k++) {
      const content = this.argument(node, k);
      end = Math.max(end, content.at(-1)?.span.end ?? 0);
      args.push(this.inner(content));
    }
    if (optional !== undefined) args.push(this.inner(optional.content));
    if (name === 'htmlClass') {
      this.out.push({ kind: 'group', content: args[1] ?? [], span: node.span });
      return;
    }
    if (name === 'underbrace' || name === 'overbrace') {
      // what is written under the brace is a remark of the writer's
      while (this.nodes[this.at]?.kind === 'space') this.at++;
      const after = this.nodes[this.at];
      if (after?.kind === 'macro' && (after.name === '_' || after.name === '^')) this.at++;
      this.out.push({ kind: 'group', content: args[0] ?? [], span: node.span });
      return;
    }
    this.out.push({ kind: 'macro', name, args, span: { start: node.span.start, end } });
  }
}

const SIGNS: Readonly<Record<string, string>> = table({
  '−': '-',
  '·': '*',
  '×': '×',
  '⊙': '.*',
  '∘': '.*',
  '⊗': 'kron',
  '≤': '<=',
  '≥': '>=',
  '∈': 'in',
  '′': "'",
  '"': "''",
});
