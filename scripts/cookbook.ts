/**
 * The Matrix Cookbook's identities derived, checked, and compared with what the book prints.
 *
 * `examine` makes the facts of one identity; nothing in them is entered by hand. A printed form is read in the
 * identity's own problem and evaluated beside the result on random matrices, as is the corrected form of a wrong one.
 */
import { call, d, mul } from '../src/expression/build.js';
import type { Expr, Name } from '../src/expression/expression.js';
import { substitute } from '../src/expression/traverse.js';
import type { Derivation, Derived } from '../src/index.js';
import { check, derive, parse, toInput, toText } from '../src/index.js';
import { format, formatShape } from '../src/language/format.js';
import { checkStep } from '../src/numeric/check.js';
import type { Evidence } from '../src/numeric/evidence.js';
import { sampleEnvironment } from '../src/numeric/sample.js';
import { catalog } from '../src/rulebook/catalog.js';
import type { Identity, Section } from './cookbook-data.js';
import { sections as first } from './cookbook-data.js';
import { traceSections } from './cookbook-traces.js';

export const sections: readonly Section[] = [...first, ...traceSections];

export interface Examined {
  readonly identity: Identity;
  /** The results in the input language. */
  readonly answer: string;
  /** The result in one line, the names it is made of put back where that is short. */
  readonly result: string;
  readonly derivation: string;
  readonly outcome: 'ok' | 'failed' | 'unchecked';
  readonly steps: number;
  /** A bound of the largest error: a power of ten that does not depend on the machine. */
  readonly bound: string;
  readonly printed?: Evidence['outcome'];
  readonly corrected?: Evidence['outcome'];
}

/** Far from the errors that occur, so that another processor's rounding stays on the same side. */
const BOUNDS = [1e-8, 1e-6, 1e-4] as const;
export const boundOf = (error: number): string => {
  const bound = BOUNDS.find((b) => error <= b);
  return bound === undefined ? '> 1e-4' : `≤ ${bound.toExponential().replace('e+', 'e')}`;
};

const DRAWS = 2;

/** A form read in the problem of an identity, with dX and J as directions, equal to the result or not. */
export function agreement(identity: Identity, derived: Derived, form: string): Evidence['outcome'] {
  const derivation = derived.derivations[0];
  const result = derivation?.results[0];
  if (!derivation || !result) return 'unchecked';
  const { wrt, kind } = derivation.request;
  const differentials = kind === 'differential' ? wrt.map((x) => [`d${format(x)}`, x] as const) : [];
  const entrywise = /\bJ\b/.test(form) && kind === 'jacobian' && wrt[0] !== undefined;
  const source = [
    identity.problem,
    ...differentials.map(([name, x]) => `data ${name} : ${formatShape(x.shape)}`),
    ...(entrywise ? [`data J : ${formatShape((wrt[0] as Name).shape)}`] : []),
    `Printed = ${form}`,
  ].join('\n');
  const problem = parse(source);
  const given = problem.definitions.find(({ target }) => target.name === 'Printed');
  if (!given) return 'unchecked';
  const byName = new Map<string, Expr>(differentials.map(([name, x]) => [name, d(x)]));
  const right = substitute(given.value, { names: (e) => byName.get(e.name) });
  const direction = problem.declarations.get('J');
  let [ours, theirs]: [Expr, Expr] = [result.value, right];
  if (entrywise && direction) {
    const j = nameIn(given.value, 'J');
    if (!j) return 'unchecked';
    ours = mul([result.value, call('vec', [j], [result.value.shape[1], 1])]);
    theirs = call('vec', [right], [result.value.shape[0], 1]);
  }
  const outcomes = Array.from({ length: DRAWS }, (_, draw) => {
    const sample = sampleEnvironment(problem, derivation.named, 7 + draw, {
      rows: catalog,
      varying: new Set(wrt.map((x) => format(x))),
      ...(identity.independentEntries ? { independentEntries: true } : {}),
    });
    return sample.outcome === 'ok' ? checkStep(ours, theirs, sample.env).outcome : 'unchecked';
  });
  return outcomes.find((o) => o !== 'ok') ?? 'ok';
}

function nameIn(e: Expr, name: string): Expr | undefined {
  if (e.kind === 'name') return e.name === name ? e : undefined;
  for (const arg of e.args) {
    const found = nameIn(arg, name);
    if (found) return found;
  }
  return undefined;
}

export function examine(identity: Identity): Examined {
  const derived = derive(identity.problem, identity.independentEntries ? { independentEntries: true } : {});
  const report = check(derived);
  const { printed, corrected } = identity;
  const answer = toInput(derived);
  const [derivation] = derived.derivations;
  return {
    identity,
    answer,
    result: derivation && !answer.includes('\n') ? inOneLine(derivation) : answer.replaceAll('\n', '; '),
    derivation: toText(derived, { width: 100 }),
    outcome: report.outcome,
    steps: report.steps.length,
    bound: boundOf(report.worst),
    ...(printed === undefined ? {} : { printed: agreement(identity, derived, printed) }),
    ...(corrected === undefined ? {} : { corrected: agreement(identity, derived, corrected) }),
  };
}

/** The first result with the subject's own name put back too. */
function inOneLine({ request, problem, results }: Derivation): string {
  const [result] = results;
  const subject = problem.definitions.find(({ target }) => target === request.subject);
  const value = result?.expanded ?? result?.value;
  if (!value) return '';
  return format(substitute(value, { names: (e) => (e === subject?.target ? subject.value : undefined) }));
}
