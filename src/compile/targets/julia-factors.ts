/**
 * Matrices that a program factors more than once: the factors get a name, so that they are found once. To solve with a
 * matrix declared positive definite Cholesky's are taken, otherwise those of Gauss.
 */

import { isScalarShape } from '../../expression/dimension.js';
import { table } from '../../expression/table.js';
import type { Code, Input, Program, Statement } from '../code.js';
import { partsOf } from '../parts.js';

export interface Factor {
  /** Of the matrix, in the problem. */
  readonly of: string;
  readonly kind: 'lu' | 'cholesky' | 'svd' | 'eigen';
}

/** What a function needs of its argument. */
type Need = 'solve' | 'svd' | 'eigen';
const NEEDS: Readonly<Record<string, Need>> = table({
  inv: 'solve',
  det: 'solve',
  logdet: 'solve',
  adj: 'solve',
  chol: 'solve',
  svdu: 'svd',
  svdv: 'svd',
  svdvals: 'svd',
  nucnorm: 'svd',
  specnorm: 'svd',
  eigvals: 'eigen',
  eigvecs: 'eigen',
  eigvec: 'eigen',
  lambdamax: 'eigen',
});

/** How a value is read off named factors, #; `#d` is an integer parameter. */
export const READ_OFF: Readonly<Record<Factor['kind'], Readonly<Record<string, string>>>> = {
  lu: { inv: 'inv(#)', det: 'det(#)', logdet: 'logabsdet(#)[1]', adj: 'det(#) * inv(#)' },
  cholesky: { inv: 'inv(#)', det: 'det(#)', logdet: 'logdet(#)', adj: 'det(#) * inv(#)', chol: '#.L' },
  svd: { svdu: '#.U', svdv: '#.V', svdvals: '#.S', nucnorm: 'sum(#.S)', specnorm: '#.S[1]' },
  eigen: {
    eigvals: '#.values',
    eigvecs: '_signed(#.vectors)',
    eigvec: '_signed(#.vectors)[:, #d]',
    lambdamax: '#.values[end]',
  },
};

export const FACTORING: Readonly<Record<Factor['kind'], string>> = {
  lu: 'lu(#)',
  cholesky: 'cholesky(Symmetric(#))',
  svd: 'svd(#)',
  eigen: 'eigen(Symmetric(#))',
};

/** The factors that are worth a name. */
export function factorsOf(program: Program): Factor[] {
  const counts = new Map<string, { of: string; need: Need; times: number }>();
  const note = (code: Code | undefined, need: Need, times: number): void => {
    const of = code?.op === 'transpose' && need === 'solve' ? code.of : code;
    if (of?.op !== 'name' || of.index.length > 0 || of.shape[1] === 1 || isScalarShape(of.shape)) return;
    const known = counts.get(`${need} ${of.name}`);
    counts.set(`${need} ${of.name}`, { of: of.name, need, times: (known?.times ?? 0) + times });
  };
  const visit = (code: Code, times: number): void => {
    if (code.op === 'solve') note(code.left, 'solve', times);
    const need = code.op === 'call' ? NEEDS[code.fn] : undefined;
    if (code.op === 'call' && need) note(code.args[0], need, times);
    // what stands in a loop is worked out often
    for (const part of partsOf(code)) visit(part, code.op === 'fold' ? 2 : times);
  };
  const walk = (statements: readonly Statement[], times: number): void => {
    for (const s of statements) {
      if (s.kind === 'loop') walk(s.body, 2);
      else visit(s.value, times);
    }
  };
  walk(program.statements, 1);
  for (const { parts } of program.derivatives)
    for (const { loops, value } of parts) visit(value, loops.length > 0 ? 2 : 1);
  if (program.value) visit(program.value, 1);
  return [...counts.values()].flatMap(({ of, need, times }): Factor[] => {
    if (need !== 'solve') return times > 1 ? [{ of, kind: need }] : [];
    const input = program.inputs.find((i) => i.name === of && i.arity === 0 && !i.at);
    if (input && says(input, 'posdef')) return [{ of, kind: 'cholesky' }];
    // a triangle and a diagonal need no factors
    const easy = input && ['lower', 'upper', 'diagonal'].some((word) => says(input, word));
    return times > 1 && !easy ? [{ of, kind: 'lu' }] : [];
  });
}

const says = ({ words }: Input, word: string): boolean => new RegExp(`\\b${word}\\b`).test(words);
