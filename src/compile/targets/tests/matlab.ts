/** Tests of derivatives for MATLAB and Octave: the function called without arguments runs its own. */
import type { GradientTest } from '../../gradient-test.js';
import type { Literals } from './common.js';
import * as c from './common.js';

const STYLE: Literals = {
  number: String,
  matrix: (rows) => `[${rows.map((row) => row.join(' ')).join('; ')}]`,
  // of two indices one cell array with rows
  list: (items, depth) =>
    depth > 1 ? `{${items.map((item) => item.slice(1, -1)).join('; ')}}` : `{${items.join(', ')}}`,
};

const syntax = (name: string, field: (key: string) => string): c.CheckSyntax => ({
  ...STYLE,
  indent: '  ',
  assign: (name, value) => `${name} = ${value};`,
  move: (place, direction, step) => `{${place + 1}, ${direction}, ${step}}`,
  valueAt: (moves) => `value_at(@${name}, args, weights, { ${moves.join(', ')} })`,
  spans: { 1: '(2 * h)', 2: '(4 * h * h)' },
  compare: (key, against, tolerance) =>
    `compare_to('${key.replaceAll("'", "''")}', slope, inner_of(derivs.${field(key)}, ${against}), ${tolerance});`,
  block: (lines) => ['', ...lines],
});

/** Lines at the head of the function that run the test. */
export const matlabTestCall = (name: string): string[] => [
  '  if nargin == 0',
  `    ${c.checkName(name)}();`,
  '    return;',
  '  end',
];

export function matlabTest(test: GradientTest, name: string, field: (key: string) => string): string {
  const weights = c.weightsOf(test);
  const untested = c.untestedWords(test);
  const lines = [
    `function ${c.checkName(name)}()`,
    `% ${c.PURPOSE}`,
    ...(untested ? [`% ${untested}`] : []),
    '  args = { ...',
    ...test.args.map((a) => `    ${c.literal(a, STYLE)}, ...`),
    '  };',
    // a cell array among the entries of another stands for itself
    `  [~, derivs] = ${name}(args{:});`,
    `  weights = ${weights ? c.literal(weights, STYLE) : '1'};`,
  ];
  return [...lines, ...c.checks(test, syntax(name, field)), 'end'].join('\n');
}

export const matlabTestHelpers: readonly string[] = [
  `function s = value_at(f, args, weights, moves)
% The value with some arguments moved.
  for k = 1:numel(moves)
    [place, direction, step] = moves{k}{:};
    args{place} = moved_by(args{place}, direction, step);
  end
  s = inner_of(weights, f(args{:}));
end`,
  `function y = moved_by(x, direction, step)
% x + step * direction, of a cell array for each member.
  if iscell(x)
    y = cellfun(@(a, d) a + step * d, x, direction, 'UniformOutput', false);
  else
    y = x + step * direction;
  end
end`,
  `function s = inner_of(x, y)
% The sum of the products of corresponding entries.
  if iscell(x)
    s = sum(cellfun(@(a, b) sum(a(:) .* b(:)), x(:), y(:)));
  else
    s = sum(x(:) .* y(:));
  end
end`,
  `function compare_to(name, slope, told, tolerance)
  off = abs(slope - told) / max(1, abs(told));
  fprintf('%s: off by %.1e\\n', name, off);
  if ~(off < tolerance)
    error('by %s: %g is told, differences give %g', name, told, slope);
  end
end`,
];
