/** Declarations that are given beside a text in LaTeX: a size that stands there is what its letters have, and nothing is guessed. */
import type { Formula, TexSymbol } from './formula.js';
import type { Gathered, Said } from './gather.js';
import { Naming, usesIn } from './naming.js';
import { wordSymbol } from './symbols.js';

interface Given {
  readonly name: string;
  readonly isFamily: boolean;
  /** Nothing where it is none that can be read here: the language says what is wrong with it. */
  readonly size?: readonly string[];
  readonly properties: readonly string[];
}

const EXTENT = '[A-Za-z]\\w*|\\d+';
const SHAPE = new RegExp(`^(?:(${EXTENT})\\s*x\\s*(${EXTENT})|(${EXTENT}))(?:\\s+(.*))?$`);

function givenIn(declaration: string): Given[] {
  const [left = '', right, ...more] = declaration.split(':').map((part) => part.trim());
  const shape = right === undefined || more.length > 0 ? null : SHAPE.exec(right);
  const [, rows, cols, only, words = ''] = shape ?? [];
  const isNumber = only === 'scalar' || only === 'integer';
  const size = shape === null ? undefined : isNumber ? [] : only === undefined ? [rows, cols] : [only];
  return left
    .replace(/^(?:param|data)\s+/, '')
    .split(/,(?![^[]*\])/)
    .map((text) => ({
      name: text.trim().replace(/\[.*$/, ''),
      isFamily: text.includes('['),
      ...(size && { size: size as string[] }),
      properties: words.split(/\s+/).filter((word) => word !== ''),
    }));
}

export function withGiven(gathered: Gathered, declare: readonly string[]): Gathered {
  const all = declare.flatMap(givenIn);
  if (all.length === 0) return gathered;
  const { equations, expressions } = gathered;
  const formulas = [...equations.flatMap((e) => e.sides), ...expressions.map((e) => e.formula)];
  const naming = new Naming(formulas);
  const symbols = usesIn(formulas).map((u) => u.symbol);
  const bare = ({ over: _, ...symbol }: TexSymbol): TexSymbol => ({ ...symbol, subs: [] });
  const said = all.flatMap(({ name, isFamily, size, properties }): Said[] => {
    const whole = symbols.find(
      (s) => naming.named(s).name === name && (isFamily || naming.named(s).index.length === 0),
    );
    // y_i of y
    const part = symbols.find((s) => naming.named(bare(s)).name === name);
    const symbol = whole ?? (part && (isFamily ? part : bare(part)));
    if (symbol === undefined || size === undefined) return [];
    return [{ symbol, size: size.map((text) => extent(text, symbol)), properties, data: false, span: symbol.span }];
  });
  return { ...gathered, said: [...said, ...gathered.said], given: new Set(all.map(({ name }) => name)) };
}

const extent = (text: string, { span }: TexSymbol): Formula =>
  /^\d+$/.test(text) ? { kind: 'number', text, span } : wordSymbol(text, span);
