/** What a process computes: values and gradients, Hessians, products. */
import { compile, evaluate } from '../src/index.js';
import { byHand } from './hand.js';
import { differences, hessianByHand } from './hessian-hand.js';
import { numbersOf, rowsOf } from './numbers.js';
import type { PeerKey } from './peer-list.js';
import type { Prepare } from './peers.js';
import { jaxjs, tfjs } from './peers.js';
import type { ComputeCase, Value } from './problems.js';
import { COMPUTE, hessianCases } from './problems.js';
import { compiledProduct, numpyTsProduct } from './products.js';
import type { Ready } from './serve.js';

const LOADERS: Readonly<Record<PeerKey, () => Prepare | Promise<Prepare>>> = { tfjs, jaxjs, ...byHand };
const loaded = new Map<PeerKey, Promise<Prepare>>();

const problemAt = (index: number): ComputeCase => {
  const problem = COMPUTE[index];
  if (problem === undefined) throw new Error(`there is no problem ${index}`);
  return problem;
};

function compiled({ source, values, wrt }: ComputeCase): Ready {
  const f = compile(source);
  const placed = f.place(values);
  const derivatives = f(placed).derivatives as Record<string, unknown>;
  return { answer: wrt.map((k) => numbersOf(derivatives[k])), run: () => f(placed) };
}

const nested = (v: Value): unknown => ('data' in v ? rowsOf(v) : v.map(rowsOf));

export async function compute({ index, peer }: { index: number; peer: PeerKey | 'compiled' }): Promise<Ready> {
  const problem = problemAt(index);
  if (peer === 'compiled') return compiled(problem);
  let prepare = loaded.get(peer);
  if (prepare === undefined) {
    prepare = Promise.resolve(LOADERS[peer]());
    loaded.set(peer, prepare);
  }
  const made = (await prepare)(problem);
  if (made === undefined) throw new Error('not written for this problem');
  return { answer: await made.gradients(), run: () => made.run() };
}

export function evaluated({ index }: { index: number }): Ready {
  const { source, values } = problemAt(index);
  const given = Object.fromEntries(Object.entries(values).map(([k, v]) => [k, nested(v)]));
  return { run: () => evaluate(source, given) };
}

export function hessian({ index, n, what }: { index: number; n: number; what: string }): Ready {
  const problem = hessianCases(n)[index];
  if (problem === undefined) throw new Error(`there is no Hessian ${index}`);
  if (what === 'differences') return { run: differences(problem) };
  if (what === 'hand') {
    const hand = hessianByHand(problem);
    return { answer: [[...hand()]], run: hand };
  }
  const f = compile(problem.source);
  const placed = f.place(problem.values);
  const derivatives = f(placed).derivatives as Record<string, unknown>;
  return { answer: [numbersOf(derivatives[problem.wrt])], run: () => f(placed) };
}

export const product = (about: { what: string; sizes: readonly [number, number, number] }): Ready | Promise<Ready> =>
  about.what === 'compiled' ? compiledProduct(about.sizes) : numpyTsProduct(about.sizes);
