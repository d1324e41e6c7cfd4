/** Tests of derivatives for Julia. */
import type { GradientTest } from '../../gradient-test.js';
import type { Literals } from './common.js';
import * as c from './common.js';

const STYLE: Literals = {
  number: c.decimal,
  // columns are vectors
  matrix: (rows) =>
    rows.every((row) => row.length === 1)
      ? `[${rows.flat().join(', ')}]`
      : `[${rows.map((row) => row.join(' ')).join('; ')}]`,
  // of two indices a matrix of its members
  list: (items, depth) => (depth > 1 ? `permutedims(hcat(${items.join(', ')}))` : `[${items.join(', ')}]`),
};

const syntax = (field: (key: string) => string): c.CheckSyntax => ({
  ...STYLE,
  indent: '    ',
  assign: (name, value) => `${name} = ${value}`,
  move: (place, direction, step) => `(${place + 1}, ${direction}, ${step})`,
  valueAt: (moves) => `value_at(${moves.join(', ')})`,
  spans: { 1: '2h', 2: '4h^2' },
  compare: (key, against, tolerance) =>
    `compare(${JSON.stringify(key)}, slope, inner_of(derivs.${field(key)}, ${against}), ${tolerance})`,
  block: (lines) => ['', ...lines],
});

export function juliaTest(test: GradientTest, name: string, field: (key: string) => string): string {
  const weights = c.weightsOf(test);
  const untested = c.untestedWords(test);
  const lines = [
    '"""',
    `    ${c.checkName(name)}()`,
    '',
    c.PURPOSE,
    ...(untested ? ['', untested] : []),
    '"""',
    `function ${c.checkName(name)}()`,
    '    args = Any[',
    ...test.args.map((a) => `        ${Number.isInteger(a) ? a : c.literal(a, STYLE)},`),
    '    ]',
    `    derivs = ${name}(args...).derivatives`,
    ...(weights ? [`    weights = ${c.literal(weights, STYLE)}`] : []),
    '    function value_at(moves...)',
    '        moved = copy(args)',
    '        for (place, direction, step) in moves',
    '            moved[place] = moved_by(moved[place], direction, step)',
    '        end',
    `        return ${weights ? `inner_of(weights, ${name}(moved...).value)` : `${name}(moved...).value`}`,
    '    end',
    '    function compare(name, slope, told, tolerance)',
    '        off = abs(slope - told) / max(1, abs(told))',
    '        println(name, ": off by ", round(off; sigdigits = 2))',
    '        off < tolerance || error("by $name: $told is told, differences give $slope")',
    '    end',
    '',
  ];
  return [...lines, ...c.checks(test, syntax(field)), 'end'].join('\n');
}

export const juliaTestHelpers: readonly string[] = [
  `# x + step * direction, of a list for each member.
moved_by(x, direction, step) = x .+ step .* direction`,
  `# The sum of the products of corresponding entries.
inner_of(x::Number, y::Number) = x * y
inner_of(x::AbstractArray, y::AbstractArray) = sum(inner_of(a, b) for (a, b) in zip(x, y))
inner_of(x::AbstractArray{<:Number}, y::Number) = sum(x) * y
inner_of(x::Number, y::AbstractArray{<:Number}) = x * sum(y)`,
];
