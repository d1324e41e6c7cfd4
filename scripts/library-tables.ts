/** The exports of the library by what they are for, each with the first sentence of its doc comment: for docs/library.md. */
import type { Exported } from './exports.js';
import { exportsOf } from './exports.js';

/** Functions in the order in which one meets them; the tests see that none is left out. */
export const GROUPS: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['Read and derive', ['parse', 'derive', 'readLatex', 'looksLikeLatex', 'latexRemark']],
  ['Check', ['check', 'witness', 'checkFailed', 'toCheckTable']],
  ['Numbers and code', ['evaluate', 'compile', 'toCode', 'CODE_TARGETS', 'cost', 'costText']],
  ['Print', ['toText', 'toInput', 'toLatex', 'toMarkdown', 'toHtml', 'htmlStyle', 'toJson', 'dimToString', 'spelling']],
  [
    'Judge what others wrote',
    ['verify', 'verifyReading', 'equal', 'toVerifyText', 'toVerifyHtml', 'toVerifyJson', 'toEqualText', 'toEqualJson'],
  ],
  ['Rules', ['ruleBook', 'listRules', 'rulesToText']],
  ['Errors', ['FrobeniusError', 'Allowance', 'formatError', 'locate']],
];

const firstSentence = (comment: string): string => /^.*?[.](?= [A-Z]|$)/.exec(comment)?.[0] ?? comment;

/** How a name is linked to in the pages that TypeDoc makes. */
const link = ({ name }: Exported, page: string): string => `[\`${name}\`](api/${page}.md#${name.toLowerCase()})`;

const row = (one: Exported, page: string): string =>
  `| ${link(one, page)} | ${firstSentence(one.comment).replaceAll('|', '\\|')} |`;

function table(rows: readonly string[]): string[] {
  return ['| name | what it is |', '|---|---|', ...rows];
}

const isType = ({ kind }: Exported): boolean => kind === 'interface' || kind === 'type';

export function libraryTables(): string {
  const all = exportsOf('src/index.ts');
  const byName = new Map(all.map((one) => [one.name, one]));
  const groups = GROUPS.flatMap(([title, names]) => [
    `### ${title}`,
    '',
    ...table(names.map((name) => row(byName.get(name) as Exported, 'frobenius'))),
    '',
  ]);
  return [
    ...groups,
    '### Types',
    '',
    ...table(all.filter(isType).map((one) => row(one, 'frobenius'))),
    '',
    '### Pages, `frobenius/report`, for Node',
    '',
    ...table(exportsOf('src/report.ts').map((one) => row(one, 'report'))),
  ].join('\n');
}
