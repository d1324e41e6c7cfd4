/** Tests of derivatives for JavaScript and TypeScript. */
import type { Matrix } from '../../../rulebook/rule.js';
import type { GradientTest } from '../../gradient-test.js';
import type { Literals } from './common.js';
import * as c from './common.js';

const STYLE: Literals = {
  number: String,
  matrix: (rows) => `[${rows.map((row) => `[${row.join(', ')}]`).join(', ')}]`,
  list: (items) => `[${items.join(', ')}]`,
};

const camel = (name: string): string => name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

const SYNTAX: c.CheckSyntax = {
  ...STYLE,
  indent: '  ',
  assign: (name, value) => `const ${name} = ${value};`,
  move: (place, direction, step) => `[${place}, ${direction}, ${step}]`,
  valueAt: (moves) => `valueAt(${moves.join(', ')})`,
  spans: { 1: '(2 * h)', 2: '(4 * h * h)' },
  compare: (key, against, tolerance) => {
    const name = JSON.stringify(key);
    return `compare(${name}, slope, innerOf(told[${name}], ${against}), ${tolerance});`;
  },
  block: (lines) => ['{', ...lines.map((line) => `  ${line}`), '}'],
};

/** Of a value that is a number the weight is one. */
const single = (weights: Matrix | undefined): Matrix | number | undefined =>
  weights?.data.length === 1 ? weights.data[0] : weights;

export function javascriptTest(test: GradientTest, name: string, typed: boolean): string {
  const type = (t: string): string => (typed ? `: ${t}` : '');
  const weights = single(c.weightsOf(test));
  const untested = c.untestedWords(test);
  const member = typed ? 'moved[place] as Entries' : 'moved[place]';
  return [
    `/** ${c.PURPOSE}${untested ? ` ${untested}` : ''} */`,
    `export function check${camel(name)}()${type('void')} {`,
    `  const args${type(`Parameters<typeof ${name}>`)} = [`,
    ...test.args.map((a) => `    ${c.literal(a, STYLE)},`),
    '  ];',
    ...(weights ? [`  const weights = ${c.literal(weights, STYLE)};`] : []),
    `  const valueAt = (...moves${type('[number, Entries, number][]')}) => {`,
    `    const moved${type('typeof args')} = [...args];`,
    `    for (const [place, direction, step] of moves) moved[place] = movedBy(${member}, direction, step);`,
    `    return ${weights ? `innerOf(weights, ${name}(...moved).value)` : `${name}(...moved).value`};`,
    '  };',
    `  const compare = (name${type('string')}, slope${type('number')}, told${type('number')}, tolerance${type('number')}) => {`,
    '    const error = Math.abs(slope - told) / Math.max(1, Math.abs(told));',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is printed
    '    console.log(`${name}: off by ${error.toExponential(1)}`);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is printed
    '    if (!(error < tolerance)) throw new Error(`by ${name}: ${told} is told, differences give ${slope}`);',
    '  };',
    `  const told = ${name}(...args).derivatives;`,
    ...c.checks(test, SYNTAX),
    '}',
  ].join('\n');
}

export function javascriptTestHelpers(typed: boolean): string[] {
  const type = (t: string): string => (typed ? `: ${t}` : '');
  const list = typed ? '(direction as Entries[])[i]!' : 'direction[i]';
  return [
    ...(typed ? ['/** A number, or lists of such. */\ntype Entries = number | Entries[];'] : []),
    `/** x + step * direction, of a list for each member. */
function movedBy(x${type('Entries')}, direction${type('Entries')}, step${type('number')})${type('Entries')} {
  if (Array.isArray(x)) return x.map((a, i) => movedBy(a, ${list}, step));
  return x + step * ${typed ? '(direction as number)' : 'direction'};
}`,
    `/** The sum of the products of corresponding entries. */
function innerOf(x${type('Entries')}, y${type('Entries')})${type('number')} {
  if (Array.isArray(x)) return x.reduce${typed ? '<number>' : ''}((sum, a, i) => sum + innerOf(a, ${typed ? '(y as Entries[])[i]!' : 'y[i]'}), 0);
  return x * ${typed ? '(y as number)' : 'y'};
}`,
  ];
}
