/** Tests of derivatives for NumPy, PyTorch and JAX. */
import type { GradientTest } from '../../gradient-test.js';
import type { Flavour } from '../python-functions.js';
import { reflowed } from '../python-lines.js';
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

const syntax = (flavour: Flavour): c.CheckSyntax => ({
  number: c.decimal,
  matrix: (rows) => ARRAY[flavour](`[${rows.map((row) => `[${row.join(', ')}]`).join(', ')}]`),
  list: (items) => (flavour === 'jax' ? `jnp.asarray([${items.join(', ')}])` : `[${items.join(', ')}]`),
  indent: '    ',
  assign: (name, value) => `${name} = ${value}`,
  move: (place, direction, step) => `(${place}, ${direction}, ${step})`,
  valueAt: (moves) => `value_at(${moves.join(', ')})`,
  spans: { 1: '(2 * h)', 2: '(4 * h * h)' },
  compare: (key, against, tolerance) => {
    const name = JSON.stringify(key);
    return `compare(${name}, slope, _inner(derivs[${name}], ${against}), ${tolerance})`;
  },
  block: (lines) => ['', ...lines],
});

export function pythonTest(test: GradientTest, name: string, flavour: Flavour): string {
  const style = syntax(flavour);
  const weights = c.weightsOf(test);
  // compiled once: by itself each call would trace its scans anew
  const isCompiled = flavour === 'jax';
  const run = isCompiled ? 'compiled' : name;
  const value = `${run}(*moved)[0]`;
  const fixed = test.args.flatMap((a, i) => (Number.isInteger(a) ? [i] : []));
  const statics = fixed.length > 0 ? `, static_argnums=(${fixed.join(', ')}${fixed.length === 1 ? ',' : ''})` : '';
  const lines = [
    `def ${c.checkName(name)}():`,
    `    """${[c.PURPOSE, c.untestedWords(test)].filter(Boolean).join('\n\n    ')}"""`,
    '    args = [',
    ...test.args.map((a) => `        ${Number.isInteger(a) ? a : c.literal(a, style)},`),
    '    ]',
    ...(isCompiled ? [`    ${run} = jax.jit(${name}${statics})`] : []),
    `    _, derivs = ${run}(*args)`,
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
    '',
  ];
  return reflowed([...lines, ...c.checks(test, style)].join('\n'));
}

export const pythonTestHelpers = (flavour: Flavour): string[] => (flavour === 'jax' ? ON_ARRAYS : onLists(flavour));

/** Where families are arrays. */
const ON_ARRAYS = [
  `def _moved(x, direction, step):
    """x + step * direction."""
    return x + step * direction`,
  `def _inner(x, y):
    """The sum of the products of corresponding entries."""
    return ${SUM.jax}`,
];

const onLists = (flavour: Flavour): string[] => [
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
