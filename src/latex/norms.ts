/**
 * Norms by what they are of. Of a matrix, ‖·‖₁, ‖·‖₂ and ‖·‖_∞ are the induced norms: the largest column sum, the largest
 * singular value, the largest row sum; of a vector, norms of its entries.
 */
import type { Span } from '../language/error.js';
import type { Formula } from './formula.js';
import { innerOf, isMatrixKind, isVectorKind, kindIn } from './kinds.js';
import type { Sizes } from './shapes.js';
import { byLetter } from './shapes.js';

type Norm = Formula & { readonly kind: 'norm' };

const OF_ENTRIES = { '': 'norm2', F: 'norm2', '1': 'norm1', '2': 'norm2', inf: 'norminf', nuc: 'nucnorm' } as const;
const INDUCED = {
  '1': { name: '1-norm', of: 'its largest column sum', text: (a: string) => `max(sum(abs(${a}), 1))` },
  '2': { name: '2-norm', of: 'its largest singular value', text: (a: string) => `specnorm(${a})` },
  inf: { name: '∞-norm', of: 'its largest row sum', text: (a: string) => `max(sum(abs(${a}), 2))` },
} as const;

export function normText(
  f: Norm,
  argument: string,
  sizes: Sizes,
  guess: (message: string, span: Span) => void,
): string {
  const { norm, of, span } = f;
  const plain = `${OF_ENTRIES[norm]}(${argument})`;
  if (norm === 'F' || norm === 'nuc') return plain;
  if (sizes.naming.known) return norm === '2' && isMatrixByLetter(of, sizes) ? INDUCED[2].text(argument) : plain;
  const kind = kindIn(of, sizes);
  if (norm === '') {
    if (isMatrixKind(kind)) guess('the norm of a matrix without a subscript is read as the Frobenius norm', span);
    return plain;
  }
  if (isMatrixKind(kind)) {
    const induced = INDUCED[norm];
    guess(`the ${induced.name} of a matrix is ${induced.of}`, span);
    return induced.text(argument);
  }
  if (!isVectorKind(kind))
    guess(`the ${INDUCED[norm].name} is read as that of a vector: nothing says what it is of`, span);
  return plain;
}

const isMatrixByLetter = (f: Formula, { naming }: Sizes): boolean =>
  f.kind === 'symbol' && byLetter(naming.named(f).name) === 'matrix';

/** x · y of two columns. */
export function innerProduct(
  f: Formula & { readonly kind: 'product' },
  sizes: Sizes,
  guess: (message: string, span: Span) => void,
): ReturnType<typeof innerOf> {
  const inner = innerOf(f, (g) => kindIn(g, sizes));
  if (inner) guess('a dot between two columns is read as their inner product', inner.span);
  return inner;
}
