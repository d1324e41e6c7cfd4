/** The docstring of a printed Julia function, in Markdown as Julia has it. */
import type { Shape } from '../../expression/dimension.js';
import { isScalarShape } from '../../expression/dimension.js';
import type { Derivative, Input, Program } from '../code.js';
import { isColumn } from './julia-look.js';
import type { Names } from './names.js';
import type { PrintOptions } from './target.js';
import { changedLines, closingLines, shapeWords, sourceLines } from './target.js';

export function juliaDoc(
  program: Program,
  options: PrintOptions,
  names: Names,
  parameter: (input: Input) => string,
  field: (derivative: Derivative) => string,
): string[] {
  const { inputs, sizes, derivatives, title } = program;
  const given = sizes.flatMap(({ kind, size }) => (kind === 'given' ? [names.of('size', size)] : []));
  const lines = [
    `    ${options.name}(${[...inputs.map(parameter), ...given].join(', ')})`,
    '',
    `Value and derivatives: \`${title}\`.`,
    '',
    'The problem:',
    '',
    ...sourceLines(program).map((line) => `    ${line}`.trimEnd()),
    '',
    // what is indented in a comment is a list in Markdown
    ...closingLines(program, options).map((line) => line.replace(/^ {2}(?=\S)/, '- ')),
    '',
    '# Arguments',
    ...inputs.map((input) => `- \`${parameter(input)}\`: ${input.words}${listWords(input)}`),
    ...given.map((size) => `- \`${size}\`: a size`),
    '',
    '# Returns',
    'A named tuple `(value, derivatives)`; `derivatives` is a named tuple of',
    ...derivatives.map((derivative) => {
      const own = field(derivative);
      return `- \`${own}\`: ${own === derivative.key ? '' : `by \`${derivative.key}\`, `}${answerWords(derivative)}`;
    }),
    ...changedLines(names),
  ];
  const safe = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('$', '\\$').replaceAll('"""', '\\"\\"\\"'));
  return ['"""', ...safe, '"""'];
}

const answerWords = ({ shape, family, parts }: Derivative): string => {
  const arity = parts[0]?.index.length ?? 1;
  if (family !== undefined && isScalarShape(shape)) return listOf(shape, arity);
  const words = isColumn(shape) ? `length ${shapeWords(shape).replace(/ by 1$/, '')}` : shapeWords(shape);
  return family === undefined ? words : `${words}, ${listOf(shape, arity)}`;
};

const listWords = ({ shape, arity, letters }: Input): string =>
  arity > 0 || letters.length > 0 ? `, ${listOf(shape, Math.max(arity, 1))}` : '';

const listOf = (shape: Shape, arity: number): string =>
  `a ${arity === 1 ? 'vector' : 'matrix'} of ${isScalarShape(shape) ? 'numbers' : isColumn(shape) ? 'vectors' : 'matrices'}`;
