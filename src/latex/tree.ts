/**
 * LaTeX text as a tree of our own: what a reader of formulas needs, each node with its place in the text.
 *
 * Owns the package that parses LaTeX, which is loaded when first wanted and imported nowhere else. Knows no mathematics.
 */
import type * as Ast from '@unified-latex/unified-latex-types';
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

interface Parsers {
  readonly parse: (text: string) => Ast.Root;
  readonly parseMath: (text: string) => Ast.Node[];
}

let loading: Promise<Parsers> | undefined;

async function load(): Promise<Parsers> {
  const { parse, parseMath } = await import('@unified-latex/unified-latex-util-parse');
  return { parse: (text) => parse(text), parseMath: (text) => parseMath(text) };
}

/** A whole text, in which formulas stand between their signs; or, with `math`, one formula. */
export async function parseTex(text: string, math: boolean): Promise<readonly TexNode[]> {
  loading ??= load();
  const { parse, parseMath } = await loading;
  return math ? convert(parseMath(text), { start: 0, end: text.length }) : convert(parse(text).content, whole(text));
}

const whole = (text: string): Span => ({ start: 0, end: text.length });

function convert(nodes: readonly Ast.Node[], around: Span): TexNode[] {
  let at = around.start;
  return nodes.flatMap((node): TexNode[] => {
    const span = spanOf(node, { start: at, end: at }, around);
    at = span.end;
    return one(node, span);
  });
}

/** Where the parser lost a place, the nearest one. */
function spanOf(node: Ast.Node, near: Span, around: Span): Span {
  const { position } = node as { position?: { start: { offset: number }; end: { offset: number } } };
  if (position === undefined) return near;
  const [start, end] = [position.start.offset, position.end.offset];
  return start >= around.start && end <= around.end && start <= end ? { start, end } : near;
}

function one(node: Ast.Node, span: Span): TexNode[] {
  switch (node.type) {
    case 'string':
      return [...node.content].map((text, k): TexNode => {
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
          : [{ kind: 'group', open: arg.openMark || '{', content: convert(arg.content, span), span }],
      );
      return [{ kind: 'macro', name: node.content, args, span }];
    }
    case 'group':
      return [{ kind: 'group', open: '{', content: convert(node.content, span), span }];
    case 'environment':
    case 'mathenv': {
      const env = node.env as unknown;
      const name = typeof env === 'string' ? env : ((env as { content?: string }).content ?? '');
      return [{ kind: 'environment', name, content: convert(node.content, span), span }];
    }
    case 'inlinemath':
    case 'displaymath':
      return [{ kind: 'math', display: node.type === 'displaymath', content: convert(node.content, span), span }];
    case 'verb':
    case 'verbatim':
      return [{ kind: 'verbatim', text: node.content, span }];
    default:
      return [];
  }
}
