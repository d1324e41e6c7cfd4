/**
 * LaTeX text as a tree of our own: what a reader of formulas needs, each node with its place in the text.
 *
 * Owns the package that parses LaTeX, which is loaded when first wanted and imported nowhere else. Knows no mathematics.
 */
import { spend } from '../expression/limits.js';
import type { Span } from '../language/error.js';

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
    return convert(math ? parseMath(text) : parse(text), { start: 0, end: text.length });
  };
}

function convert(nodes: readonly Node[], around: Span, from = around.start): TexNode[] {
  let at = from;
  spend(nodes.length);
  return nodes.flatMap((node): TexNode[] => {
    const span = spanOf(node, { start: at, end: at }, around);
    at = span.end;
    return one(node, span, around);
  });
}

/** Where the parser lost a place, the nearest one. */
function spanOf(node: Node, near: Span, around: Span): Span {
  const { position } = node;
  if (position === undefined) return near;
  const [start, end] = [position.start.offset, position.end.offset];
  return start >= around.start && end <= around.end && start <= end ? { start, end } : near;
}

function one(node: Node, span: Span, around: Span): TexNode[] {
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
      const args = (node.args ?? []).flatMap((arg): TexGroup[] =>
        arg.openMark === '' && arg.content.length === 0
          ? []
          : [{ kind: 'group', open: arg.openMark || '{', content: convert(arg.content, around, span.start), span }],
      );
      // the parser ends a macro before its arguments
      const end = Math.max(span.end, ...args.flatMap((a) => a.content.map((n) => n.span.end)));
      return [{ kind: 'macro', name: node.content as string, args, span: { start: span.start, end } }];
    }
    case 'group':
      return [{ kind: 'group', open: '{', content: convert(node.content as readonly Node[], span), span }];
    case 'environment':
    case 'mathenv': {
      const { env } = node;
      const name = typeof env === 'string' ? env : ((env as { content?: string }).content ?? '');
      return [{ kind: 'environment', name, content: convert(node.content as readonly Node[], span), span }];
    }
    case 'inlinemath':
    case 'displaymath':
      return [
        {
          kind: 'math',
          display: node.type === 'displaymath',
          content: convert(node.content as readonly Node[], span),
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
