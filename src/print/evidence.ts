/**
 * The closing line of a checked derivation: how many steps were checked, the worst error, and how far each result
 * agrees with differences. It reads a report and judges nothing itself.
 */
import type { CheckReport, ResultCheck } from '../numeric/check.js';
import type { ExactFinding } from '../numeric/exact-check.js';
import { resultSign } from './answer.js';
import type { Phrase } from './phrase.js';
import { distinct, joinPhrases } from './phrase.js';

/** An error as a reader wants it: its order of magnitude. */
export const figure = (error: number): string => (error === 0 ? '0' : error.toExponential(0).replace('e+', 'e'));

export const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** What the exact witness found, in words; "free" says that functions of analysis were known by their derivatives only. */
export function exactWords(finding: ExactFinding): string {
  switch (finding.outcome) {
    case 'equal':
      return `equal modulo 2^61 − 1, chance of error below 1e${finding.chance}`;
    case 'different':
      return 'DIFFERENT modulo 2^61 − 1';
    case 'none':
      return `not exactly: ${finding.reason}`;
    default:
      return finding satisfies never;
  }
}

const place = (where: string | undefined): string => (where === undefined ? '' : ` (${where})`);

/** Results up to which each is named. */
const MANY = 5;

/** The results of several reports are told apart by their terms. */
export function closing({ outcome, steps, results, worst, missing }: CheckReport): Phrase {
  const counts = { ok: 0, failed: 0, unchecked: 0 };
  for (const evidence of steps.values()) counts[evidence.outcome]++;
  const figures = [
    ...(steps.size > 0 ? [`${plural(counts.ok, 'step')}, worst error ${figure(worst)}`] : []),
    ...(counts.failed > 0 ? [`${plural(counts.failed, 'step')} FAILED`] : []),
    ...(counts.unchecked > 0 ? [`${plural(counts.unchecked, 'step')} not checked`] : []),
  ];
  if (steps.size === 0 && missing.length > 0) return [`not checked: ${distinct(missing).join('; ')}`];
  const head = `${{ ok: '✓ ', failed: '✗ ', unchecked: '' }[outcome]}checked: `;
  const gap: Phrase[] = missing.length > 0 && outcome === 'unchecked' ? [[distinct(missing).join('; ')]] : [];
  const said: Phrase[] = figures.length > 0 ? [[figures.join(', ')]] : [];
  return [head, ...joinPhrases([...said, ...agreement(results), ...gap], '; ')];
}

function agreement(results: readonly ResultCheck[]): Phrase[] {
  const terms = (checks: readonly ResultCheck[]): Phrase =>
    joinPhrases(
      checks.map(({ result }): Phrase => [resultSign(result)]),
      ', ',
    );
  const good = results.filter(({ evidence }) => evidence.outcome === 'ok');
  const errors = good.map(({ evidence }) => (evidence.outcome === 'ok' ? evidence.error : 0));
  const verb = good.length === 1 ? 'agrees' : 'agree';
  const subject: Phrase = good.length > MANY ? [`all ${good.length} results`] : terms(good);
  const agree: Phrase =
    good.length > 0 ? [...subject, ` ${verb} with differences to ${figure(Math.max(...errors))}`] : [];
  const rest = results.flatMap((check): Phrase[] => {
    const { evidence } = check;
    if (evidence.outcome === 'failed')
      return [[...terms([check]), ` DIFFERS from differences by ${figure(evidence.error)}${place(evidence.where)}`]];
    return evidence.outcome === 'unchecked' ? [[...terms([check]), ` not checked: ${evidence.reason}`]] : [];
  });
  return [agree, ...rest];
}
