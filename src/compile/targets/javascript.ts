/**
 * Programs as JavaScript and TypeScript: a module with one function and the helpers it uses. A matrix is a typed array row
 * by row; arguments and answers are nested lists. A family is an object by its index, counted from 1 as in the problem.
 */

import type { Shape } from '../../expression/dimension.js';
import { isScalarShape } from '../../expression/dimension.js';
import type { Derivative, Input, ListLength, Program, SizeSource, Statement } from '../code.js';
import { lengthFaults, lengthWords } from '../list-lengths.js';
import { javascriptLines, javascriptText } from './javascript-lines.js';
import { HELPER_NAMES, JavaScriptTerms } from './javascript-terms.js';
import { Names } from './names.js';
import type { Printed, PrintOptions, Target } from './target.js';
import {
  argumentName,
  changedLines,
  givenLines,
  headLines,
  isLetter,
  offsetText,
  ownName,
  shapeWords,
} from './target.js';
import { memberShape } from './terms.js';
import { javascriptTest, javascriptTestHelpers } from './tests/javascript.js';

const RESERVED = new Set([
  ...'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield async of NaN Infinity Math Array Float64Array Object Number String Error total value derivatives plain name'.split(
    ' ',
  ),
  ...HELPER_NAMES,
]);

export const javascript = (typed: boolean): Target => ({
  print: (program, options) => new JavaScriptWriter(program, typed, options).print(),
  helpersFirst: true,
  gap: '\n\n',
});

class JavaScriptWriter {
  private readonly names = new Names({ reserved: RESERVED, unicode: true });
  private readonly terms: JavaScriptTerms;
  private readonly body: string[] = [];
  /** What stands behind the name of an argument before it is made a matrix. */
  private behind = '_in';

  constructor(
    private readonly program: Program,
    private readonly typed: boolean,
    private readonly options: PrintOptions,
  ) {
    this.terms = new JavaScriptTerms(program, this.names);
  }

  print(): Printed {
    const { inputs, sizes, statements, value, derivatives } = this.program;
    // names of the problem first, so that they keep their spelling
    for (const { name } of inputs) this.names.of('variable', name);
    this.behind = behindNames(this.program);
    for (const input of inputs) if (!input.at) this.given(input);
    for (const input of inputs) this.convert(input);
    this.sizes(sizes);
    for (const { more, less, words } of this.program.demands)
      this.line(1, `if (${this.terms.size(more)} < ${this.terms.size(less)}) throw new Error('${words}');`);
    for (const one of this.program.lengths) this.checkLength(one);
    for (const input of inputs) this.check(input);
    this.line(1, '');
    this.families();
    for (const statement of statements) this.statement(statement, 1);
    const answers = derivatives.map((derivative) => this.answer(derivative));
    this.line(1, 'return {');
    this.line(2, `value: ${value ? this.plain(this.terms.write(value), value.shape) : 'null'},`);
    this.line(2, 'derivatives: {');
    for (const [i, { key }] of derivatives.entries()) this.line(3, `${JSON.stringify(key)}: ${answers[i]},`);
    this.line(2, '},');
    this.line(1, '};');
    const given = sizes.flatMap((s) => (s.kind === 'given' ? [`${this.parameter(s.size)}${this.type('number')}`] : []));
    const parameters = [...inputs.map((input) => `${this.given(input)}${this.type('unknown')}`), ...given];
    const short = parameters.join(', ');
    // with what stands around it the line is to stay short
    const list = short.length + this.options.name.length > 78 ? `\n  ${parameters.join(',\n  ')},\n` : short;
    const head = `export function ${this.options.name}(${list}) {`;
    const main = [...this.doc(), head, ...this.body, '}'].join('\n');
    const helpers = new Map(
      [...this.terms.helperTexts(this.typed)].map(([name, text]) => [name, javascriptText(text)]),
    );
    const { test, name } = this.options;
    if (test === undefined) return { main, helpers };
    const tested = { main: javascriptTest(test, name, this.typed), helpers: javascriptTestHelpers(this.typed) };
    return { main, helpers, test: tested };
  }

  private type(name: string): string {
    return this.typed ? `: ${name}` : '';
  }

  private line(depth: number, text: string): void {
    this.body.push(...(text === '' ? [''] : javascriptLines('  '.repeat(depth), text)));
  }

  private doc(): string[] {
    const { inputs, derivatives } = this.program;
    const lines = [
      ...headLines(this.program, this.options),
      '',
      ...inputs.map((input) => `@param ${this.given(input)} ${input.words}${input.arity > 0 ? ', a list' : ''}`),
      ...givenLines(this.program, (size) => this.parameter(size)).map((line) => `@param ${line.replace(':', '')}`),
      '@returns the value, and the derivatives:',
      ...derivatives.map(
        ({ key, shape, family }) =>
          `  ${JSON.stringify(key)}: ${shapeWords(shape)}${family === undefined ? '' : ', a list'}`,
      ),
      ...changedLines(this.names),
    ];
    return ['/**', ...lines.map((line) => ` * ${line.replaceAll('*/', '* /')}`.trimEnd()), ' */'];
  }

  // ——— inputs ———

  /** What an argument is called before it is made a matrix. */
  private given(input: Input): string {
    return this.names.of('result', `given ${input.key}`, `${ownName(input)}${this.behind}`);
  }

  /** A name that the code uses besides those of the problem. */
  private own(name: string): string {
    return this.names.of('result', name);
  }

  private parameter(name: string): string {
    return this.names.of('result', `size ${name}`, `${name}${this.behind}`);
  }

  private made(text: string, shape: Shape): string {
    if (isScalarShape(shape)) {
      this.terms.use('number');
      return `number(${text})`;
    }
    this.terms.use('matrix');
    return `matrix(${text}${shape[0] === 1 ? ', true' : ''})`;
  }

  private element(shape: Shape): string {
    if (isScalarShape(shape)) return 'number';
    this.terms.use('Matrix');
    return 'Matrix';
  }

  private convert(input: Input): void {
    const { arity, at, shape } = input;
    const from = this.given(input);
    if (at) {
      this.convertBoundary(input, from);
      return;
    }
    const name = this.names.of('variable', input.name);
    if (arity === 0) {
      this.line(1, `const ${name} = ${this.made(from, shape)};`);
      return;
    }
    this.line(1, `const ${name}${this.family(shape)} = {};`);
    const list = this.typed ? `(${from} as unknown[])` : from;
    const [member, place] = [this.own('member'), this.own('place')];
    if (arity === 1) {
      this.line(1, `${list}.forEach((${member}, ${place}) => {`);
      this.line(2, `${name}[${place} + 1] = ${this.made(member, shape)};`);
      this.line(1, '});');
      return;
    }
    const [row, second] = [this.own('row'), this.own('second')];
    const rows = this.typed ? `(${from} as unknown[][])` : from;
    this.line(1, `if (new Set(${rows}.map((${row}) => ${row}.length)).size > 1)`);
    this.line(2, `throw new Error('the lists of ${input.key} differ in length');`);
    this.line(1, `${rows}.forEach((${row}, ${place}) => ${row}.forEach((${member}, ${second}) => {`);
    this.line(2, `${name}[\`\${${place} + 1},\${${second} + 1}\`] = ${this.made(member, shape)};`);
    this.line(1, '}));');
  }

  private family(shape: Shape): string {
    return this.type(`Record<string, ${this.element(shape)}>`);
  }

  private convertBoundary(input: Input, from: string): void {
    const name = argumentName(this.names, input);
    if (input.letters.length === 0) this.line(1, `const ${name} = ${this.made(from, input.shape)};`);
    else {
      const list = this.typed ? `(${from} as unknown[])` : from;
      const member = this.own('member');
      this.line(1, `const ${name} = ${list}.map((${member}) => ${this.made(member, input.shape)});`);
    }
  }

  private sizes(sizes: readonly SizeSource[]): void {
    for (const source of sizes) {
      if (source.kind === 'given') {
        this.line(1, `const ${this.terms.size(source.size)} = ${this.parameter(source.size)};`);
        continue;
      }
      const name = this.names.of('size', source.size);
      if (source.kind === 'axis') {
        const axis = source.axis === 0 ? 'rows' : 'cols';
        this.line(1, `const ${name} = ${this.firstOf(source.input)}.${axis};`);
      } else {
        const length = this.lengthOf(source.input, source.axis);
        this.line(1, `const ${name} = ${length}${offsetText(source.offset)};`);
      }
    }
  }

  private lengthOf(input: Input, axis: number): string {
    const list = this.given(input);
    const all = this.typed ? `(${list} as unknown[]${axis > 0 ? '[]' : ''})` : list;
    return axis === 0 ? `${all}.length` : `${all}[0]${this.typed ? '!' : ''}.length`;
  }

  private checkLength(one: ListLength): void {
    const length = this.lengthOf(one.input, one.axis);
    const signs = { differs: '!==', and: ' && ' };
    for (const fault of lengthFaults(one, length, (d) => this.terms.size(d), signs)) {
      const words = lengthWords(one.input.key, length, fault, (text) => `\${${text}}`);
      this.line(1, `if (${fault.condition}) throw new Error(\`${words}\`);`);
    }
  }

  private firstOf(input: Input): string {
    const name = argumentName(this.names, input);
    const sure = this.typed ? '!' : '';
    if (input.arity > 0) return input.arity === 1 ? `${name}[1]${sure}` : `${name}['1,1']${sure}`;
    return input.letters.length > 0 ? `${name}[0]${sure}` : name;
  }

  private check(input: Input): void {
    if (isScalarShape(input.shape)) return;
    this.terms.use('check');
    const shape = input.shape.map((d) => this.terms.size(d)).join(', ');
    const name = argumentName(this.names, input);
    const key = JSON.stringify(input.key);
    const several = input.arity > 0 || input.letters.length > 0;
    if (!several) this.line(1, `check(${key}, ${name}, ${shape});`);
    else {
      const [member, place] = [this.own('member'), this.own('place')];
      const [from, at] = input.arity > 0 ? [input.name, place] : [ownName(input), `Number(${place}) + 1`];
      this.line(1, `for (const [${place}, ${member}] of Object.entries(${name}))`);
      this.line(2, `check(\`${from}[\${${at}}]\`, ${member}, ${shape});`);
    }
  }

  /** Families that are not lists, and boundaries put under their index. */
  private families(): void {
    const lists = new Set(this.program.inputs.filter(({ arity }) => arity > 0).map(({ name }) => name));
    for (const [name] of this.program.families) {
      const family = this.names.of('variable', name);
      const boundaries = this.program.inputs.filter((input) => input.at && input.name === name);
      if (!lists.has(name)) this.line(1, `const ${family}${this.family(memberShape(this.program, name))} = {};`);
      for (const boundary of boundaries) this.boundary(boundary, family);
    }
  }

  private boundary(input: Input, family: string): void {
    const at = input.at ?? [];
    const own = argumentName(this.names, input);
    if (input.letters.length === 0) {
      this.line(1, `${this.terms.member(input.name, at)} = ${own};`);
      return;
    }
    const [member, counter] = [this.own('member'), this.own('place')];
    const index = at.map((d) => (isLetter(d, input) ? `${counter} + 1` : this.terms.size(d)));
    const place = index.length === 1 ? `${index[0]}` : `\`${index.map((i) => `\${${i}}`).join(',')}\``;
    this.line(1, `${own}.forEach((${member}, ${counter}) => {`);
    this.line(2, `${family}[${place}] = ${member};`);
    this.line(1, '});');
  }

  // ——— statements ———

  private statement(statement: Statement, depth: number): void {
    if (statement.kind === 'loop') {
      this.line(depth, `${this.terms.loop(statement.loop)} {`);
      for (const inner of statement.body) this.statement(inner, depth + 1);
      this.line(depth, '}');
      return;
    }
    const { name, index, value, shape } = statement;
    const text = this.whole(this.terms.write(value), value.shape, shape);
    this.line(depth, `${index.length > 0 ? '' : 'const '}${this.terms.variable(name, index)} = ${text};`);
  }

  /** What is spread over a shape by broadcasting, at its full size. */
  private whole(text: string, made: Shape, wanted: Shape): string {
    if (!isScalarShape(made) || isScalarShape(wanted)) return text;
    this.terms.use('fill');
    return `fill(${wanted.map((d) => this.terms.size(d)).join(', ')}, ${text})`;
  }

  private plain(text: string, shape: Shape): string {
    if (isScalarShape(shape)) return text;
    this.terms.use('rows');
    return `rows(${text})`;
  }

  /** Of a family the list of its members; one to which no result belongs does not enter the subject. */
  private answer({ key, parts, family, shape }: Derivative): string {
    const [only] = parts;
    if (only && family === undefined)
      return this.plain(this.whole(this.terms.write(only.value), only.value.shape, shape), shape);
    const name = this.names.of('result', `grad_${key}`);
    const list = this.names.of('variable', family as string);
    this.line(1, `const ${name}${this.family(shape)} = {};`);
    for (const { index, loops, value } of parts) {
      for (const [depth, loop] of loops.entries()) this.line(1 + depth, `${this.terms.loop(loop)} {`);
      const text = this.whole(this.terms.write(value), value.shape, shape);
      this.line(1 + loops.length, `${this.terms.entryOf(name, index)} = ${text};`);
      for (let depth = loops.length; depth > 0; depth--) this.line(depth, '}');
    }
    const arity = parts[0]?.index.length ?? 1;
    const own = this.program.inputs.find((input) => input.name === family && input.arity > 0);
    const none = isScalarShape(shape) ? '0' : `zeros(${shape.map((d) => this.terms.size(d)).join(', ')})`;
    if (!isScalarShape(shape)) this.terms.use('zeros');
    if (arity === 1 || !own) {
      const place = this.own('place');
      const member = this.plain(`${name}[${place}] ?? ${none}`, shape);
      return `Object.keys(${list}).filter((${place}) => Number(${place}) >= 1).map((${place}) => ${member})`;
    }
    const [row, place, second] = [this.own('row'), this.own('place'), this.own('second')];
    const from = this.given(own);
    return `(${from}${this.typed ? ' as unknown[][]' : ''}).map((${row}, ${place}) => ${row}.map((_, ${second}) => ${this.plain(`${name}[\`\${${place} + 1},\${${second} + 1}\`] ?? ${none}`, shape)}))`;
  }
}

/** An ending that makes no name of the problem of another. */
function behindNames({ inputs, sizes, families, statements }: Program): string {
  const names = new Set([...inputs.map(({ name }) => name), ...families.keys()]);
  for (const s of statements) if (s.kind === 'assign') names.add(s.name);
  const all = [...inputs.map(ownName), ...sizes.map(({ size }) => size)];
  return ['_in', '_given', '_argument'].find((end) => all.every((name) => !names.has(`${name}${end}`))) ?? '_in';
}
