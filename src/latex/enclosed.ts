/**
 * What encloses other formulas: fractions and derivatives, matrices and cases, comparisons, and scripts that are
 * operations. Each is handed how to read what it encloses.
 */
import { table } from '../expression/table.js';
import type { Span } from '../language/error.js';
import type { Parse } from './cut.js';
import { fail, rangesOf, splitAt } from './cut.js';
import type { Formula, NormKind } from './formula.js';
import type { Lexeme } from './lexemes.js';
import type { Script } from './symbols.js';

export const MATRICES: ReadonlySet<string> = new Set(
  'matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array'.split(' '),
);
const RELATIONS: ReadonlySet<string> = new Set(['<', '>', '<=', '>=', '=']);

export function environment(env: Lexeme & { kind: 'environment' }, parse: Parse): Formula {
  // the columns of an array are told in its first group
  const content = env.name === 'array' && env.content[0]?.kind === 'group' ? env.content.slice(1) : env.content;
  const rows = splitAt(content, '\\\\').filter((row) => row.length > 0);
  if (rows.length === 0) return fail('there is nothing in here', env.span);
  if (env.name === 'cases') {
    return { kind: 'cases', branches: casesOf(rows, env.span, parse), span: env.span };
  }
  const cells = rows.map((row) => splitAt(row, '&').map((cell) => parse(cell, env.span)));
  if (env.name === 'vmatrix') {
    const of: Formula = { kind: 'matrix', rows: cells, span: env.span };
    return { kind: 'call', fn: 'det', primes: 0, args: [of], span: env.span };
  }
  return { kind: 'matrix', rows: cells, span: env.span };
}

type Branch = (Formula & { kind: 'cases' })['branches'][number];

/** The cases: each under a condition that is read, the last under what is left. */
function casesOf(rows: readonly (readonly Lexeme[])[], span: Span, parse: Parse): Branch[] {
  let before: Formula | undefined;
  return rows.map((row, k): Branch => {
    const [value = [], said] = splitAt(row, '&');
    const own = parse(value, span);
    const isLast = k === rows.length - 1;
    if (isLast && (said === undefined || isOtherwise(said))) return { value: own };
    const words = (said ?? []).flatMap((l) => (l.kind === 'word' ? [l.text] : []));
    const denied = words.some((word) => /\b(?:not|unless|except|neither|nor)\b/i.test(word));
    const condition = said && !denied && !isOtherwise(said) ? relation(withoutWords(said), span, parse) : undefined;
    if (condition === undefined) {
      const hint = 'a case stands under a comparison, as x > 0, and the last under the rest: \\text{otherwise}';
      return fail('the condition of a case is not read', said?.[0]?.span ?? own.span, hint);
    }
    if (!isLast) {
      before = condition;
      return { value: own, condition };
    }
    // x ≥ 0 and x < 0 leave nothing over
    if (rows.length === 2 && before && areOpposite(before, condition)) return { value: own };
    return fail('the cases leave something over, for which there is no value', span, 'the last is \\text{otherwise}');
  });
}

/** Whether one of two comparisons of the same sides holds, of numbers that differ. */
function areOpposite(a: Formula, b: Formula): boolean {
  if (a.kind !== 'relation' || b.kind !== 'relation') return false;
  const same = (x: Formula, y: Formula): boolean => withoutPlaces(x) === withoutPlaces(y);
  const way = (op: string): string => op.charAt(0);
  const turned = same(a.left, b.right) && same(a.right, b.left);
  if (!turned && !(same(a.left, b.left) && same(a.right, b.right))) return false;
  return turned ? way(a.op) === way(b.op) : way(a.op) !== way(b.op) && a.op !== '==' && b.op !== '==';
}

/** Two formulas that are written alike have one text. */
export const withoutPlaces = (f: Formula): string =>
  JSON.stringify(f, (key, value: unknown) => (key === 'span' ? undefined : value));

export function relation(content: readonly Lexeme[], span: Span, parse: Parse): Formula | undefined {
  const at = content.findIndex((l) => l.kind === 'operator' && RELATIONS.has(l.text));
  if (at < 0) return undefined;
  const op = (content[at] as Lexeme & { kind: 'operator' }).text;
  const [left, right] = [parse(content.slice(0, at), span), parse(content.slice(at + 1), span)];
  return { kind: 'relation', op: op === '=' ? '==' : op, left, right, span };
}

/** ∂L/∂A, dL/dA, ∂²f/∂x∂xᵀ, or a quotient. */
export function fraction(above: readonly Lexeme[], below: readonly Lexeme[], span: Span, parse: Parse): Formula {
  const [top, bottom] = [derivative(above), derivative(below)];
  if (top !== undefined && bottom !== undefined) {
    const [order, ...rest] = top;
    const twice = order !== undefined && isTwo(order);
    return derivativeOf(parse(twice ? rest : top, span), bottom, twice, span, parse);
  }
  return { kind: 'fraction', above: parse(above, span), below: parse(below, span), span };
}

/** Of `of`, by what stands under the bar, each letter behind a sign of its own. */
export function derivativeOf(
  of: Formula,
  bottom: readonly Lexeme[],
  twice: boolean,
  span: Span,
  parse: Parse,
): Formula {
  const [by = [], second, ...more] = splitPartials(bottom, twice);
  // ∂ℓ/∂σ² is a first derivative, by σ²
  if (more.length > 0 || twice !== (second !== undefined))
    return fail(
      'how often and by what this is a derivative is not clear',
      span,
      'as in \\frac{\\partial^2 f}{\\partial x^2}',
    );
  if (second === undefined) return { kind: 'partial', of, by: parse(by, span), span };
  const [a, b] = [by, second].map((p) => untransposed(parse(p, span)));
  return hessianOf(of, a, b, span);
}

/** Without `by`, by what `of` is a function of. */
export function hessianOf(of: Formula, a: Formula | undefined, b: Formula | undefined, span: Span): Formula {
  return { kind: 'call', fn: 'hessian', primes: 0, args: [of, ...(a ? [a] : []), ...(b ? [b] : [])], span };
}

/** \frac{\partial}{\partial x}, \frac{d^2}{dx^2}: what stands below, where nothing is differentiated above. */
export function operatorBelow(
  above: readonly Lexeme[],
  below: readonly Lexeme[],
): { readonly below: readonly Lexeme[]; readonly twice: boolean } | undefined {
  const [sign, order, ...more] = above;
  if (!(isPartial(sign) || isD(sign)) || more.length > 0 || (order !== undefined && !isTwo(order))) return undefined;
  const by = derivative(below);
  return by && { below: by, twice: order !== undefined };
}

export function scripted(base: Formula, scripts: readonly Script[], parse: Parse): Formula {
  return scripts.reduce<Formula>((of, script) => raised(of, script, parse), base);
}

const textOf = (content: readonly Lexeme[]): string =>
  content.map((l) => (l.kind === 'macro' ? `\\${l.name}` : 'text' in l ? l.text : '?')).join('');

export const isTransposition = ({ content }: { readonly content: readonly Lexeme[] }): boolean =>
  /^(?:\\top|\\intercal|T|⊤)$/.test(textOf(content));

function raised(of: Formula, script: Script, parse: Parse): Formula {
  const span = { start: of.span.start, end: Math.max(of.span.end, script.span.end) };
  if ('prime' in script) {
    // a prime after anything but a name is a transpose, as in MATLAB
    return script.prime % 2 === 1 ? { kind: 'transpose', of, span } : of;
  }
  const { content } = script;
  // the positive part
  if (!script.above && textOf(content) === '+') return { kind: 'call', fn: 'relu', primes: 0, args: [of], span };
  if (!script.above) return { kind: 'slice', of, ranges: rangesOf(script.content, script.span, parse), span };
  const plain = textOf(content);
  if (isTransposition(script)) return { kind: 'transpose', of, span };
  if (/^-(?:\\top|\\intercal|T)$/.test(plain)) return { kind: 'transpose', of: { kind: 'inverse', of, span }, span };
  if (plain === '-1') return { kind: 'inverse', of, span };
  if (plain === '+' || plain === '\\dagger') return { kind: 'pinv', of, span };
  if (plain === '\\prime') return { kind: 'transpose', of, span };
  const entrywise = content[0]?.kind === 'operator' && content[0].text === '.*';
  const exponent = parse(entrywise ? content.slice(1) : content, script.span);
  return { kind: 'power', base: of, exponent, entrywise, span };
}

export function normKind(script: Script & { content: readonly Lexeme[] }): NormKind {
  const text = script.content.map((l) => (l.kind === 'macro' ? l.name : 'text' in l ? l.text : '')).join('');
  const kinds: Record<string, NormKind> = table({
    F: 'F',
    fro: 'F',
    Fro: 'F',
    '1': '1',
    '2': '2',
    op: '2',
    infty: 'inf',
    '*': 'nuc',
    star: 'nuc',
    nuc: 'nuc',
  });
  return kinds[text] ?? fail('this norm is not known', script.span, 'known are 1, 2, F, \\infty and *');
}

/** The signs of a derivative. */
export const isPartial = (l: Lexeme | undefined): boolean => l?.kind === 'macro' && l.name === 'partial';
export const isD = (l: Lexeme | undefined): boolean => (l?.kind === 'letter' || l?.kind === 'word') && l.text === 'd';

/** What is differentiated, where it begins with ∂ or d. */
function derivative(lexemes: readonly Lexeme[]): readonly Lexeme[] | undefined {
  const [first, ...rest] = lexemes;
  if (first === undefined || rest.length === 0) return undefined;
  if (isPartial(first)) return rest;
  if (!isD(first)) return undefined;
  // d f, d²f, dx²: anything longer may be a product with d
  const named = rest.filter((l, k) => !(isTwo(l) && (k === 0 || k === rest.length - 1)));
  return named.length === 1 && named[0]?.kind !== 'script' ? rest : undefined;
}

/** Squared: the order of a derivative. */
export const isTwo = (l: Lexeme | Script): boolean => {
  if ('prime' in l || ('kind' in l && l.kind !== 'script')) return false;
  const [only, ...more] = l.content;
  return l.above && more.length === 0 && only?.kind === 'number' && only.text === '2';
};

function splitPartials(lexemes: readonly Lexeme[], twice: boolean): (readonly Lexeme[])[] {
  const parts: Lexeme[][] = [[]];
  for (const l of lexemes) {
    if (isPartial(l)) parts.push([]);
    else (parts.at(-1) as Lexeme[]).push(l);
  }
  // ∂x² is ∂x∂x
  const [only = []] = parts;
  const last = only.at(-1);
  if (twice && parts.length === 1 && last && isTwo(last)) return [only.slice(0, -1), only.slice(0, -1)];
  return parts;
}

const untransposed = (e: Formula): Formula => (e.kind === 'transpose' ? e.of : e);
const withoutWords = (lexemes: readonly Lexeme[]): readonly Lexeme[] =>
  lexemes.filter((l) => l.kind !== 'word' || !/^(if|for|where|when|,)/.test(l.text));
const isOtherwise = (lexemes: readonly Lexeme[]): boolean =>
  lexemes.some((l) => l.kind === 'word' && /otherwise|else/.test(l.text));
