/** A formula with pieces of it replaced. */
import { spend } from '../expression/limits.js';
import type { Formula } from './formula.js';

/** Innermost first; spans are kept. */
export function mapFormula(f: Formula, change: (f: Formula) => Formula): Formula {
  spend();
  const all = (fs: readonly Formula[]): Formula[] => fs.map(of);
  const of = (g: Formula): Formula => mapFormula(g, change);
  switch (f.kind) {
    case 'number':
    case 'symbol':
      return change(f);
    case 'sum':
      return change({ ...f, terms: f.terms.map((t) => ({ ...t, term: of(t.term) })) });
    case 'product':
      return change({ ...f, factors: all(f.factors) });
    case 'binary':
    case 'relation':
      return change({ ...f, left: of(f.left), right: of(f.right) });
    case 'fraction':
      return change({ ...f, above: of(f.above), below: of(f.below) });
    case 'power':
      return change({ ...f, base: of(f.base), exponent: of(f.exponent) });
    case 'transpose':
    case 'inverse':
    case 'pinv':
    case 'norm':
    case 'abs':
    case 'differential':
      return change({ ...f, of: of(f.of) });
    case 'call':
      return change({ ...f, args: all(f.args) });
    case 'fold':
      return change({ ...f, ...(f.from && { from: of(f.from) }), ...(f.to && { to: of(f.to) }), body: of(f.body) });
    case 'matrix':
      return change({ ...f, rows: f.rows.map(all) });
    case 'cases':
      return change({
        ...f,
        branches: f.branches.map((b) => ({ value: of(b.value), ...(b.condition && { condition: of(b.condition) }) })),
      });
    case 'partial':
      return change({ ...f, of: of(f.of), ...(f.by && { by: of(f.by) }) });
    case 'ones':
      return change({ ...f, ...(f.length && { length: of(f.length) }), ...(f.width && { width: of(f.width) }) });
    case 'eye':
      return change({ ...f, ...(f.size && { size: of(f.size) }) });
    case 'slice':
      return change({
        ...f,
        of: of(f.of),
        ranges: f.ranges.map((r) => ({ ...r, ...(r.from && { from: of(r.from) }), ...(r.to && { to: of(r.to) }) })),
      });
    default:
      return f satisfies never;
  }
}
