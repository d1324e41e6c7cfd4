/** Every name on a printed page is given, defined or explained on it, however much of the derivation is printed. */
import { describe, expect, test } from 'vitest';
import type { Derivation } from '../src/derive/step.js';
import { isCall } from '../src/expression/expression.js';
import { namesIn, postorder } from '../src/expression/traverse.js';
import { termsIn, termsOf } from '../src/print/brief.js';
import type { Outline } from '../src/print/outline.js';
import { outline } from '../src/print/outline.js';
import { plainPhrase } from '../src/print/phrase.js';
import { derived, SOURCES } from './sources.js';

const DETAILS = ['brief', 'normal', 'full'] as const;

/** "name G_A = …" among the words of a reason. */
const namedIn = (parts: readonly unknown[]): string[] =>
  parts.flatMap((part, k) => {
    const [name] = k > 0 && typeof parts[k + 1] === 'string' && String(parts[k + 1]).startsWith(' = ') ? [part] : [];
    return name !== undefined && parts[k - 1] === 'name ' ? [(name as { name: string }).name] : [];
  });

/** Names in the lines of a page that nothing on it explains. */
function unexplained(page: Outline, { problem, request }: Derivation): string[] {
  const rows = page.sections.flatMap((section) => section.rows);
  const known = new Set<string>([
    ...page.givens.flatMap((given) => given.names.flatMap(namesIn)).map(({ name }) => name),
    // a definition of the page, G_A = … among them
    ...rows
      .flatMap((row) => (row.kind === 'definition' ? [row.target] : [row.left]))
      .flatMap((e) => (e.kind === 'name' ? [e.name] : [])),
    // where the title says what the subject is, or a function of what it is
    ...(page.title.some((part) => typeof part === 'string' && part === ' = ') ? [request.subject.name] : []),
    ...rows.flatMap((row) => (row.kind === 'equation' ? namedIn(plainPhrase(row.reason)) : [])),
    ...problem.functions.keys(),
  ]);
  const shown = [
    ...page.title.flatMap((part) => termsIn([part])),
    ...page.sections.flatMap((section) => [...termsIn(section.note), ...termsIn(section.heading)]),
    ...rows.flatMap(termsOf),
  ];
  const used = postorder(shown).flatMap((e) => (e.kind === 'name' ? [e.name] : []));
  return [...new Set(used.filter((name) => !known.has(name)))];
}

const OWN: readonly (readonly [string, string])[] = [
  ['a Hessian times a direction', 'data A : n x m\nparam x : m\nf = logsumexp(A*x)\nhvp f wrt x along v'],
  ['a Hessian', 'data A : n x m\nparam x : m\nf = logsumexp(A*x)\nhessian f wrt x'],
  ['an expression too long for a title', "norm2(A*x - b)^2 + sum(exp(B*x)) + log(1 + x'*x) + x'*C*x + tr(D*x*x')"],
  ['a piece used twice', 'param W : n x n\ndata X : n x n\nL = sum(tanh(X*W).^2) + tr(tanh(X*W))\ngrad L wrt W'],
  [
    'a family in stretches',
    "param A : n x n\nparam h[0] : n\nfor t = 1..T\n h[t] = tanh(A*h[t-1])\nend\nL = sum(t = 2..T-1, h[t]'*h[t+1])\ngrad L wrt A",
  ],
  ['an unknown function', 'param U : d x h\ndata X : n x d\nA = X*U\nfunction L(A)\ngrad L wrt U'],
];

describe.each(DETAILS)('%s', (detail) => {
  test.each([...SOURCES, ...OWN.map(([name, source]) => [name, () => derived(source)] as const)])('%s', (_, make) => {
    for (const derivation of make()) expect(unexplained(outline(derivation, { detail }), derivation)).toEqual([]);
  });
});

test('a name without its definition is found', () => {
  const [derivation] = derived((OWN[3] as readonly [string, string])[1]) as [Derivation];
  const page = outline(derivation, { detail: 'brief' });
  const sections = page.sections.filter(({ kind }) => kind !== 'definitions');
  expect(unexplained({ ...page, sections }, derivation).length).toBeGreaterThan(0);
  expect(page.sections.some(({ rows }) => rows.some((row) => termsOf(row).some((e) => isCall(e, 'd'))))).toBe(true);
});
