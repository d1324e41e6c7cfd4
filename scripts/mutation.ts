/**
 * Faults planted into the mathematics, and what catches them: npm run mutation
 *
 * --rules, --engine: the one or the other alone. --sample N --seed S: so many of each, drawn by the seed. --file F: one
 * file of the engine. --jobs N: trials at a time. --write: the score goes to docs/reliability.md. --verbose: every
 * mutant. The exit status is 1 where a fault was missed.
 */
import { parseArgs } from 'node:util';
import { catalog } from '../src/rulebook/catalog.js';
import { scoreEngine } from './mutation/engine.js';
import { scoreRules } from './mutation/rule-score.js';

const { values } = parseArgs({
  options: {
    rules: { type: 'boolean' },
    engine: { type: 'boolean' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    file: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    record: { type: 'string' },
    write: { type: 'boolean' },
    verbose: { type: 'boolean' },
  },
});
const seed = Number(values.seed);
const sample = values.sample === undefined ? undefined : Number(values.sample);
const wantsRules = values.rules ?? !(values.engine || values.file);
const wantsEngine = values.engine ?? (values.file !== undefined || !values.rules);
const options = { seed, ...(sample === undefined ? {} : { sample }) };
const mutants = wantsEngine
  ? await scoreEngine({
      ...options,
      jobs: Number(values.jobs),
      ...(values.record === undefined ? {} : { record: values.record }),
      ...(values.file === undefined ? {} : { files: [values.file] }),
      onJudged: ({ file, line, kind, before, after, fate }, done, of) => {
        const what = fate.outcome === 'caught' ? `caught, ${fate.by}` : fate.outcome;
        process.stdout.write(
          `${done}/${of} ${what}: ${file}:${line} ${kind}: ${before.slice(0, 100)} => ${after.slice(0, 100)} ${'problem' in fate ? `[${fate.problem}: ${'reason' in fate ? fate.reason.slice(0, 150) : ''}]` : ''}\n`,
        );
      },
    })
  : [];
const rules = wantsRules ? scoreRules(catalog, options) : [];
console.log(mutants.length, rules.length);
