/** Tests of derivatives for NumPy, PyTorch and JAX. */
import type { GradientTest } from '../../gradient-test.js';
import type { Flavour } from '../python-functions.js';
import type { Literals } from './common.js';
import * as c from './common.js';

const ARRAY: Readonly<Record<Flavour, (rows: string) => string>> = {
  numpy: (rows) => `np.array(${rows})`,
  jax: (rows) => `jnp.array(${rows})`,
  pytorch: (rows) => `torch.tensor(${rows}, dtype=torch.float64)`,
};
const SUM: Readonly<Record<Flavour, string>> = {
  numpy: 'float(np.sum(x * y))',
  jax: 'float(jnp.sum(x * y))',
  pytorch: 'float((torch.as_tensor(x) * torch.as_tensor(y)).sum())',
};

export function pythonTest(test: GradientTest, name: string, flavour: Flavour): string {
  const style: Literals = {
    number: c.decimal,
    matrix: (rows) => ARRAY[flavour](`[${rows.map((row) => `[${row.join(', ')}]`).join(', ')}]`),
    list: (items) => `[${items.join(', ')}]`,
  };
  const weights = c.weightsOf(test);
  const value = `${name}(*moved)[0]`;
  const lines = [
    `def ${c.checkName(name)}():`,
    `    """${[c.PURPOSE, c.untestedWords(test)].filter(Boolean).join('\n\n    ')}"""`,
    '    args = [',
    ...test.args.map((a) => `        ${Number.isInteger(a) ? a : c.literal(a, style)},`),
    '    ]',
    `    _, derivs = ${name}(*args)`,
    ...(weights ? [`    weights = ${c.literal(weights, style)}`] : []),
    '',
    '    def value_at(*moves):',
    '        moved = list(args)',
    '        for place, direction, step in moves:',
    '            moved[place] = _moved(moved[place], direction, step)',
    `        return ${weights ? `_inner(weights, ${value})` : `float(${value})`}`,
    '',
    '    def compare(name, slope, told, tolerance):',
    '        error = abs(slope - told) / max(1.0, abs(told))',
    '        print(f"{name}: off by {error:.1e}")',
    '        if not error < tolerance:',
    '            raise AssertionError(f"by {name}: {told} is told, differences give {slope}")',
  ];
  for (const check of test.checks) {
    const [first, second] = check.moves;
    if (first === undefined) continue;
    const against = check.against === first.direction ? 'along' : c.literal(check.against, style);
    lines.push('', `    along = ${c.literal(first.direction, style)}`);
    if (second === undefined) {
      const at = (sign: string): string => `value_at((${first.place}, along, ${sign}h))`;
      lines.push(`    h = ${c.STEP}`, `    slope = (${at('')} - ${at('-')}) / (2 * h)`);
    } else {
      lines.push(`    across = ${c.literal(second.direction, style)}`, `    h = ${c.WIDE_STEP}`);
      const at = (one: string, other: string): string =>
        `value_at((${first.place}, along, ${one}h), (${second.place}, across, ${other}h))`;
      lines.push(
        `    ahead = ${at('', '')} - ${at('', '-')}`,
        `    behind = ${at('-', '')} - ${at('-', '-')}`,
        '    slope = (ahead - behind) / (4 * h * h)',
      );
    }
    const key = JSON.stringify(check.key);
    const tolerance = second ? c.WIDE_TOLERANCE : c.TOLERANCE;
    lines.push(`    compare(${key}, slope, _inner(derivs[${key}], ${against}), ${tolerance})`);
  }
  return lines.join('\n');
}

export const pythonTestHelpers = (flavour: Flavour): string[] => [
  `def _moved(x, direction, step):
    """x + step * direction, of a list for each member."""
    if isinstance(x, list):
        return [_moved(a, d, step) for a, d in zip(x, direction)]
    return x + step * direction`,
  `def _inner(x, y):
    """The sum of the products of corresponding entries."""
    if isinstance(x, list):
        return sum(_inner(a, b) for a, b in zip(x, y))
    return ${SUM[flavour]}`,
];

export const pythonTestRun = (names: readonly string[]): string =>
  ['if __name__ == "__main__":', ...names.map((name) => `    ${c.checkName(name)}()`)].join('\n');
