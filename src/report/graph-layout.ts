/**
 * Where the boxes and arrows of a graph go, by dagre, which is loaded when the first graph is drawn. Boxes come in with
 * their sizes; places come out. It knows nothing of what is drawn.
 */

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Room for a label. */
  readonly label?: { readonly width: number; readonly height: number };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Centre and size. */
export interface Place extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Place>;
  /** In the order in which the arrows came. */
  readonly arrows: readonly { readonly points: readonly Point[]; readonly label?: Point }[];
}

export type Direction = 'LR' | 'TB';

export type LayOut = (boxes: readonly Box[], arrows: readonly Arrow[], direction: Direction) => Layout;

let loading: Promise<LayOut> | undefined;

/** Loads dagre once. */
export function loadLayout(): Promise<LayOut> {
  loading ??= load();
  return loading;
}

const BOX = 'box ';

async function load(): Promise<LayOut> {
  const { Graph, layout } = await import('@dagrejs/dagre');
  return (boxes, arrows, direction) => {
    const graph = new Graph({ multigraph: true });
    graph.setGraph({
      rankdir: direction,
      nodesep: 22,
      ranksep: direction === 'LR' ? 46 : 34,
      edgesep: 12,
      marginx: 8,
      marginy: 8,
    });
    for (const { id, width, height } of boxes) graph.setNode(BOX + id, { width, height });
    for (const [i, { from, to, label }] of arrows.entries()) {
      const room = label ? { ...label, labelpos: 'c' as const } : { width: 0, height: 0 };
      graph.setEdge(BOX + from, BOX + to, { ...room, minlen: 1, weight: 1 }, String(i));
    }
    layout(graph);
    const place = (id: string): Place => {
      const { x = 0, y = 0, width, height } = graph.node(id) as Partial<Place> & { width: number; height: number };
      return { x, y, width, height };
    };
    const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
    return {
      width,
      height,
      boxes: new Map(boxes.map(({ id }) => [id, place(BOX + id)])),
      arrows: arrows.map(({ from, to, label }, i) => {
        const edge = graph.edge(BOX + from, BOX + to, String(i)) as { points: Point[]; x?: number; y?: number };
        const { x, y, points } = edge;
        return {
          points,
          ...(label && x !== undefined && y !== undefined ? { label: { x, y } } : {}),
        };
      }),
    };
  };
}
