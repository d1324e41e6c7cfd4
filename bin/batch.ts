/**
 * `frobenius eval --batch`: one JSON object a line in, one a line out, in the same order, each written as soon as it is
 * known. A line that is at fault gives an error in its place and stops nothing.
 */
import { createReadStream, existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ReadOptions, Values } from '../src/index.js';
import { evaluate, FrobeniusError, locate } from '../src/index.js';
import { AT_FAULT, DONE } from './output.js';
import type { SourceOptions } from './source.js';
import { readOptions, readSource } from './source.js';

interface Fault {
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly code: string;
}

export async function run(path: string, options: SourceOptions): Promise<number> {
  if (path !== '-' && !existsSync(path))
    throw new FrobeniusError('usage', `${path} cannot be read: there is no such file`);
  const input = path === '-' ? process.stdin : createReadStream(path);
  const lines: string[] = [];
  let status = DONE;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === '') continue;
      const answer = `${JSON.stringify(answerLine(line))}\n`;
      if (options.output !== undefined) lines.push(answer);
      else if (!process.stdout.write(answer)) await new Promise((done) => process.stdout.once('drain', done));
    }
  } catch (error) {
    process.stderr.write(`${path}: ${(error as Error).message}\n`);
    status = AT_FAULT;
  }
  if (options.output !== undefined) writeFileSync(options.output, lines.join(''));
  return status;
}

export function answerLine(line: string): object {
  let id: unknown = null;
  try {
    const job = parseLine(line);
    id = job.id ?? null;
    const source = readJobSource(text(job, 'source'));
    return { id, ...evaluate(source.text, values(job), { ...readOptions(source, {}), ...jobOptions(job) }) };
  } catch (error) {
    return { id, error: faultOf(error) };
  }
}

type Job = Readonly<Record<string, unknown>>;

const readJobSource = (source: string): { text: string; file?: string } =>
  /^[^\n]+\.frob$/.test(source) ? readSource(source) : { text: source };

function parseLine(line: string): Job {
  let job: unknown;
  try {
    job = JSON.parse(line);
  } catch (error) {
    throw new FrobeniusError('values', `this line is not JSON: ${(error as Error).message}`);
  }
  if (typeof job === 'object' && job !== null && !Array.isArray(job)) return job as Job;
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
  const [wrt, declare] = [texts(job, 'wrt'), texts(job, 'declare')];
  const kind = job.kind === undefined || job.kind === null ? undefined : text(job, 'kind');
  if (kind !== undefined && !['grad', 'jacobian', 'hessian', 'hvp', 'differential'].includes(kind)) {
    throw new FrobeniusError('usage', `"kind" is grad, jacobian or hessian, not ${JSON.stringify(kind)}`);
  }
  return {
    ...(wrt === undefined ? {} : { wrt }),
    ...(declare === undefined ? {} : { declare }),
    ...(kind === undefined ? {} : { kind: kind as NonNullable<ReadOptions['kind']> }),
  };
}

function faultOf(error: unknown): Fault {
  if (!(error instanceof FrobeniusError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { message: `internal error: ${message}; please report it`, line: null, column: null, code: 'internal' };
  }
  const { message, code, span, source, hint } = error;
  const place = span && source !== undefined ? locate(source, span.start) : { line: null, column: null };
  return { message: hint === undefined ? message : `${message} (${hint})`, ...place, code };
}
