/** Numbers for values, equal for equal ones, whatever indices are called and in whatever order things are multiplied. */
import type { Dim } from '../expression/dimension.js';
import { dimName, dimToString, substituteDim } from '../expression/dimension.js';
import type { Code } from './code.js';

export class Same {
  private readonly ids = new Map<string, number>();

  /** The value with other names for some of its indices. */
  of(code: Code, names: ReadonlyMap<string, Dim>): number {
    const known = new Map<Code, number>();
    const dims = (list: readonly Dim[]): string => list.map((d) => dimToString(substituteDim(d, names))).join();
    const of = (c: Code): number => {
      const before = known.get(c);
      if (before !== undefined) return before;
      const id = this.id(`${c.op} ${dims(c.shape)} ${words(c)}`);
      known.set(c, id);
      return id;
    };
    const inOrder = (list: readonly string[]): string => [...list].sort().join();
    const all = (list: readonly Code[]): string => inOrder(list.map((c) => String(of(c))));
    const words = (c: Code): string => {
      switch (c.op) {
        case 'number':
          return JSON.stringify(c.value);
        case 'size':
          return dims([c.size]);
        case 'name':
          return `${c.name} ${dims(c.index)}`;
        case 'fill':
          return `${c.value}`;
        case 'identity':
          return '';
        case 'sum':
          return inOrder(c.terms.map((t) => `${t.minus ? '-' : '+'}${of(t.code)}`));
        case 'times':
          return `${all(c.over)}/${all(c.under)}`;
        case 'product':
        case 'dot':
        case 'solve':
          return `${of(c.left)},${of(c.right)}`;
        case 'transpose':
          return `${of(c.of)}`;
        case 'total':
          return `${c.over} ${of(c.of)}`;
        case 'power':
          return `${of(c.base)},${of(c.exponent)}`;
        case 'choose':
          return `${c.relation} ${c.operands.map(of).join()}`;
        case 'slice':
          return `${dims(c.range)} ${of(c.of)}`;
        case 'call':
          return `${c.fn} ${dims(c.dims)} ${c.args.map(of).join()}`;
        case 'fold': {
          const inner = new Map([...names, [c.over, dimName(`#${names.size}`)]]);
          return `${c.fold} ${dims([c.from, c.to])} ${this.of(c.body, inner)}`;
        }
        default:
          return c satisfies never;
      }
    };
    return of(code);
  }

  private id(words: string): number {
    const id = this.ids.get(words) ?? this.ids.size;
    this.ids.set(words, id);
    return id;
  }
}
