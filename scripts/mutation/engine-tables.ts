/** The score of the engine as Markdown. */
import type { Catcher } from './battery-report.js';
import type { JudgedMutant } from './engine.js';
import { percent } from './rule-tables.js';

/** What the checks of a derivation find, beside what the program itself ends with. */
const CHECKS: readonly (Catcher | 'no end')[] = [
  'replay',
  'step',
  'line',
  'result',
  'witness',
  'unchecked',
  'read back',
  'reading',
];
const PROGRAM: readonly (Catcher | 'no end')[] = ['crash', 'refused', 'no end'];

const by = (mutants: readonly JudgedMutant[], catchers: readonly string[]): number =>
  mutants.filter(({ fate }) => fate.outcome === 'caught' && catchers.includes(fate.by)).length;
const as = (mutants: readonly JudgedMutant[], outcome: JudgedMutant['fate']['outcome']): number =>
  mutants.filter(({ fate }) => fate.outcome === outcome).length;

export interface EngineRate {
  readonly checks: number;
  readonly program: number;
  readonly missed: number;
}

export const engineRate = (mutants: readonly JudgedMutant[]): EngineRate => ({
  checks: by(mutants, CHECKS),
  program: by(mutants, PROGRAM),
  missed: as(mutants, 'missed'),
});

const row = (name: string, mutants: readonly JudgedMutant[]): string => {
  const { checks, program, missed } = engineRate(mutants);
  const quiet = [as(mutants, 'no program'), as(mutants, 'no effect'), as(mutants, 'true')];
  return `| ${[name, mutants.length, program, checks, ...quiet, missed].join(' | ')} |`;
};

export function engineTables(mutants: readonly JudgedMutant[]): string {
  const files = [...new Set(mutants.map(({ file }) => file))].sort();
  const { checks, program, missed } = engineRate(mutants);
  const all = [...PROGRAM, ...CHECKS].map((catcher) => `${catcher} ${by(mutants, [catcher])}`).join(', ');
  const survivors = mutants.filter(({ fate }) => fate.outcome === 'missed');
  return [
    `**${percent(checks + program, checks + program + missed)}** of the faults that change what is meant are caught: ${checks + program} of ${checks + program + missed}. Of those that neither end the program nor are refused by it, the checks catch ${percent(checks, checks + missed)}: ${checks} of ${checks + missed}.`,
    '',
    '| file | faults | end in an error or a refusal | caught by a check | no program | without effect | true, printed otherwise | missed |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...files.map((file) =>
      row(
        `\`${file}\``,
        mutants.filter((m) => m.file === file),
      ),
    ),
    row('all', mutants),
    '',
    `By what they are caught first: ${all}.`,
    '',
    ...(survivors.length === 0
      ? ['None is missed.']
      : survivors.map(({ file, line, kind, before, after, fate }) => {
          const why = fate.outcome === 'missed' ? `${fate.reason} (${fate.problem})` : '';
          return `- missed: \`${file}\` ${line}, ${kind}: \`${shortened(before)}\` for \`${shortened(after)}\`: ${why}`;
        })),
  ].join('\n');
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
