/**
 * The graph of a computation: variables and definitions as nodes, uses as edges, families that run together as groups.
 * It reads the forward part of a derivation, and knows which nodes vary and what each gradient is called.
 *
 * A family is one node; a use at another index (H[t−1]) is an edge that says so.
 */
import type { Derivation, Named } from '../derive/step.js';
import { name as makeName } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimName } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import type { Declaration, Loop } from '../language/problem.js';

export interface GraphNode {
  readonly id: string;
  readonly kind: 'data' | 'param' | 'definition';
  readonly name: Name;
  /** What defines it. */
  readonly value?: Expr;
  /** Whether its differential is not zero. */
  readonly varies: boolean;
  /** The name of the gradient by it, where that has one. */
  readonly gradient?: Name;
  readonly isSubject: boolean;
  /** The loops it runs under, as a key into the groups; absent outside loops. */
  readonly group?: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The index at which it is used, where that is not the node's own. */
  readonly at?: readonly Dim[];
  /** Whether a differential goes along it, and so a gradient comes back. */
  readonly varies: boolean;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly groups: ReadonlyMap<string, readonly Loop[]>;
}

export function graphOf(whole: Derivation): Graph {
  const derivation = whole.first ?? whole;
  const { problem, request, blocks } = derivation;
  const forward = blocks.flatMap((block) => (block.kind === 'forward' ? [block] : []));
  const gradients = gradientNames(derivation);
  const varying = new Set([
    ...request.wrt.map((name) => name.name),
    ...forward.flatMap(({ named, line }) => (line ? [named.definition.target.name] : [])),
  ]);
  const groups = new Map<string, readonly Loop[]>();
  const groupOf = (loops: readonly Loop[]): string | undefined => {
    if (loops.length === 0) return undefined;
    const key = loops.map(({ over }) => over).join(',');
    if (!groups.has(key)) groups.set(key, loops);
    return key;
  };
  const nodes = new Map<string, GraphNode>();
  for (const { named } of forward) {
    const { target, value, loops } = named.definition;
    const id = idOf(target);
    const gradient = gradients.get(target.name);
    const group = groupOf(loops);
    if (nodes.has(id)) continue;
    nodes.set(id, {
      id,
      kind: 'definition',
      name: target,
      ...(value === target ? {} : { value }),
      varies: varying.has(target.name),
      ...(gradient ? { gradient } : {}),
      isSubject: target.name === request.subject.name,
      ...(group === undefined ? {} : { group }),
    });
  }
  for (const [key, declaration] of problem.declarations) {
    const node = variable(
      key,
      declaration,
      forward.map(({ named }) => named),
      varying,
      groups,
    );
    if (node) nodes.set(node.id, node);
  }
  return {
    nodes: [...nodes.values()],
    edges: edgesOf(
      forward.map(({ named }) => named),
      derivation,
      nodes,
    ),
    groups,
  };
}

const idOf = (name: Name): string =>
  name.index.every((d) => typeof d === 'number') && name.index.length > 0
    ? `${name.name}[${name.index.join(',')}]`
    : name.name;

function gradientNames({ blocks }: Derivation): Map<string, Name> {
  const names = new Map<string, Name>();
  for (const block of blocks) {
    if (block.kind === 'forward') continue;
    for (const { of, gradient } of block.kind === 'backward' ? [block] : block.parts)
      if (gradient) names.set(of.name, gradient.name);
  }
  return names;
}

/** A declared variable that is used; a member declared on its own is a node of its own. */
function variable(
  key: string,
  { role, shape, letters, at }: Declaration,
  forward: readonly Named[],
  varying: ReadonlySet<string>,
  groups: ReadonlyMap<string, readonly Loop[]>,
): GraphNode | undefined {
  const base = key.replace(/\[.*/, '');
  const used = forward.some(({ definition }) => namesIn(definition.value).some((n) => n.name === base));
  if (!used) return undefined;
  const index = at ?? letters.map(dimName);
  const own = forward.find(({ definition }) => definition.target.name === base);
  const home = groups.get(letters.join(','));
  return {
    id: at ? key : base,
    kind: role,
    name: makeName(base, shape, index),
    varies: varying.has(base) && (at === undefined || own === undefined),
    isSubject: false,
    ...(home && !at ? { group: letters.join(',') } : {}),
  };
}

function edgesOf(
  forward: readonly Named[],
  { problem }: Derivation,
  nodes: ReadonlyMap<string, GraphNode>,
): GraphEdge[] {
  const edges = new Map<string, GraphEdge>();
  const put = (from: string, to: string, at: readonly Dim[] | undefined): void => {
    const [source, target] = [nodes.get(from), nodes.get(to)];
    if (!source || !target) return;
    const key = `${from} ${to}`;
    const varies = source.varies && target.varies;
    if (!edges.has(key)) edges.set(key, { from, to, ...(at ? { at } : {}), varies });
  };
  for (const { definition } of forward) {
    const { target, value } = definition;
    const f = problem.functions.get(target.name);
    const values = value === target && f?.kind === 'scalar' ? f.of : [value];
    for (const use of values.flatMap((e) => [...namesIn(e)])) {
      const own = nodes.has(idOf(use)) ? idOf(use) : use.name;
      const same = nodes.get(own)?.name.index.every((d, i) => d === use.index[i]) ?? true;
      put(own, idOf(target), same ? undefined : use.index);
      // H[t−1] may also be the boundary H[0]
      if (!same) {
        for (const node of nodes.values())
          if (node.id !== own && node.id.startsWith(`${use.name}[`) && node.kind !== 'definition')
            put(node.id, idOf(target), node.name.index);
      }
    }
  }
  return [...edges.values()];
}
