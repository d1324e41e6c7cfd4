/**
 * LaTeX text as a tree of our own: what a reader of formulas needs, each node with its place in the text.
 *
 * Owns the package that parses LaTeX, which is loaded when first wanted and imported nowhere else. Knows no mathematics.
 */
import { spend } from '../expression/limits.js';
import type { Span } from '../language/error.js';
import { braced } from './braces.js';

export type TexNode =
  | { readonly kind: 'char'; readonly text: string; readonly span: Span }
  /** `args` are those that the parser attached: braces and brackets. */
  | { readonly kind: 'macro'; readonly name: string; readonly args: readonly TexGroup[]; readonly span: Span }
  | TexGroup
  | { readonly kind: 'environment'; readonly name: string; readonly content: readonly TexNode[]; readonly span: Span }
  | { readonly kind: 'math'; readonly display: boolean; readonly content: readonly TexNode[]; readonly span: Span }
  | { readonly kind: 'space'; readonly paragraph: boolean; readonly span: Span }
  | { readonly kind: 'verbatim'; readonly text: string; readonly span: Span };

export interface TexGroup {
  readonly kind: 'group';
  /** '[' for an optional argument. */
  readonly open: string;
  readonly content: readonly TexNode[];
  readonly span: Span;
}

/** The parser's nodes, as far as they are used. */
interface Node {
  readonly type: string;
  readonly content?: unknown;
  readonly env?: unknown;
  readonly args?: readonly { readonly openMark: string; readonly content: readonly Node[] }[];
  readonly position?: { readonly start: { readonly offset: number }; readonly end: { readonly offset: number } };
}

interface Parsers {
  readonly parse: (text: string) => readonly Node[];
  readonly parseMath: (text: string) => readonly Node[];
}

let loading: Promise<Parsers> | undefined;

async function load(): Promise<Parsers> {
  const { parse, parseMath } = await import('@unified-latex/unified-latex-util-parse');
  return {
    parse: (text) => parse(text).content as readonly Node[],
    parseMath: (text) => parseMath(text) as readonly Node[],
  };
}

/** A whole text, in which formulas stand between their signs; or, with `math`, one formula. */
export type ParseTex = (text: string, math: boolean) => readonly TexNode[];

/** The parser; only its loading takes turns of the event loop. */
export async function loadParser(): Promise<ParseTex> {
  loading ??= load();
  const { parse, parseMath } = await loading;
  return (text, math) => {
    // the package looks at no clock: its work is counted by the characters
    spend(text.length);
    const { text: whole, restored } = braced(text);
    return restored(new Converter(whole).run(math ? parseMath(whole) : parse(whole), { start: 0, end: whole.length }));
  };
}

/** The parser's nodes as ours, with places in the whole text. */
class Converter {
  constructor(private readonly text: string) {}

  /** `from` is where they begin; `shift` what is to be added to their places. */
  run(nodes: readonly Node[], around: Span, from = around.start, shift = 0): TexNode[] {
    let at = from;
    spend(nodes.length);
    const moved = shift + this.shiftOf(nodes, from, shift);
    return nodes.flatMap((node): TexNode[] => {
      const span = spanOf(node, { start: at, end: at }, around, moved);
      at = span.end;
      return this.one(node, span, around, moved);
    });
  }

  /** What the parser took apart anew, arguments of some macros, it counts from its own beginning. */
  private shiftOf(nodes: readonly Node[], from: number, shift: number): number {
    const first = nodes.find((n) => n.position !== undefined)?.position?.start.offset;
    return first !== undefined && first + shift < from ? from - first - shift : 0;
  }

  private arguments(node: Node, span: Span, around: Span, shift: number): TexGroup[] {
    let at = span.end;
    return (node.args ?? []).flatMap((arg): TexGroup[] => {
      if (arg.openMark === '' && arg.content.length === 0) return [];
      const open = arg.openMark || '{';
      const room = /^\s*/.exec(this.text.slice(at, at + 100))?.[0].length ?? 0;
      const from = this.text.startsWith(open, at + room) ? at + room + open.length : at;
      const content = this.run(arg.content, around, from, shift);
      at = Math.max(from, ...content.map((n) => n.span.end));
      if (from > span.end && /[}\]]/.test(this.text[at] ?? '')) at++;
      return [{ kind: 'group', open, content, span }];
    });
  }

  private one(node: Node, span: Span, around: Span, shift: number): TexNode[] {
    switch (node.type) {
      case 'string':
        return [...(node.content as string)].map((text, k): TexNode => {
          const start = Math.min(span.start + k, span.end);
          return { kind: 'char', text, span: { start, end: Math.min(start + text.length, span.end) } };
        });
      case 'whitespace':
        return [{ kind: 'space', paragraph: false, span }];
      case 'parbreak':
        return [{ kind: 'space', paragraph: true, span }];
      case 'comment':
        return [];
      case 'macro': {
        const args = this.arguments(node, span, around, shift);
        // the parser ends a macro before its arguments
        const end = Math.max(span.end, ...args.flatMap((a) => a.content.map((n) => n.span.end)));
        return [{ kind: 'macro', name: node.content as string, args, span: { start: span.start, end } }];
      }
      case 'group':
        return [
          {
            kind: 'group',
            open: '{',
            content: this.run(node.content as readonly Node[], span, span.start, shift),
            span,
          },
        ];
      case 'environment':
      case 'mathenv': {
        const { env } = node;
        const name = typeof env === 'string' ? env : ((env as { content?: string }).content ?? '');
        return [
          {
            kind: 'environment',
            name,
            content: this.run(node.content as readonly Node[], span, span.start, shift),
            span,
          },
        ];
      }
      case 'inlinemath':
      case 'displaymath':
        return [
          {
            kind: 'math',
            display: node.type === 'displaymath',
            content: this.run(node.content as readonly Node[], span, span.start, shift),
            span,
          },
        ];
      case 'verb':
      case 'verbatim':
        return [{ kind: 'verbatim', text: node.content as string, span }];
      default:
        return [];
    }
  }
}

/** Where the parser lost a place, the nearest one. */
function spanOf({ position }: Node, near: Span, around: Span, shift: number): Span {
  if (position === undefined) return near;
  const [start, end] = [position.start.offset + shift, position.end.offset + shift];
  return start >= around.start && end <= around.end && start <= end ? { start, end } : near;
}

/** The letters of words. */
export function plain(nodes: readonly TexNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'char' || node.kind === 'verbatim') return node.text;
      if (node.kind === 'space') return ' ';
      if (node.kind === 'group' || node.kind === 'environment' || node.kind === 'math') return plain(node.content);
      if (node.name.length === 1) return node.name;
      return node.args.map((a) => plain(a.content)).join('');
    })
    .join('');
}
