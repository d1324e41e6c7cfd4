/**
 * The command line: which commands and options there are, and the exit status. main.ts is where it starts.
 *
 * It imports a command only when that is called, so that `--help` and a mistyped option cost nothing, and does no
 * mathematics. 0: done; 1: a check failed; 2: the input or the call is at fault.
 */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { NODES, SECONDS } from '../src/expression/limits.js';
import { visible } from '../src/language/error.js';
import { nearest } from '../src/language/names.js';
import type { KnownOption } from './arguments.js';
import { protectExpressions } from './arguments.js';
import { EXAMPLES, TOPICS } from './examples.js';

/** Of the package: the build puts it in. */
declare const FROBENIUS_VERSION: string;

const KINDS = ['grad', 'jacobian', 'hessian', 'hvp', 'differential'];

const SOURCE_HELP = `
A SOURCE is a problem file (*.frob), - for standard input, or one expression; 'frobenius help language' says what may
stand in it, 'frobenius help errors' what the messages mean.`;

const SEE_HELP = "run 'frobenius --help' for help";

/** What a command hands back is its exit status. */
let status = 0;
export const statusSoFar = (): number => status;

type Run = (options: Record<string, unknown>) => number | Promise<number>;

/** Runs a command; whatever it throws is reported, with the name of the file it read. */
async function attempt(
  given: Record<string, unknown>,
  argument: string | undefined | (() => string | undefined),
  run: Run,
): Promise<void> {
  const { output, ...rest } = given;
  const options = output === '-' ? rest : given;
  try {
    status = await run(options);
  } catch (error) {
    if (error instanceof CommanderError) throw error;
    const { report } = await import('./output.js');
    const { nameOf } = await import('./source.js');
    const source = typeof argument === 'function' ? argument() : argument;
    status = report(error, nameOf(source, error, options));
  }
}

const wholeNumber =
  (what: string) =>
  (text: string): number => {
    if (/^\d{1,12}$/.test(text)) return Number(text);
    throw new InvalidArgumentError(`${what} is a whole number.`);
  };

function seconds(text: string): number {
  if (/^(\d{1,9}|\d{0,9}\.\d{1,9})$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A time is a number of seconds.');
}

const collect = (line: string, lines: readonly string[] | undefined): readonly string[] => [...(lines ?? []), line];
const joinNames = (names: string, before: string | undefined): string =>
  before === undefined ? names : `${before},${names}`;
/** What stands in an option for one of its choices. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  python: 'numpy, pytorch or jax',
  py: 'numpy, pytorch or jax',
  torch: 'pytorch',
  js: 'javascript',
  ts: 'typescript',
  octave: 'matlab',
  tex: 'latex',
  md: 'markdown',
  gradient: 'grad',
};

const choice = (flags: string, text: string, choices: readonly string[], standard?: string): Option => {
  const option = new Option(flags, text).choices([...choices]).argParser((word: string) => {
    if (choices.includes(word)) return word;
    const other = OTHER_NAMES[word.toLowerCase()];
    const meant = other !== undefined && choices.some((one) => other.includes(one)) ? other : nearest(word, choices);
    const did = meant === undefined ? '' : ` (Did you mean ${meant}?)`;
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.${did}`);
  });
  return standard === undefined ? option : option.default(standard);
};

/** What commander cannot guess of its messages. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '-[vV]'/, '(Did you mean --version?)'],
  [/^error: unknown option '--(json|latex|text|html|markdown)'/, '(Did you mean --format $1?)'],
  [/^error: missing required argument 'shell'/, '(It is one of bash, zsh and fish.)'],
  [
    /^error: too many arguments for '(?:grad|derive|check|eval|code|read|verify)'/,
    '(An expression is one argument: put it in quotes.)',
  ],
];

function withMeaning(message: string): string {
  for (const [pattern, meant] of MEANT) {
    const found = pattern.exec(message);
    if (found === null || message.includes('Did you mean')) continue;
    return message.replace('\n', `\n${meant.replace('$1', found[1] ?? '')}\n`);
  }
  return message;
}

/** Options of all commands. */
const shared = (command: Command): Command =>
  command
    .option('--declare <declaration>', 'a declaration, such as "X : n x n symmetric"; may be repeated', collect)
    .option('--seed <number>', 'seed of the random values of checks', wholeNumber('A seed'))
    .option('--quiet', 'leave out notes; of check, print only what fails')
    .option('--no-color', 'no colours (as with NO_COLOR)')
    .option('-o, --output <file>', 'write the answer to a file; - for standard output')
    .option('--limit-nodes <number>', `nodes of terms that a source may take (${NODES})`, wholeNumber('A limit'))
    .option('--timeout <seconds>', `seconds that a source may take (${SECONDS})`, seconds);

const withSource = (command: Command): Command =>
  shared(command)
    .option('--wrt <names>', 'variables to differentiate by, separated by commas; may be repeated', joinNames)
    .option('--independent-entries', 'by a symmetric variable G + Gᵀ − G∘I, as if its entries were independent')
    .addOption(choice('--kind <kind>', 'what is asked for', KINDS))
    .option('--along <names>', 'the direction of each variable, of --kind hvp; may be repeated', joinNames);

export function program(): Command {
  const root = new Command('frobenius')
    .description('Derives matrix gradients step by step, every line checked.')
    .addHelpText('after', SOURCE_HELP)
    .version(FROBENIUS_VERSION, '--version');

  withSource(
    root.command('derive <source>').description('print the derivation, step by step, each step named and checked'),
  )
    .addOption(choice('--format <format>', 'how to print it', ['text', 'latex', 'markdown', 'html', 'json'], 'text'))
    .addOption(choice('--detail <detail>', 'how much of it', ['brief', 'normal', 'full'], 'normal'))
    .action((source: string, options) =>
      attempt(options, source, async (o) =>
        (await import('./derive.js')).run(
          await (await import('./source.js')).openSource(source, o as never),
          o as never,
        ),
      ),
    );

  withSource(root.command('grad <source>').description('print the results alone, in the input language'))
    .addOption(choice('--format <format>', 'frob is the input language', ['frob', 'text', 'latex', 'json'], 'frob'))
    .action((source: string, options) =>
      attempt(options, source, async (o) =>
        (await import('./grad.js')).run(await (await import('./source.js')).openSource(source, o as never), o as never),
      ),
    );

  withSource(root.command('report <sources...>').description('write one self-contained HTML page with the derivations'))
    .addOption(choice('--detail <detail>', 'how much of each', ['brief', 'normal', 'full'], 'normal'))
    .action((sources: string[], options) => {
      let source: string | undefined;
      const reading = (name: string): void => {
        source = name;
      };
      return attempt(
        options,
        () => source,
        async (o) => (await import('./report.js')).run(sources, o as never, FROBENIUS_VERSION, reading),
      );
    });

  const code: Command = withSource(
    root.command('code <source>').description('print a function that computes the value and the derivatives'),
  );
  code
    .addOption(
      choice('--to <target>', 'the language', [
        'javascript',
        'typescript',
        'numpy',
        'pytorch',
        'jax',
        'julia',
        'matlab',
      ]),
    )
    .option('--test', 'print a test of the derivatives with the code')
    .option('--cost', 'say what it costs in operations, as a polynomial in the sizes')
    .action((source: string, options: { to?: string; cost?: boolean }) =>
      attempt(options, source, async (o) => {
        if (options.to === undefined && !options.cost) code.error('error: --to TARGET or --cost is missing');
        return (await import('./code.js')).run(
          await (await import('./source.js')).openSource(source, o as never),
          o as never,
          FROBENIUS_VERSION,
        );
      }),
    );

  const checking: Command = withSource(
    root.command('check [source]').description('check every step and every result on random matrices'),
  );
  checking
    .option('--batch <file>', 'one JSON object a line: {"id", "source", …}; - for standard input')
    .action((source: string | undefined, options: { batch?: string }) =>
      attempt(options, source, async (o) => {
        if (options.batch !== undefined && source === undefined)
          return (await import('./batch.js')).run(options.batch, o as never, 'check');
        if (source === undefined) checking.error("error: missing required argument 'source'");
        if (options.batch !== undefined) checking.error('error: --batch takes its sources from the file');
        return (await import('./check.js')).run(
          await (await import('./source.js')).openSource(source, o as never),
          o as never,
        );
      }),
    );

  const evaluation: Command = withSource(
    root.command('eval [source]').description('print the value and the derivatives at given values'),
  );
  evaluation
    .option('--values <file>', 'a JSON file: each name to its value')
    .option('--batch <file>', 'one JSON object a line: {"id", "source", "values", …}; - for standard input')
    .addOption(choice('--format <format>', 'how to print them', ['json'], 'json'))
    .action((source: string | undefined, options: { values?: string; batch?: string }) =>
      attempt(options, source, async (o) => {
        if (options.batch !== undefined && options.values !== undefined)
          evaluation.error('error: --batch takes the values from its lines, and no --values');
        if (options.batch !== undefined && source === undefined)
          return (await import('./batch.js')).run(options.batch, o as never, 'eval');
        if (source === undefined) evaluation.error("error: missing required argument 'source'");
        if (options.batch !== undefined) evaluation.error('error: --batch takes its sources from the file');
        if (options.values === undefined) evaluation.error('error: --values FILE is missing');
        if (source === '-' && options.values === '-')
          evaluation.error('error: the source and --values cannot both be standard input');
        return (await import('./eval.js')).run(
          await (await import('./source.js')).openSource(source, o as never),
          o as never,
        );
      }),
    );

  shared(root.command('verify <file>').description("judge somebody's own derivation line by line"))
    .addOption(choice('--format <format>', 'how to print it', ['text', 'json', 'html'], 'text'))
    .action((source: string, options) =>
      attempt(options, source, async (o) =>
        (await import('./verify.js')).run(
          await (await import('./source.js')).openSource(source, o as never),
          o as never,
          FROBENIUS_VERSION,
        ),
      ),
    );

  shared(
    root.command('read <source>').description('show how LaTeX is understood: the problem file that is derived from'),
  )
    .addOption(choice('--format <format>', 'how to print it', ['frob', 'json'], 'frob'))
    .action((source: string, options) =>
      attempt(options, source, async (o) => (await import('./read.js')).run(source, o as never)),
    );

  shared(root.command('equal <first> <second>').description('say whether two expressions are the same function'))
    .addOption(choice('--format <format>', 'how to print it', ['text', 'json'], 'text'))
    .action((first: string, second: string, options) =>
      attempt(options, undefined, async (o) => (await import('./equal.js')).run(first, second, o as never)),
    );

  shared(root.command('rules [name]').description('print the rule book: statement, conditions, source, and its check'))
    .addOption(choice('--format <format>', 'how to print it', ['text', 'json'], 'text'))
    .action((name: string | undefined, options) =>
      attempt(options, undefined, async (o) => (await import('./rules.js')).run(name, o as never)),
    );

  root
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .description('print a script that completes commands and options in a shell')
    .action((shell) => attempt({}, undefined, async () => (await import('./completion.js')).run(shell, program())));

  for (const command of [root, ...root.commands]) {
    const examples = EXAMPLES[command === root ? '' : command.name()] ?? [];
    command
      .configureOutput({ writeErr: (text) => void process.stderr.write(visible(withMeaning(text))) })
      .exitOverride()
      .showHelpAfterError(command === root ? SEE_HELP : `run 'frobenius ${command.name()} --help' for help`)
      .addHelpText('after', `\n${['Examples:', ...examples.map((line) => `  ${line}`)].join('\n')}`);
  }
  return root;
}

const knownOptions = (command: Command): KnownOption[] => [
  { flags: ['-h', '--help'], takesValue: false },
  ...command.options.map((o) => ({
    flags: [o.short, o.long].filter((flag) => flag !== undefined),
    takesValue: o.required || o.optional,
  })),
];

/** Runs the command line; its exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  const [first = '', ...rest] = argv;
  status = 0;
  const topic = first === 'help' && rest.length === 1 ? rest[0] : undefined;
  if (topic !== undefined && TOPICS.includes(topic)) {
    const { topicText } = await import('./topics.js');
    process.stdout.write(topicText(topic));
    return status;
  }
  const root = program();
  const known = [...root.commands.map((c) => c.name()), ...TOPICS, 'help'];
  if (topic !== undefined && !known.includes(topic) && !topic.startsWith('-')) {
    const { unknownTopic } = await import('./topics.js');
    process.stderr.write(unknownTopic(topic, known));
    return 2;
  }
  const command = root.commands.find((c) => c.name() === first);
  const words = command ? [first, ...protectExpressions(rest, knownOptions(command))] : argv;
  try {
    await root.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    status = error.exitCode === 0 ? 0 : 2;
  }
  return status;
}
