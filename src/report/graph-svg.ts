/**
 * A computation graph as SVG: variables and definitions with their shapes, values going forward, gradients coming back.
 * Beyond a size it is folded: an overview of groups first, each group with a picture of its own.
 *
 * Every picture has a title and a description in words; colours are the theme's.
 */
import { dimension } from '../expression/build.js';
import type { Loop } from '../language/problem.js';
import type { Markup } from '../print/markup.js';
import { html } from '../print/markup.js';
import type { Notation } from '../print/style.js';
import { shapeToText } from '../print/text.js';
import { unicode } from '../print/unicode.js';
import { writeTerm } from '../print/write.js';
import type { Arrow, Box, Direction, LayOut, Place, Point } from './graph-layout.js';
import type { Graph, GraphEdge, GraphNode } from './graph-model.js';
import type { Drawn } from './graph-text.js';
import { drawTerm, SHAPE, tspans } from './graph-text.js';

/** Nodes up to which a graph is one picture, and the size of the groups beyond. */
const ONE_PICTURE = 40;
const PER_GROUP = 20;
/** Nodes beyond which groups have no pictures of their own. */
const FOLDED = 1000;
/** Wider than this, it runs downwards. */
const WIDE = 1100;
/** Letters up to which the value of a definition stands in its box. */
const LONG = 24;

const SIZE = 15;
/** A picture shrinks with its page to this part of its size, and scrolls beyond. */
const LEAST = 0.7;

export interface GraphOptions {
  readonly notation: Notation;
  /** What ids begin with. */
  readonly prefix: string;
}

export function graphToHtml(graph: Graph, layOut: LayOut, options: GraphOptions): Markup {
  const legend = html`<p class="fb-note fb-graph-legend"><span class="fb-key fb-key-data">given</span> <span class="fb-key fb-key-param">variable</span> <span class="fb-key fb-key-definition">definition</span> <span class="fb-key fb-key-forward">value</span> <span class="fb-key fb-key-back">gradient coming back</span>${graph.loops.length > 0 && html` <span class="fb-key fb-key-family">one for each ${ranges(graph.loops)}</span>`}</p>`;
  if (graph.nodes.length <= ONE_PICTURE) {
    return html`<div class="fb-graph">${legend}${picture(graph, layOut, options, 'The computation')}</div>`;
  }
  return html`<div class="fb-graph">${legend}${folded(graph, layOut, options)}</div>`;
}

const ranges = (loops: readonly Loop[]): string =>
  loops.map(({ over, from, to }) => `${over} = ${unicode.dim(from)}…${unicode.dim(to)}`).join(', ');

// ——— one picture ———

interface Sized extends Box {
  readonly node: GraphNode;
  readonly lines: readonly { readonly drawn: Drawn; readonly style: string }[];
}

const words = (text: string): Drawn => ({ runs: [{ text, sign: '' }], width: [...text].length * 0.5 });

function sized(node: GraphNode, { notation }: GraphOptions): Sized {
  if (node.also.length > 0) return sharedBox(node, notation);
  const head = drawTerm(node.name, notation);
  const shape = shapeToText(node.name.shape);
  const value = node.value && node.value.leaves <= LONG ? drawTerm(node.value, notation) : undefined;
  const lines = [
    { drawn: head, style: 'fb-node-name' },
    ...(value && value.width <= LONG / 2 ? [{ drawn: value, style: 'fb-node-value' }] : []),
    { drawn: words(node.kind === 'other round' ? `${shape}, another round` : shape), style: 'fb-node-shape' },
    ...(node.gradient ? [{ drawn: drawTerm(node.gradient, notation), style: 'fb-node-gradient' }] : []),
  ];
  return boxOf(node, lines);
}

function boxOf(node: GraphNode, lines: Sized['lines']): Sized {
  const width = Math.max(54, ...lines.map(({ drawn }) => drawn.width * SIZE + 22));
  return { id: node.id, node, lines, width, height: 12 + lines.length * 18 };
}

/** Several variables, each with its shape on its line. */
function sharedBox(node: GraphNode, notation: Notation): Sized {
  const lines = [node.name, ...node.also].map((name) => {
    const { runs, width } = drawTerm(name, notation);
    const shape = `\u00A0\u00A0${shapeToText(name.shape)}`;
    return {
      drawn: { runs: [...runs, { text: shape, sign: SHAPE }], width: width + [...shape].length * 0.5 },
      style: 'fb-node-name',
    };
  });
  return boxOf(node, lines);
}

function picture(graph: Graph, layOut: LayOut, options: GraphOptions, title: string): Markup {
  const boxes = graph.nodes.map((node) => sized(node, options));
  const labels = graph.edges.map((edge) => edgeLabel(edge, options));
  const arrows = graph.edges.map(({ from, to }, i): Arrow => {
    const label = labels[i];
    return {
      from,
      to,
      ...(label ? { label: { width: label.width * SIZE * 0.85 + 6, height: 16 } } : {}),
    };
  });
  const wide = layOut(boxes, arrows, 'LR');
  const direction: Direction = wide.width > WIDE ? 'TB' : 'LR';
  const layout = direction === 'LR' ? wide : layOut(boxes, arrows, 'TB');
  const [width, height] = [Math.ceil(layout.width) + 2, Math.ceil(layout.height) + 22];
  const lines = graph.edges.map((edge, i) => arrow(edge, layout.arrows[i]?.points ?? [], direction, options.prefix));
  const said = labels.map((label, i) => {
    const at = layout.arrows[i]?.label;
    return (
      label &&
      at &&
      html`<text class="fb-edge-label" x="${round(at.x)}" y="${round(at.y + 4)}" text-anchor="middle" font-size="${SIZE * 0.8}">${tspans(label)}</text>`
    );
  });
  const nodes = boxes.map((box) => nodeBox(box, layout.boxes.get(box.id) as Place, options));
  const id = `${options.prefix}graph-${title.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}`;
  const back = graph.edges.some((edge) => edge.varies);
  return html`<div class="fb-scroll" tabindex="0" role="region" aria-label="${title}"><svg class="fb-graph-picture" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 -18 ${width} ${height}" style="max-width: ${width}px; min-width: ${Math.round(LEAST * width)}px"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description(graph, options)}</desc><defs>${head(`${options.prefix}forward`, 'fb-head-forward')}${back && head(`${options.prefix}back`, 'fb-head-back')}</defs>${lines}${nodes}${said}</svg></div>`;
}

const head = (id: string, style: string): Markup =>
  html`<marker id="${id}" class="${style}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.8 L7.4 4 L0 7.2 Z"/></marker>`;

const round = (x: number): string => x.toFixed(1);

function nodeBox({ node, lines, width, height }: Sized, { x, y }: Place, { notation }: GraphOptions): Markup {
  const [left, top] = [x - width / 2, y - height / 2];
  const kind = node.isSubject ? 'fb-node-subject' : `fb-node-${node.kind.replace(' ', '-')}`;
  const text = lines.map(
    ({ drawn, style }, i) =>
      html`<text class="${style}" x="${round(x)}" y="${round(top + 20 + i * 18)}" text-anchor="middle" font-size="${style === 'fb-node-name' ? SIZE + 1 : SIZE - 2}">${tspans(drawn)}</text>`,
  );
  return html`<g class="fb-node ${kind}"><title>${nodeWords(node, notation)}</title>${node.family && html`<rect x="${round(left + 4)}" y="${round(top - 4)}" width="${round(width)}" height="${round(height)}" rx="7"/>`}<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="7"/>${text}</g>`;
}

function edgeLabel({ at }: GraphEdge, { notation }: GraphOptions): Drawn | undefined {
  if (!at) return undefined;
  const drawn = at.map((index) => drawTerm(dimension(index), notation));
  return {
    runs: drawn.flatMap(({ runs }, i) => (i === 0 ? [...runs] : [{ text: ', ', sign: '' }, ...runs])),
    width: drawn.reduce((sum, { width }) => sum + width + 0.5, 0),
  };
}

/** The value forward; beside it, where something varies, the gradient back. */
function arrow(edge: GraphEdge, points: readonly Point[], direction: Direction, prefix: string): Markup {
  const gap = edge.varies ? 3 : 0;
  const moved = (by: number): readonly Point[] =>
    points.map(({ x, y }) => (direction === 'LR' ? { x, y: y + by } : { x: x + by, y }));
  const forward = html`<path class="fb-edge-forward" d="${curve(moved(-gap))}" marker-end="url(#${prefix}forward)"/>`;
  if (!edge.varies) return forward;
  return html`${forward}<path class="fb-edge-back" d="${curve(moved(gap))}" marker-start="url(#${prefix}back)"/>`;
}

/** Through the middles of the pieces, rounded at the points. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
  const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const inner = rest.slice(0, -1);
  const bends = inner.map((p, i) => `Q${at(p)} ${at(middle(p, rest[i + 1] as Point))}`);
  return `M${at(first)}${inner.length > 0 ? ` L${at(middle(first, inner[0] as Point))}` : ''} ${bends.join(' ')} L${at(last)}`;
}

// ——— in words ———

function nodeWords({ name, value, gradient }: GraphNode, notation: Notation): string {
  const term = writeTerm(name, unicode, notation);
  const shown = value && value.leaves <= 60 ? ` = ${writeTerm(value, unicode, notation)}` : '';
  const back = gradient ? `; its gradient is ${writeTerm(gradient, unicode, notation)}` : '';
  return `${term}${shown}, ${shapeToText(name.shape)}${back}`;
}

function description({ nodes, edges }: Graph, { notation }: GraphOptions): string {
  const term = (id: string): string => {
    const node = nodes.find((n) => n.id === id);
    return node ? writeTerm(node.name, unicode, notation) : id;
  };
  const uses = nodes.flatMap(({ id, kind }) => {
    const from = edges.filter((edge) => edge.to === id).map((edge) => term(edge.from));
    return kind === 'definition' && from.length > 0 ? [`${term(id)} is made of ${from.join(', ')}`] : [];
  });
  return `${uses.join('; ')}.`;
}

// ——— folded ———

interface Fold {
  readonly id: string;
  readonly nodes: readonly GraphNode[];
}

/** Definitions in order, so many to a group; variables go with what uses them first. */
function folds({ nodes, edges }: Graph): Fold[] {
  const definitions = nodes.filter(({ kind }) => kind === 'definition');
  const size = Math.max(PER_GROUP, Math.ceil(definitions.length / ONE_PICTURE));
  const groups: Fold[] = [];
  for (let i = 0; i < definitions.length; i += size)
    groups.push({ id: `part ${groups.length + 1}`, nodes: definitions.slice(i, i + size) });
  const home = new Map(groups.flatMap((group, i) => group.nodes.map(({ id }) => [id, i] as const)));
  for (const node of nodes) {
    if (node.kind === 'definition') continue;
    const use = edges.find(({ from }) => from === node.id);
    const place = (use && home.get(use.to)) ?? 0;
    const group = groups[place] as Fold;
    groups[place] = { ...group, nodes: [...group.nodes, node] };
  }
  return groups;
}

function folded(graph: Graph, layOut: LayOut, options: GraphOptions): Markup {
  const groups = folds(graph);
  const home = new Map(groups.flatMap(({ id, nodes }) => nodes.map((node) => [node.id, id] as const)));
  const between = new Map<string, GraphEdge>();
  for (const { from, to, varies } of graph.edges) {
    const [a, b] = [home.get(from), home.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    const known = between.get(`${a} ${b}`);
    between.set(`${a} ${b}`, { from: a, to: b, varies: varies || (known?.varies ?? false) });
  }
  const boxes = groups.map(({ id, nodes }) => overviewBox(id, nodes, options));
  const layout = layOut(boxes, [...between.values()], 'TB');
  const [width, height] = [Math.ceil(layout.width) + 2, Math.ceil(layout.height) + 22];
  const lines = [...between.values()].map((edge, i) =>
    arrow(edge, layout.arrows[i]?.points ?? [], 'TB', `${options.prefix}all-`),
  );
  const drawn = boxes.map(({ id, width: w, height: h, text }) => {
    const { x, y } = layout.boxes.get(id) as Place;
    return html`<g class="fb-node fb-node-definition"><rect x="${round(x - w / 2)}" y="${round(y - h / 2)}" width="${round(w)}" height="${round(h)}" rx="7"/><text x="${round(x)}" y="${round(y - 3)}" text-anchor="middle" font-size="${SIZE}">${tspans(text)}</text><text class="fb-node-shape" x="${round(x)}" y="${round(y + 15)}" text-anchor="middle" font-size="${SIZE - 2}">${id}</text></g>`;
  });
  const overview = html`<div class="fb-scroll" tabindex="0" role="region" aria-label="Overview"><svg class="fb-graph-picture" role="img" aria-label="Overview: ${groups.length} groups of definitions" viewBox="0 -18 ${width} ${height}" style="max-width: ${width}px; min-width: ${Math.round(LEAST * width)}px"><defs>${head(`${options.prefix}all-forward`, 'fb-head-forward')}${head(`${options.prefix}all-back`, 'fb-head-back')}</defs>${lines}${drawn}</svg></div>`;
  const count = `${graph.nodes.length} nodes in ${groups.length} groups`;
  if (graph.nodes.length > FOLDED)
    return html`<p class="fb-note">${count}; too many for a picture of each group.</p>${overview}`;
  const parts = groups.map(({ id, nodes }, i) =>
    part(id, nodes, graph, layOut, { ...options, prefix: `${options.prefix}part${i + 1}-` }),
  );
  return html`<p class="fb-note">${count}; unfold one for its picture.</p>${overview}${parts}`;
}

/** The group with the nodes outside that it has to do with. */
function part(id: string, own: readonly GraphNode[], graph: Graph, layOut: LayOut, options: GraphOptions): Markup {
  const inside = new Set(own.map((node) => node.id));
  const edges = graph.edges.filter(({ from, to }) => inside.has(from) || inside.has(to));
  const ids = new Set([...inside, ...edges.flatMap(({ from, to }) => [from, to])]);
  const nodes = graph.nodes.filter((node) => ids.has(node.id));
  return html`<details><summary>${id}: ${nodes.filter(({ kind }) => kind === 'definition').length} definitions</summary>${picture({ nodes, edges, loops: graph.loops }, layOut, options, id)}</details>`;
}

function overviewBox(id: string, nodes: readonly GraphNode[], { notation }: GraphOptions): Box & { text: Drawn } {
  const definitions = nodes.filter(({ kind }) => kind === 'definition');
  const [first, last] = [definitions[0], definitions.at(-1)];
  const ends = [first, ...(last === first ? [] : [last])].flatMap((node) =>
    node ? [drawTerm(node.name, notation)] : [],
  );
  const text: Drawn = {
    runs: ends.flatMap(({ runs }, i) => (i === 0 ? [...runs] : [{ text: ' … ', sign: '' }, ...runs])),
    width: ends.reduce((sum, { width }) => sum + width, 1.5),
  };
  return { id, text, width: Math.max(80, text.width * SIZE + 24), height: 48 };
}
