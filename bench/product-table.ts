/** Products of matrices, ours beside numpy-ts' and NumPy's. */
import { node } from './node.js';
import { refusal } from './numbers.js';
import type { Settings } from './options.js';
import { present } from './peer-list.js';
import type { Sizes } from './products.js';
import { numpyTask } from './products.js';
import { blasOf, findPython, python } from './python.js';
import type { Remote } from './remote.js';
import { admit, contender } from './remote.js';
import { blasText, withSetting } from './setting.js';
import type { Cell, Table } from './tables.js';
import type { Contender } from './timing.js';
import { converted, isSpread, measure } from './timing.js';

const SIZES: readonly Sizes[] = [
  [64, 64, 64],
  [64, 256, 256],
  [256, 256, 256],
  [1024, 1024, 1024],
];

export async function productTable(settings: Settings): Promise<Table> {
  const library = present([{ name: 'numpy-ts', module: 'numpy-ts', tolerance: 0 }]);
  const found = findPython('numpy');
  const leftOut = [...library.leftOut];
  const versions = [...library.versions];
  const others: { name: string; remote: Remote; task(sizes: Sizes): object }[] = [];
  if (library.there.length > 0)
    others.push({
      name: 'numpy-ts',
      remote: node(),
      task: (sizes) => ({ case: 'product', about: { what: 'numpy-ts', sizes } }),
    });
  if (typeof found === 'string') leftOut.push(`NumPy: ${found}`);
  else {
    const remote = python(found, ['import numpy as np']);
    versions.push(`NumPy ${found.version}, Python ${found.python}`, blasText('NumPy', await blasOf(remote)));
    others.push({ name: 'NumPy', remote, task: numpyTask });
  }
  const compiled = node();
  const rows: Cell[][] = [];
  for (const sizes of SIZES) {
    const about = { what: 'compiled', sizes };
    const right = (await compiled.ask({ case: 'product', about }, settings.limit * 1000)) as number[][];
    const list: Contender[] = [contender('compiled', compiled)];
    const refused = new Map<string, string>();
    for (const { name, remote, task } of others) {
      const made = await admit(name, remote, task(sizes), (a) => refusal(a, right, 1e-14), settings);
      if (typeof made === 'string') refused.set(name, made);
      else list.push(made);
    }
    const times = await measure(list, { ...settings, seconds: settings.seconds / 2 });
    const [n, k, m] = sizes;
    const speed = (name: string): Cell => {
      const outcome = times.get(name);
      if (isSpread(outcome)) return converted(outcome, (ms) => (2 * n * k * m) / ms / 1e6);
      return outcome ?? refused.get(name) ?? 'left out';
    };
    rows.push([`${n}×${k} by ${k}×${m}`, speed('compiled'), speed('numpy-ts'), speed('NumPy')]);
  }
  for (const { remote } of others) remote.close();
  compiled.close();
  return withSetting(
    {
      id: 'products',
      title: 'Products of matrices, GFLOP/s in float64',
      columns: ['sizes', 'compiled tr(A·B·C)', 'numpy-ts', 'NumPy'],
      rows,
      notes: [
        'A·B within a compiled function, with what else that does. The products are of the same matrices, and were compared before they were timed.',
      ],
      leftOut,
    },
    versions,
  );
}
