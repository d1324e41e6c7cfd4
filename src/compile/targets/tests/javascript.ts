/** Tests of derivatives for JavaScript and TypeScript. */
import type { GradientTest } from '../../gradient-test.js';
import type { Literals } from './common.js';
import * as c from './common.js';

const STYLE: Literals = {
  number: String,
  matrix: (rows) => `[${rows.map((row) => `[${row.join(', ')}]`).join(', ')}]`,
  list: (items) => `[${items.join(', ')}]`,
};

const camel = (name: string): string => name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

export function javascriptTest(test: GradientTest, name: string, typed: boolean): string {
  const type = (t: string): string => (typed ? `: ${t}` : '');
  const weights = c.weightsOf(test);
  const untested = c.untestedWords(test);
  const spread = typed ? `...(moved as [${test.args.map(() => 'any').join(', ')}])` : '...moved';
  const lines = [
    `/** ${c.PURPOSE}${untested ? ` ${untested}` : ''} */`,
    `export function check${camel(name)}()${type('void')} {`,
    `  const args${type('Entries[]')} = [`,
    ...test.args.map((a) => `    ${c.literal(a, STYLE)},`),
    '  ];',
    ...(weights ? [`  const weights${type('Entries')} = ${c.literal(weights, STYLE)};`] : []),
    `  const valueAt = (...moves${type('[number, Entries, number][]')}) => {`,
    '    const moved = [...args];',
    typed
      ? '    for (const [place, direction, step] of moves) moved[place] = movedBy(moved[place]!, direction, step);'
      : '    for (const [place, direction, step] of moves) moved[place] = movedBy(moved[place], direction, step);',
    weights
      ? `    return innerOf(weights, ${name}(${spread}).value${typed ? ' as Entries' : ''});`
      : `    return ${name}(${spread}).value${typed ? ' as number' : ''};`,
    '  };',
    `  const compare = (name${type('string')}, slope${type('number')}, told${type('number')}, tolerance${type('number')}) => {`,
    '    const error = Math.abs(slope - told) / Math.max(1, Math.abs(told));',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is printed
    '    console.log(`${name}: off by ${error.toExponential(1)}`);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is printed
    '    if (!(error < tolerance)) throw new Error(`by ${name}: ${told} is told, differences give ${slope}`);',
    '  };',
    `  const told${type('Record<string, Entries>')} = ${name}(${spread.replace('moved', 'args')}).derivatives${typed ? ' as any' : ''};`,
  ];
  for (const check of test.checks) {
    const [first, second] = check.moves;
    if (first === undefined) continue;
    const against = check.against === first.direction ? 'along' : c.literal(check.against, STYLE);
    lines.push('  {', `    const along${type('Entries')} = ${c.literal(first.direction, STYLE)};`);
    if (second === undefined) {
      const at = (sign: string): string => `valueAt([${first.place}, along, ${sign}h])`;
      lines.push(`    const h = ${c.STEP};`, `    const slope = (${at('')} - ${at('-')}) / (2 * h);`);
    } else {
      lines.push(
        `    const across${type('Entries')} = ${c.literal(second.direction, STYLE)};`,
        `    const h = ${c.WIDE_STEP};`,
      );
      const at = (one: string, other: string): string =>
        `valueAt([${first.place}, along, ${one}h], [${second.place}, across, ${other}h])`;
      lines.push(
        `    const ahead = ${at('', '')} - ${at('', '-')};`,
        `    const behind = ${at('-', '')} - ${at('-', '-')};`,
        '    const slope = (ahead - behind) / (4 * h * h);',
      );
    }
    const key = JSON.stringify(check.key);
    const tolerance = second ? c.WIDE_TOLERANCE : c.TOLERANCE;
    lines.push(
      `    compare(${key}, slope, innerOf(told[${key}]${typed ? '!' : ''}, ${against}), ${tolerance});`,
      '  }',
    );
  }
  return [...lines, '}'].join('\n');
}

export function javascriptTestHelpers(typed: boolean): string[] {
  const type = (t: string): string => (typed ? `: ${t}` : '');
  const list = typed ? '(direction as Entries[])[i]!' : 'direction[i]';
  const number = typed ? ' as number' : '';
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
  return x * ${typed ? `(y${number})` : 'y'};
}`,
  ];
}
