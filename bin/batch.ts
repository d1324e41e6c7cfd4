/**
 * `frobenius eval --batch` and `check --batch`: one JSON object a line in, one a line out, in the same order, each written
 * as soon as it is known and then forgotten. A line that is at fault gives an error in its place and stops nothing; an
 * interrupt ends the run after the line that is being worked on.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import type { Limits, ReadOptions, Values } from '../src/index.js';
import { check, derive, evaluate, FrobeniusError, locate, looksLikeLatex, readLatex } from '../src/index.js';
import { nearest } from '../src/language/names.js';
import { parseJson } from './json.js';
import { json, progress, remark } from './output.js';
import type { Source, SourceOptions } from './source.js';
import { allowanceOf, namesIn, readOptions, readSource } from './source.js';
import { CHECK_FAILED, DONE } from './status.js';
import { Draft, reading, reasonOf } from './write.js';

interface Fault {
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly code: string;
}

type Work = 'eval' | 'check';

/** As a shell has it for a command that was interrupted: 128 + SIGINT. */
const INTERRUPTED = 130;

export async function run(path: string, options: SourceOptions, work: Work): Promise<number> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  if (path !== '-') reading(path);
  const draft = options.output === undefined ? undefined : Draft.of(options.output);
  const tell = progress(options);
  const told = new Set<string>();
  let status = DONE;
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  // a second interrupt ends it at once
  process.once('SIGINT', () => {
    status = INTERRUPTED;
    lines.close();
    input.destroy();
  });
  let done = 0;
  try {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      // a byte order mark may stand before the first
      const answer = await answerLine(done === 0 ? line.replace(/^\uFEFF/, '') : line, options, work, told);
      if ('outcome' in answer && answer.outcome === 'failed') status = CHECK_FAILED;
      await put(`${json(answer)}\n`, draft);
      tell(`${++done} lines`);
      // signals are heard, and terms let go, between two turns of the event loop
      await setImmediate();
      if (status === INTERRUPTED) break;
    }
  } catch (error) {
    // a stream that was closed by us
    if (status !== INTERRUPTED) {
      draft?.discard();
      if (error instanceof FrobeniusError) throw error;
      throw new FrobeniusError('usage', `${path} cannot be read: ${reasonOf(error)}`);
    }
  }
  tell('');
  draft?.finish();
  if (status === INTERRUPTED) process.stderr.write(`interrupted after ${done} lines\n`);
  return status;
}

async function put(text: string, draft: Draft | undefined): Promise<void> {
  if (draft) draft.write(text);
  else if (!process.stdout.write(text)) await new Promise((done) => process.stdout.once('drain', done));
}

/** Options of the command hold for every line that does not say otherwise; declarations are added to those of the line. */
export async function answerLine(
  line: string,
  options: SourceOptions,
  work: Work,
  told: Set<string> = new Set(),
): Promise<object> {
  let id: unknown = null;
  let source: Source | undefined;
  try {
    const job = parseLine(line, (found) => {
      id = found.id ?? null;
    });
    const limits = allowanceOf(options);
    tellUnknown(job, options, told);
    const { declare = [], ...own } = jobOptions(job);
    const declared = declare.length + (options.declare ?? []).length > 0;
    source = await readJobSource(text(job, 'source'), declared, limits);
    const base = readOptions(source, options);
    const settings = {
      ...base,
      ...own,
      declare: [...(base.declare ?? []), ...declare],
      limits,
      ...(options.independentEntries ? { independentEntries: true } : {}),
    };
    if (work === 'check') return { id, ...checked(source.text, settings, options) };
    const derived = derive(source.text, settings);
    return { id, ...evaluate(derived, values(job), settings) };
  } catch (error) {
    return { id, error: faultOf(error, source) };
  }
}

const KEYS: readonly string[] = ['id', 'source', 'wrt', 'kind', 'declare', 'along', 'values'];

/** Keys of others are ignored; one that is nearly a key of ours is told, once a batch. */
function tellUnknown(job: Job, options: SourceOptions, told: Set<string>): void {
  for (const key of Object.keys(job)) {
    const near = KEYS.includes(key) || told.has(key) ? undefined : nearest(key, KEYS);
    if (near === undefined) continue;
    told.add(key);
    remark(`note: the key ${key} is ignored: perhaps ${near}`, options);
  }
}

/** What the check of one line found, in figures. */
function checked(source: string, settings: ReadOptions & { readonly limits: Limits }, { seed }: SourceOptions): object {
  const { limits } = settings;
  const { outcome, worst, steps, results } = check(derive(source, settings), {
    limits,
    ...(seed === undefined ? {} : { seed }),
  });
  const all = [...steps, ...results].map(({ evidence }) => evidence.outcome);
  const count = (wanted: string): number => all.filter((one) => one === wanted).length;
  return { outcome, worst, ok: count('ok'), failed: count('failed'), unchecked: count('unchecked') };
}

type Job = Readonly<Record<string, unknown>>;

async function readJobSource(text: string, declared: boolean, limits: Limits): Promise<Source> {
  if (/^[^\n]+\.frob$/.test(text)) return readSource(text);
  if (!looksLikeLatex(text, { declared })) return { text };
  const reading = await readLatex(text, { limits });
  return { text: reading.source, declare: reading.declare, reading };
}

const isJob = (data: unknown): data is Job => typeof data === 'object' && data !== null && !Array.isArray(data);

/** `onJob` is told of a line that may be refused nevertheless: its answer bears its id. */
function parseLine(line: string, onJob: (job: Job) => void): Job {
  const job = parseJson(line, 'this line', (data) => {
    if (isJob(data)) onJob(data);
  });
  if (isJob(job)) return job;
  throw new FrobeniusError(
    'values',
    'this line is no JSON object',
    undefined,
    '{"id": 1, "source": "x\'*x", "values": {"x": [1, 2]}}',
  );
}

function text(job: Job, key: string): string {
  const value = job[key];
  if (typeof value === 'string') return value;
  throw new FrobeniusError('usage', value === undefined ? `"${key}" is missing` : `"${key}" is a text`);
}

function values(job: Job): Values {
  if (job.values === undefined) throw new FrobeniusError('values', '"values" is missing');
  return job.values as Values;
}

function texts(job: Job, key: string): readonly string[] | undefined {
  const value = job[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((x) => typeof x === 'string')) return value as readonly string[];
  throw new FrobeniusError('usage', `"${key}" is a list of texts`);
}

function jobOptions(job: Job): ReadOptions {
  const names = (key: string): readonly string[] | undefined => texts(job, key)?.flatMap(namesIn);
  const [wrt, declare, along] = [names('wrt'), texts(job, 'declare'), names('along')];
  const kind = job.kind === undefined || job.kind === null ? undefined : text(job, 'kind');
  return {
    ...(wrt === undefined ? {} : { wrt }),
    ...(declare === undefined ? {} : { declare }),
    ...(along === undefined ? {} : { along }),
    ...(kind === undefined ? {} : { kind: kind as NonNullable<ReadOptions['kind']> }),
  };
}

/** The place is one in the source: an error about a declaration or a name of an option has none. */
function faultOf(error: unknown, of: Source | undefined): Fault {
  if (!(error instanceof FrobeniusError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { message: `internal error: ${message}; please report it`, line: null, column: null, code: 'internal' };
  }
  const { message, code, span, source, hint } = error;
  const isOwn = of === undefined || source === of.text.normalize('NFC');
  const place = span && source !== undefined && isOwn ? locate(source, span.start) : { line: null, column: null };
  return { message: hint === undefined ? message : `${message} (${hint})`, ...place, code };
}
