/**
 * Peers that run in this process, from bench/peers/node_modules where `npm run bench:peers` has put them. None is a
 * dependency of the project, so their types are not known here.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rowsOf } from './numbers.js';
import { PEERS_FOLDER } from './peer-list.js';
import type { ComputeCase, Matrix, Value } from './problems.js';

// biome-ignore lint/suspicious/noExplicitAny: the types of packages that may be missing
export type Loose = any;

const folder = resolve(PEERS_FOLDER);
export const fromPeers = createRequire(pathToFileURL(`${folder}/package.json`));

/** Value and gradients at once, made ready for a problem; undefined for one that is not written for it. */
export type Prepare = (problem: ComputeCase) => Prepared | undefined;
export interface Prepared {
  run(): unknown;
  /** The entries of each gradient, in the order of the parameters. */
  gradients(): Promise<number[][]>;
}

const isList = (v: Value): v is readonly Matrix[] => Array.isArray(v);
export async function tfjs(): Promise<Prepare> {
  const tf = fromPeers('@tensorflow/tfjs') as Loose;
  fromPeers('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error('its WebAssembly backend does not start');
  return ({ kind, values, wrt }) => {
    const tensor = (m: Matrix): Loose => tf.tensor2d(Float32Array.from(m.data), [m.rows, m.cols]);
    const v = Object.fromEntries(
      Object.entries(values).map(([k, x]) => [k, isList(x) ? x.map(tensor) : tensor(x)]),
    ) as Record<string, Loose>;
    const losses: Partial<Record<ComputeCase['kind'], (p: Loose) => Loose>> = {
      rnn: (p) => {
        let h = v['H[0]'];
        let loss = tf.scalar(0);
        const [U, W, V, b, c] = p;
        for (const [t, x] of v.X.entries()) {
          h = tf.tanh(tf.add(tf.add(tf.matMul(x, U), tf.matMul(h, W)), b));
          loss = tf.sub(loss, tf.sum(tf.mul(v.Y[t], tf.logSoftmax(tf.add(tf.matMul(h, V), c)))));
        }
        return tf.div(loss, v.X.length);
      },
      logistic: ([w]) => {
        const z = tf.matMul(v.X, w);
        return tf.mean(tf.sub(tf.softplus(z), tf.mul(v.y, z)));
      },
      mlp: ([A, B, C]) => {
        const m = tf.tanh(tf.matMul(tf.tanh(tf.matMul(tf.tanh(tf.matMul(v.X, A)), B)), C));
        return tf.div(tf.sum(tf.square(tf.sub(m, v.Y))), v.X.shape[0]);
      },
    };
    const loss = losses[kind];
    if (loss === undefined) return undefined;
    const gradient = tf.valueAndGrads((...p: Loose[]) => loss(p));
    const parameters = wrt.map((k) => v[k]);
    return {
      run: () => {
        tf.tidy(() => {
          const { value, grads } = gradient(parameters);
          value.dataSync();
          for (const g of grads) g.dataSync();
        });
      },
      gradients: async () => gradient(parameters).grads.map((g: Loose) => [...g.dataSync()]),
    };
  };
}

export async function jaxjs(): Promise<Prepare> {
  // it asks whether an array is one of half floats, which Node 20 does not have
  (globalThis as Loose).Float16Array ??= class extends Uint16Array {};
  const jax = (await import(pathToFileURL(`${folder}/node_modules/@jax-js/jax/dist/index.js`).href)) as Loose;
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  const np = jax.numpy;
  return ({ kind, values, wrt }) => {
    const array = (m: Matrix): Loose => np.array(rowsOf(m), { dtype: np.float64 });
    const v = Object.fromEntries(
      Object.entries(values).map(([k, x]) => [k, isList(x) ? x.map(array) : array(x)]),
    ) as Record<string, Loose>;
    const softplus = (z: Loose): Loose => jax.nn.softplus(z);
    const losses: Partial<Record<ComputeCase['kind'], (...p: Loose[]) => Loose>> = {
      rnn: (U, W, V, b, c) => {
        let h = v['H[0]'].ref;
        let loss = np.array(0, { dtype: np.float64 });
        for (const [t, x] of v.X.entries()) {
          h = np.tanh(np.matmul(x.ref, U.ref).add(np.matmul(h, W.ref)).add(b.ref));
          const o = np.matmul(h.ref, V.ref).add(c.ref);
          loss = loss.sub(v.Y[t].ref.mul(jax.nn.logSoftmax(o, -1)).sum());
        }
        for (const p of [U, W, V, b, c]) p.dispose();
        h.dispose();
        return loss.div(v.X.length);
      },
      logistic: (w) => {
        const z = np.matmul(v.X.ref, w);
        return softplus(z.ref).sub(v.y.ref.mul(z)).mean();
      },
      mlp: (A, B, C) => {
        const m = np.tanh(np.matmul(np.tanh(np.matmul(np.tanh(np.matmul(v.X.ref, A)), B)), C));
        return np.square(m.sub(v.Y.ref)).sum().div(v.X.shape[0]);
      },
    };
    const loss = losses[kind];
    if (loss === undefined) return undefined;
    const places = wrt.map((_, i) => i);
    const gradient = jax.jit(jax.valueAndGrad(loss, { argnums: places }));
    const work = async (): Promise<number[][]> => {
      const [value, grads] = gradient(...wrt.map((k) => v[k].ref));
      await value.data();
      return Promise.all(grads.map(async (g: Loose) => [...(await g.data())]));
    };
    return {
      run: work,
      gradients: work,
    };
  };
}
