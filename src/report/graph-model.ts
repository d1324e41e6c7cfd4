/**
 * The graph of a computation: variables and definitions as nodes, uses as edges.
 * It reads the forward part of a derivation, and knows which nodes vary and what each gradient is called.
 *
 * A family is one node; a use at another index (H[t−1]) is an edge that says so.
 */
import type { Derivation, Named } from '../derive/step.js';
import { name as makeName } from '../expression/build.js';
import type { Dim } from '../expression/dimension.js';
import { dimName, dimToString } from '../expression/dimension.js';
import type { Expr, Name } from '../expression/expression.js';
import { namesIn } from '../expression/traverse.js';
import type { Declaration, Loop } from '../language/problem.js';

export interface GraphNode {
  readonly id: string;
  /** `other round`: a member of a family that an earlier (or, running back, a later) round has made. */
  readonly kind: 'data' | 'param' | 'definition' | 'other round';
  readonly name: Name;
  /** Variables that are used where this one is, and share its box. */
  readonly also: readonly Name[];
  /** What defines it. */
  readonly value?: Expr;
  /** Whether its differential is not zero. */
  readonly varies: boolean;
  /** The name of the gradient by it, where that has one. */
  readonly gradient?: Name;
  readonly isSubject: boolean;
  /** Whether it is a family: one for each setting of its indices. */
  readonly family: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The index at which a family is used, where that is not the index of the node: an earlier or later member. */
  readonly at?: readonly Dim[];
  /** Whether a differential goes along it, and so a gradient comes back. */
  readonly varies: boolean;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The loops that its families run in, each letter once. */
  readonly loops: readonly Loop[];
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
  const nodes = new Map<string, GraphNode>();
  for (const { named } of forward) {
    const { target, value, loops } = named.definition;
    const id = idOf(target);
    const gradient = gradients.get(target.name);
    if (nodes.has(id)) continue;
    nodes.set(id, {
      id,
      kind: 'definition',
      name: target,
      also: [],
      ...(value === target ? {} : { value }),
      varies: varying.has(target.name),
      ...(gradient ? { gradient } : {}),
      isSubject: target.name === request.subject.name,
      family: loops.length > 0,
    });
  }
  for (const [key, declaration] of problem.declarations) {
    const node = variable(
      key,
      declaration,
      forward.map(({ named }) => named),
      varying,
    );
    if (node) nodes.set(node.id, node);
  }
  const edges = edgesOf(
    forward.map(({ named }) => named),
    derivation,
    nodes,
  );
  const loops = new Map(forward.flatMap(({ named }) => named.definition.loops.map((loop) => [loop.over, loop])));
  return { ...shareBoxes([...nodes.values()], edges), loops: [...loops.values()] };
}

/** Variables of one kind that go into the same definitions share a box. */
function shareBoxes(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Pick<Graph, 'nodes' | 'edges'> {
  const firsts = new Map<string, GraphNode>();
  const shared = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    if (node.kind !== 'data' && node.kind !== 'param') continue;
    const uses = edges
      .filter(({ from }) => from === node.id)
      .map(({ to, at }) => `${to}${at ? ' at another index' : ''}`);
    const key = [node.kind, node.family, node.varies, ...uses].join('\n');
    const first = firsts.get(key);
    if (first) shared.get(first.id)?.push(node);
    else {
      firsts.set(key, node);
      shared.set(node.id, []);
    }
  }
  const gone = new Set([...shared.values()].flat().map(({ id }) => id));
  return {
    nodes: nodes
      .filter(({ id }) => !gone.has(id))
      .map((node) => ({ ...node, also: (shared.get(node.id) ?? []).map(({ name }) => name) })),
    edges: edges.filter(({ from }) => !gone.has(from)),
  };
}

/** A family by its name; members that are defined or declared apart (H[0], H[0,t]) by theirs. */
const idOf = (name: Name): string =>
  name.index.some((d) => typeof d === 'number')
    ? `${name.name}[${name.index.map((d) => (typeof d === 'number' ? d : '·')).join(',')}]`
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
): GraphNode | undefined {
  const base = key.replace(/\[.*/, '');
  const used = forward.some(({ definition }) => namesIn(definition.value).some((n) => n.name === base));
  if (!used) return undefined;
  const index = at ?? letters.map(dimName);
  const own = forward.find(({ definition }) => definition.target.name === base);
  return {
    id: at ? idOf(makeName(base, shape, at)) : base,
    kind: role,
    name: makeName(base, shape, index),
    also: [],
    varies: varying.has(base) && (at === undefined || own === undefined),
    isSubject: false,
    family: index.some((d) => typeof d !== 'number'),
  };
}

/** Edges, and nodes for members of an earlier or later round (H[t−1]), which what follows them could not stand before. */
function edgesOf(forward: readonly Named[], { problem }: Derivation, nodes: Map<string, GraphNode>): GraphEdge[] {
  const edges = new Map<string, GraphEdge>();
  const put = (from: GraphNode | undefined, to: GraphNode | undefined, at?: readonly Dim[]): void => {
    if (!from || !to) return;
    const key = `${from.id} ${to.id}`;
    if (!edges.has(key))
      edges.set(key, { from: from.id, to: to.id, ...(at ? { at } : {}), varies: from.varies && to.varies });
  };
  const order = new Map(forward.map(({ definition }, i) => [idOf(definition.target), i]));
  for (const [i, { definition }] of forward.entries()) {
    const { target, value } = definition;
    const node = nodes.get(idOf(target));
    const f = problem.functions.get(target.name);
    const values = value === target && f?.kind === 'scalar' ? f.of : [value];
    for (const use of values.flatMap((e) => [...namesIn(e)])) {
      const source = nodes.get(idOf(use)) ?? nodes.get(use.name);
      if (!source) continue;
      const shifted = use.index.map((d, k) => d !== source.name.index[k]);
      if (!shifted.includes(true)) put(source, node);
      else if ((order.get(source.id) ?? -1) < i) put(source, node, use.index);
      else {
        const other = otherRound(source, use);
        put(nodes.get(other.id) ?? other, node);
        if (nodes.has(other.id)) continue;
        nodes.set(other.id, other);
        // the first of them is what the recurrence begins with
        for (const first of nodes.values()) if (begins(first, use, shifted)) put(first, other);
      }
    }
  }
  return [...edges.values()];
}

const otherRound = ({ varies }: GraphNode, use: Name): GraphNode => ({
  id: `${use.name}[${use.index.map(dimToString).join(',')}]`,
  kind: 'other round',
  name: use,
  also: [],
  varies,
  isSubject: false,
  family: true,
});

/** Whether H[0] is one of the H[t−1]: it has a number of its own just where the use is shifted. */
const begins = ({ id, name, kind }: GraphNode, use: Name, shifted: readonly boolean[]): boolean =>
  kind !== 'other round' &&
  id.startsWith(`${use.name}[`) &&
  name.index.every((d, k) => (typeof d === 'number') === (shifted[k] ?? false));
