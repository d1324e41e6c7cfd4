/**
 * Signs of ours beside names of the problem: where the two would print alike, ours is printed another way, and the head
 * says so. An identity beside a variable I has its size, a basis vector beside an e another letter, the differential of X
 * beside a variable dX is d(X), and a size beside a variable of its name is n_size.
 */
import type { Derivation } from '../derive/step.js';
import type { Dim } from '../expression/dimension.js';
import { dimName, dimNames, substituteDim } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { isCall } from '../expression/expression.js';
import { namesIn, postorder } from '../expression/traverse.js';
import { nameParts } from './names.js';
import type { Notation, Style } from './style.js';
import { unicodeName } from './unicode.js';

/** What a notation says of names and signs. */
export type Signs = Pick<Notation, 'taken' | 'sizes' | 'identity' | 'basis' | 'spelt'>;

const IDENTITIES = ['I', 'E', 'Id'];
const BASES = ['e', 'u', 'b', 'z'];

/** The first letter that begins no name, so that no subscript makes it one. */
function free(letters: readonly string[], taken: ReadonlySet<string>): string {
  const bases = new Set([...taken].map((name) => nameParts(name).base));
  return letters.find((letter) => !bases.has(letter)) ?? (letters.at(-1) as string);
}

function signsBeside(taken: ReadonlySet<string>, sizes: ReadonlyMap<string, Dim>, terms: readonly Expr[]): Signs {
  // a bare I of the problem is told from ours by the size
  const subscripted = new Set([...taken].filter((name) => name !== 'I'));
  const [identity, basis] = [free(IDENTITIES, subscripted), free(BASES, taken)];
  const spelt = alike(taken, terms);
  return {
    taken,
    ...(spelt.size > 0 ? { spelt } : {}),
    ...(sizes.size > 0 ? { sizes } : {}),
    ...(identity === 'I' ? {} : { identity }),
    ...(basis === 'e' ? {} : { basis }),
  };
}

/** Names that would be shown as another name of the problem, or as a function or a constant of its terms. */
function alike(taken: ReadonlySet<string>, terms: readonly Expr[]): ReadonlySet<string> {
  const calls = postorder(terms).flatMap((e) => (e.kind === 'call' ? [e.fn === 'pi' ? 'π' : e.fn] : []));
  const shown = new Map<string, string>([...calls].map((sign) => [sign, '']));
  // a name that is shown as it is spelt has the first right to look so
  const asSpelt = [...taken].filter((name) => look(name) === name);
  for (const name of asSpelt) shown.set(name, name);
  // λ_1 rather than lambda_1
  const others = [...taken].filter((name) => look(name) !== name);
  others.sort((a, b) => Number(/^\w+$/.test(a)) - Number(/^\w+$/.test(b)));
  // with a subscript h0 would be the member h[0] of a family
  const families = new Set(terms.flatMap((term) => namesIn(term).flatMap((e) => (e.index.length > 0 ? [e.name] : []))));
  const found = new Set([...taken].filter((name) => families.has(/^([A-Za-z])\d+$/.exec(name)?.[1] ?? '')));
  for (const name of others) {
    const sign = look(name);
    if (shown.has(sign)) found.add(name);
    else shown.set(sign, name);
  }
  return found;
}

const look = (name: string): string => unicodeName(nameParts(name));

/** For terms on their own. */
export const signsAmong = (terms: readonly Expr[]): Signs =>
  signsBeside(new Set(terms.flatMap((term) => namesIn(term).map(({ name }) => name))), new Map(), terms);

/** For a derivation, of which `terms` are printed. */
export function signsOf({ problem, named }: Derivation, terms: readonly Expr[]): Signs {
  const declared = [...problem.declarations.values()];
  const taken = new Set([
    ...declared.map(({ name }) => name),
    ...[...problem.definitions, ...named].map(({ target }) => target.name),
    ...terms.flatMap((term) => namesIn(term).map(({ name }) => name)),
  ]);
  // a whole number that sizes are made of is the size; a member of a family is known by its index
  const variables = new Set([
    ...declared.filter((d) => d.letters.length === 0 && !d.properties.has('integer')).map(({ name }) => name),
    ...problem.definitions.filter(({ loops }) => loops.length === 0).map(({ target }) => target.name),
  ]);
  const nodes = postorder(terms);
  const loops = problem.definitions.flatMap((definition) => definition.loops.map(({ over }) => over));
  const indices = new Set([...loops, ...nodes.flatMap((node) => (node.kind === 'each' ? [node.over] : []))]);
  const dims = [...declared.flatMap(({ shape }) => shape), ...nodes.flatMap(dimsOf)];
  const shared = new Set(dims.flatMap(dimNames).filter((name) => variables.has(name) && !indices.has(name)));
  const renamed = new Map([...shared].map((name) => [name, dimName(sizeName(name, taken))]));
  return signsBeside(taken, renamed, terms);
}

/** The sizes that stand in a node itself: of its shape, of a function with sizes, at the ends of a sum. */
export const dimsOf = (node: Expr): readonly Dim[] => [
  ...node.shape,
  ...(node.kind === 'call' ? node.dims : node.kind === 'each' ? [node.from, node.to] : []),
];

const sizeName = (name: string, taken: ReadonlySet<string>): string =>
  taken.has(`${name}_size`) ? sizeName(`${name}_size`, taken) : `${name}_size`;

/** Whether the differential of a name, written dX, could be read as a name of the problem, or as that of another. */
export const hidesDifferential = (name: string, { taken }: Notation): boolean =>
  taken?.has(`d${name}`) === true || (name.startsWith('d') && taken?.has(name.slice(1)) === true);

/** Whether a bare I is the problem's. */
export const hidesIdentity = ({ taken, identity }: Notation): boolean =>
  identity === undefined && taken?.has('I') === true;

/** Whether a vector of a basis occurs. */
export const hasBasis = (terms: readonly Expr[]): boolean => postorder(terms).some((node) => isCall(node, 'basis'));

/** The style, with sizes under the names that the notation gives them. */
export function withSizes(style: Style, { sizes }: Notation): Style {
  if (sizes === undefined) return style;
  const put = (d: Dim): Dim => substituteDim(d, sizes);
  const some = (d: Dim | undefined): Dim | undefined => (d === undefined ? undefined : put(d));
  return {
    ...style,
    name: (parts, index) => style.name(parts, index.map(put)),
    dim: (d) => style.dim(put(d)),
    fold: (fold, over, range, body) =>
      style.fold(fold, over, range && { from: put(range.from), to: put(range.to) }, body),
    ones: (length) => style.ones(some(length)),
    eye: (size, letter) => style.eye(some(size), letter),
  };
}
