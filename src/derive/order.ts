/** Strongly connected components of a graph of names, in order of dependence (Tarjan 1972), without recursion. */

/** Groups of keys that use one another, each group after all that it uses. */
export function components(keys: readonly string[], uses: (key: string) => readonly string[]): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const onStack = new Set<string>();
  const groups: string[][] = [];
  for (const root of keys) {
    if (index.has(root)) continue;
    const work: { key: string; next: number; edges: readonly string[] }[] = [];
    const enter = (key: string): void => {
      index.set(key, index.size);
      low.set(key, index.get(key) as number);
      open.push(key);
      onStack.add(key);
      work.push({ key, next: 0, edges: uses(key) });
    };
    enter(root);
    while (work.length > 0) {
      const top = work[work.length - 1] as { key: string; next: number; edges: readonly string[] };
      const to = top.edges[top.next++];
      if (to === undefined) {
        work.pop();
        const parent = work[work.length - 1];
        if (parent) low.set(parent.key, Math.min(low.get(parent.key) as number, low.get(top.key) as number));
        if (low.get(top.key) === index.get(top.key)) groups.push(close(top.key, open, onStack));
      } else if (!index.has(to)) enter(to);
      else if (onStack.has(to)) low.set(top.key, Math.min(low.get(top.key) as number, index.get(to) as number));
    }
  }
  return groups;
}

function close(key: string, open: string[], onStack: Set<string>): string[] {
  const group: string[] = [];
  for (;;) {
    const member = open.pop() as string;
    onStack.delete(member);
    group.push(member);
    if (member === key) return group.reverse();
  }
}
