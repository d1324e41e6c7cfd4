/**
 * The problems on which a faulty engine is tried: the examples of the manual, the problems of the tests and of their
 * tables, and some of their own for what those leave out. Each is a problem file with its requests.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { OWN_PROBLEMS } from './own-problems.js';

export interface BatteryProblem {
  readonly name: string;
  readonly source: string;
  readonly options?: { readonly independentEntries: boolean };
}

const files = (folder: string): BatteryProblem[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.frob'))
    .sort()
    .map((file) => ({ name: file.replace('.frob', ''), source: readFileSync(`${folder}/${file}`, 'utf8') }));

const table = (file: string): string[][] =>
  readFileSync(`test/cases/${file}.txt`, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(' ; ').map((cell) => cell.trim()));

function problemOf(kind: string, expression: string, declarations: string, variable: string): BatteryProblem {
  const declared = declarations.split('|').flatMap((line) => {
    const [names = '', shape = ''] = line.split(/:(.*)/s).map((part) => part.trim());
    const data = names.split(',').filter((one) => one.trim() !== variable);
    const own = names.split(',').some((one) => one.trim() === variable);
    return [
      ...(own ? [`param ${variable} : ${shape}`] : []),
      ...(data.length > 0 ? [`data ${data.join(',')} : ${shape}`] : []),
    ];
  });
  const along = kind === 'hvp' ? ' along v' : '';
  const source = [...declared, `subject = ${expression}`, `${kind} subject wrt ${variable}${along}`].join('\n');
  return { name: `${kind} ${expression} by ${variable}`, source };
}

/** The short ones first: what a fault breaks is most often broken there already. */
export function batteryProblems(): readonly BatteryProblem[] {
  const rows = (kind: string, file: string): BatteryProblem[] =>
    table(file).map(([expression = '', declare = '', x = '']) => problemOf(kind, expression, declare, x));
  const kinds = (file: string): BatteryProblem[] =>
    table(file).map(([kind = '', expression = '', declare = '', x = '']) => problemOf(kind, expression, declare, x));
  const regressions = readFileSync('test/cases/regressions.txt', 'utf8')
    .split(/\n\s*\n/)
    .map((text, k) => ({ name: `regression ${k}`, source: text.replaceAll(/^#.*$/gm, '').trim() }))
    .filter(({ source }) => source !== '');
  const all: BatteryProblem[] = [
    ...rows('grad', 'standard'),
    ...kinds('second'),
    ...OWN_PROBLEMS,
    ...rows('grad', 'functions'),
    ...kinds('tables'),
    ...regressions,
    ...files('test/derivations'),
    ...files('docs/examples'),
  ];
  return all.map((problem, k) => ({ ...problem, name: `${k} ${problem.name}` }));
}
