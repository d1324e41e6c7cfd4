/**
 * What was probably meant: the smallest change of a wrong line that makes it right.
 *
 * Every change of edits.ts is put into the text, read as the line was, and tried on the samples. Factors are not
 * guessed: they are measured, as numbers or as sizes. A change that is accepted is equal to the line above on all
 * samples; it is still a guess at what somebody meant, and is worded as one.
 */

import { negative, opposite, termsOf, withArgs } from '../expression/build.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import { FrobeniusError } from '../language/error.js';
import { format } from '../language/format.js';
import { parseExpression } from '../language/parser.js';
import { readSyntaxes } from '../language/read.js';
import type { Syntax } from '../language/syntax.js';
import { evaluatorOf } from '../numeric/evaluate.js';
import { attempt } from '../numeric/evidence.js';
import type { Matrix } from '../rulebook/rule.js';
import type { Edit, EditContext } from './edit.js';
import { editsOf } from './edits.js';
import type { ReadLine } from './reading.js';
import type { Reasons } from './reasons.js';
import { Bind, summandsOf, Text } from './spell.js';
import type { Diagnosis } from './verdict.js';
import type { World } from './world.js';

export interface Suspect {
  readonly source: string;
  readonly line: ReadLine;
  /** What the right side should be equal to. */
  readonly target: Expr;
  /** The left side of the chain, by which open sizes are decided. */
  readonly left?: Syntax;
  readonly gradient: boolean;
}

const MOST_ATOMS = 14;
const MOST_NAMES = 12;
const MOST_SIZES = 6;
/** Leaves of an elementwise factor that may be missing as a whole. */
const MOST_FACTOR = 8;
/** Lines with more leaves are not searched: every change costs an evaluation. */
const MOST_LEAVES = 120;

export function diagnose(suspect: Suspect, world: World, reasons: Reasons): Diagnosis | undefined {
  const { line, target, source } = suspect;
  const root = line.rightSyntax;
  if (root === undefined || target.leaves > 4 * MOST_LEAVES || (line.right?.leaves ?? 0) > MOST_LEAVES)
    return undefined;
  const text = new Text(source);
  const reader = new Candidates(suspect, world);
  const ways = [reasons.workedOut(target), reasons.writtenOut(target)].filter((e) => e !== undefined);
  const context: EditContext = {
    text,
    root,
    gradient: suspect.gradient,
    atoms: atomsOf([target, ...ways]),
    names: namesFor(suspect, world),
    sizes: world.problem.dims.slice(0, MOST_SIZES),
    terms: termsFor(line.right, target, ways, world),
  };
  const measured = line.right === undefined ? [] : measuredFactors(root, text, suspect, world, reader);
  const edits = [...measured, ...editsOf(context)].sort((a, b) => a.cost - b.cost);
  const tried = new Set<Expr>(line.right === undefined ? [] : [line.right]);
  for (const edit of edits) {
    if (edit.patches.length === 0) continue;
    const corrected = text.patched(root.span, edit.patches).trim();
    const candidate = reader.read(corrected);
    if (candidate === undefined || tried.has(candidate)) continue;
    tried.add(candidate);
    if (candidate.shape[0] !== target.shape[0] || candidate.shape[1] !== target.shape[1]) continue;
    if (!world.agrees(target, candidate)) continue;
    if (world.judge(target, candidate).evidence.outcome !== 'ok') continue;
    return { slip: edit.slip, words: edit.words, corrected, term: candidate };
  }
  return undefined;
}

/** Texts of right sides as terms; what cannot be read, or has no shape, is no candidate. */
class Candidates {
  private readonly isVariable: (name: string) => boolean;
  private readonly isFunction: (name: string) => boolean;

  constructor(
    private readonly suspect: Suspect,
    private readonly world: World,
  ) {
    const { problem } = world;
    const known = new Set([
      ...[...problem.declarations.values()].map((d) => d.name),
      ...problem.definitions.map((d) => d.target.name),
      ...suspect.line.shapes.keys(),
    ]);
    this.isVariable = (name) => name !== 'd' && known.has(name);
    this.isFunction = (name) => problem.functions.has(name);
  }

  read(text: string): Expr | undefined {
    const { left, line } = this.suspect;
    const { problem, catalog } = this.world;
    try {
      const syntax = parseExpression(text, { isVariable: this.isVariable, isFunction: this.isFunction });
      const options = { differentials: true, names: line.shapes };
      return readSyntaxes(left ? [left, syntax] : [syntax], text, problem, catalog.table, options).at(-1);
    } catch (error) {
      if (error instanceof FrobeniusError) return undefined;
      throw error;
    }
  }
}

/** Names, their transposes and inverses, and small calls, as they stand in terms. */
function atomsOf(terms: readonly Expr[]): string[] {
  const found = new Set<string>();
  for (const e of postorder(terms)) {
    if (e.differential || e.args.length > 1 || e.leaves > 2) continue;
    const small =
      e.kind === 'name' ||
      (e.kind === 'call' && !['ones', 'zeros', 'eye', 'dim', 'grad', 'pow', 'frob'].includes(e.fn));
    if (small) found.add(format(e));
  }
  for (const e of postorder(terms)) {
    if (!isCall(e, 'had')) continue;
    for (const a of e.args)
      if (!a.differential && a.args.length > 0 && a.leaves <= MOST_FACTOR) found.add(`(${format(a)})`);
  }
  return [...found].slice(0, MOST_ATOMS);
}

function namesFor({ line }: Suspect, { problem }: World): string[] {
  const all = [
    ...[...problem.declarations.values()].filter((d) => d.arity === 0 && d.at === undefined).map((d) => d.name),
    ...problem.definitions.filter((d) => d.target.index.length === 0).map((d) => d.target.name),
    ...line.shapes.keys(),
    ...problem.dims,
  ];
  return [...new Set(all)].slice(0, MOST_NAMES);
}

/** What the line above has, as it stands or worked out, and this line has not. */
function termsFor(right: Expr | undefined, target: Expr, ways: readonly Expr[], world: World): EditContext['terms'] {
  const present = new Set(right === undefined ? [] : termsOf(right));
  const defined = new Set([...world.problem.definitions, ...world.pieces].map((x) => x.target.name));
  const composite = postorder([target]).some((e) => {
    const of = isCall(e, 'd') ? (e.args[0] as Expr) : undefined;
    return of !== undefined && (of.kind !== 'name' || defined.has(of.name));
  });
  const moving = new Set(right === undefined ? [] : differentialsIn(right));
  const found = new Map<Expr, EditContext['terms'][number]>();
  for (const term of [target, ...ways].flatMap((e) => [...termsOf(e), ...multipliedOut(e)])) {
    // the whole itself is no term that was forgotten
    if (present.has(term) || term === target || term.leaves > 40) continue;
    const [sign, bare] = negative(term) ? ['-', opposite(term)] : ['+', term];
    const text = format(bare);
    const fresh = differentialsIn(term).filter((n) => !moving.has(n));
    const why =
      fresh.length === 0
        ? ''
        : `: ${fresh.join(', ')} var${fresh.length > 1 ? 'y' : 'ies'} as well (or say: hold ${fresh.join(', ')})`;
    const product = term.differential && (composite || fresh.length > 0);
    found.set(term, { text: `${sign} ${text}`, words: `the term ${text} is missing${why}`, product });
  }
  return [...found.values()];
}

const MOST_TERMS = 24;

/** The terms of a product of sums, each for itself. */
function multipliedOut(e: Expr): readonly Expr[] {
  return termsOf(e).flatMap((term): readonly Expr[] => {
    const at = term.args.findIndex((a) => a.kind === 'add');
    if (at < 0 || (term.kind !== 'mul' && !isCall(term, 'had') && !isCall(term, 'frob'))) {
      // a ':' may stand among the scalars of a product
      const inner =
        term.kind === 'mul' ? term.args.findIndex((a) => isCall(a, 'frob') && multipliedOut(a).length > 1) : -1;
      if (inner < 0) return [term];
      return multipliedOut(term.args[inner] as Expr).map((x) =>
        withArgs(
          term,
          term.args.map((a, k) => (k === inner ? x : a)),
        ),
      );
    }
    const parts = (term.args[at] as Expr).args.map((x) =>
      withArgs(
        term,
        term.args.map((a, k) => (k === at ? x : a)),
      ),
    );
    return parts.length > MOST_TERMS ? [term] : parts.flatMap(multipliedOut);
  });
}

const differentialsIn = (e: Expr): string[] => [
  ...new Set(postorder([e]).flatMap((x) => (isCall(x, 'd') ? namesIn(x.args[0] as Expr).map((n) => n.name) : []))),
];

// ——— measured factors ———

interface Factor {
  readonly text: string;
  readonly value: (sizes: ReadonlyMap<string, number>) => number;
  readonly kind: 'sign' | 'factor' | 'size';
}

function factorsFor({ problem }: World): Factor[] {
  const numbers = ['2', '1/2', '3', '1/3', '4', '1/4', '-2', '-1/2', '3/2', '2/3', '-1'];
  const found: Factor[] = numbers.map((text) => {
    const [p, q = '1'] = text.split('/') as [string, string?];
    return { text, value: () => Number(p) / Number(q), kind: text === '-1' ? 'sign' : 'factor' };
  });
  const sizes = problem.dims.slice(0, MOST_SIZES);
  for (const n of sizes) {
    const of = (s: ReadonlyMap<string, number>): number => s.get(n) ?? Number.NaN;
    found.push({ text: `1/${n}`, value: (s) => 1 / of(s), kind: 'size' }, { text: n, value: of, kind: 'size' });
    found.push({ text: `2/${n}`, value: (s) => 2 / of(s), kind: 'size' });
    for (const k of sizes) {
      if (k <= n) continue;
      const both = (s: ReadonlyMap<string, number>): number => of(s) * (s.get(k) ?? Number.NaN);
      found.push(
        { text: `1/(${n}*${k})`, value: (s) => 1 / both(s), kind: 'size' },
        { text: `${n}*${k}`, value: both, kind: 'size' },
      );
    }
  }
  return found;
}

/** The factor by which the whole, or one of its terms, must be multiplied; the same on all samples. */
function measuredFactors(root: Syntax, text: Text, suspect: Suspect, world: World, reader: Candidates): Edit[] {
  const { target, line } = suspect;
  const right = line.right as Expr;
  const edits: Edit[] = [];
  const summands = summandsOf(root, text);
  const parts = summands.length > 1 ? summands : [];
  const whole = ratios(target, right, right, 1, world);
  const candidates = factorsFor(world);
  if (whole !== undefined) {
    const factor = candidates.find((f) => fits(f, whole, world));
    if (factor !== undefined) edits.push(scaled(factor, root, root.span, '', text, 'the whole'));
  }
  for (const { node, negative: minus, span, first } of parts) {
    const term = reader.read(text.of(node));
    const found = term && ratios(target, right, term, minus ? -1 : 1, world);
    const factor = found && candidates.find((f) => fits(f, found, world));
    if (factor === undefined) continue;
    const sign = first ? (minus ? '-' : '') : minus ? '- ' : '+ ';
    edits.push(scaled(factor, node, span, sign, text, text.of(node)));
  }
  return edits;
}

function scaled(factor: Factor, node: Syntax, span: Syntax['span'], sign: string, text: Text, what: string): Edit {
  const cost = factor.kind === 'sign' ? 0.9 : factor.kind === 'factor' ? 0.95 : 1;
  if (factor.kind === 'sign') {
    const turned = sign.includes('-') ? sign.replace('-', '+').replace(/^\+$/, '') : sign.includes('+') ? '- ' : '-';
    const unsigned = node.kind === 'unary' && node.op === '-' && sign === '' ? text.of(node.arg) : undefined;
    const words = what === 'the whole' ? 'the sign is wrong' : `the sign of ${what} is wrong`;
    const fit = text.fit(node, Bind.frobenius);
    const put = unsigned ?? (turned === '-' && /^[-−]/.test(fit) ? fit.slice(1).trimStart() : `${turned}${fit}`);
    return { slip: 'sign', words, patches: [{ span, text: put }], cost };
  }
  const words =
    factor.kind === 'size'
      ? factor.text.includes('/')
        ? `the factor ${factor.text} is missing`
        : `there is a factor 1/${factor.text} too many`
      : what === 'the whole'
        ? `a factor ${factor.text} is missing`
        : `a factor ${factor.text} of ${what} is missing`;
  return {
    slip: factor.kind === 'size' ? 'size' : 'factor',
    words,
    patches: [{ span, text: `${sign}${withFactor(factor.text, text.fit(node, Bind.frobenius))}` }],
    cost,
  };
}

/** k·e, a number in front of e multiplied at once. */
function withFactor(k: string, e: string): string {
  const [p = '1', q = '1'] = k.split('/');
  const leading = /^(\d+)(?:\/(\d+))?\s*\*\s*/.exec(e);
  if (leading === null || !/^-?\d+$/.test(p) || !/^\d+$/.test(q)) return `${k}*${e}`;
  let [over, under] = [Number(p) * Number(leading[1]), Number(q) * Number(leading[2] ?? 1)];
  for (let d = Math.min(Math.abs(over), under); d > 1; d--)
    if (over % d === 0 && under % d === 0) [over, under] = [over / d, under / d];
  const rest = e.slice(leading[0].length);
  if (over === 1 && under === 1) return rest;
  return `${under === 1 ? over : `${over}/${under}`}*${rest}`;
}

const EXACT = 1e-6;

/** c on each sample, with target = right + (c − 1)·sign·term; undefined where there is none. */
function ratios(target: Expr, right: Expr, term: Expr, sign: number, world: World): readonly number[] | undefined {
  const found: number[] = [];
  for (const env of world.environments) {
    for (const bindings of world.settingsOf([target, right], env)) {
      let ratio = Number.NaN;
      const checked = attempt(() => {
        const evaluator = evaluatorOf(env);
        const [t, r, e] = [target, right, term].map((x) => evaluator.value(x, bindings)) as [Matrix, Matrix, Matrix];
        if (t.data.length !== r.data.length || e.data.length !== r.data.length || t.rows !== r.rows)
          throw new RangeError('sizes');
        const difference = t.data.map((x, k) => x - (r.data[k] as number));
        const norm = e.data.reduce((sum, x) => sum + x * x, 0);
        ratio = difference.reduce((sum, x, k) => sum + x * (e.data[k] as number), 0) / norm;
        const size = Math.max(1, ...t.data.map(Math.abs), ...r.data.map(Math.abs));
        const rest = difference.reduce((most, x, k) => Math.max(most, Math.abs(x - ratio * (e.data[k] as number))), 0);
        return { outcome: rest <= EXACT * size ? 'ok' : 'failed', error: rest, tolerance: EXACT };
      });
      if (checked.outcome !== 'ok' || !Number.isFinite(ratio)) return undefined;
      found.push(1 + ratio / sign);
    }
  }
  return found.length === 0 ? undefined : found;
}

function fits(factor: Factor, measured: readonly number[], world: World): boolean {
  const sizes = world.environments.map((env) => env.sizes);
  if (measured.length !== sizes.length)
    return factor.kind !== 'size' && measured.every((c) => near(c, factor.value(new Map())));
  return measured.every((c, k) => near(c, factor.value(sizes[k] as ReadonlyMap<string, number>)));
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b));
