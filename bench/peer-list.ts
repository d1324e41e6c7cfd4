/** The peers in JavaScript: what each is called, where it is found, and how far its gradients may be off. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Kind } from './problems.js';

export const PEERS_FOLDER = 'bench/peers';

export interface Peer {
  readonly name: string;
  /** The package, of bench/peers unless it is one of ours; none for what Node runs by itself. */
  readonly module?: string;
  /** How far its gradients may be off: float32 is as good as it gets for some. */
  readonly tolerance: number;
}

export const PEERS = {
  tfjs: { name: 'tfjs-wasm (float32)', module: '@tensorflow/tfjs', tolerance: 2e-3 },
  // its own tanh is good to seven digits
  jaxjs: { name: 'jax-js (float64)', module: '@jax-js/jax', tolerance: 1e-6 },
  plain: { name: 'plain loops, by hand', tolerance: 1e-9 },
  mlMatrix: { name: 'ml-matrix, by hand', module: 'ml-matrix', tolerance: 1e-9 },
  mathjs: { name: 'mathjs, by hand', module: 'mathjs', tolerance: 1e-9 },
} as const satisfies Record<string, Peer>;
export type PeerKey = keyof typeof PEERS;

/** What is written for the peers in JavaScript. */
export const PEER_KINDS: ReadonlySet<Kind> = new Set(['rnn', 'logistic', 'mlp']);

const own = createRequire(import.meta.url);

/** The version of a package in bench/peers, or of one that is ours; undefined where it is not installed. */
export function versionOf(module: string, folder = PEERS_FOLDER): string | undefined {
  const file = `${folder}/node_modules/${module}/package.json`;
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  return module === 'mathjs' ? (own('mathjs/package.json') as { version: string }).version : undefined;
}

export interface Present<P> {
  readonly there: readonly P[];
  readonly versions: readonly string[];
  /** A line for each that is not installed. */
  readonly leftOut: readonly string[];
}

/** Which of the peers can be asked, and a line for each of the others. */
export function present<P extends Peer>(peers: readonly P[], folder = PEERS_FOLDER): Present<P> {
  const known = peers.map((peer) => ({
    peer,
    version: peer.module === undefined ? process.versions.node : versionOf(peer.module, folder),
  }));
  return {
    there: known.filter((k) => k.version !== undefined).map((k) => k.peer),
    versions: known
      .filter((k) => k.version !== undefined && k.peer.module !== undefined)
      .map((k) => `${k.peer.module} ${k.version}`),
    leftOut: known
      .filter((k) => k.version === undefined)
      .map((k) => `${k.peer.name}: ${k.peer.module} is not installed (npm run bench:peers)`),
  };
}
