/**
 * To which names of a text its words give a property: "the symmetric matrix $S$" to the name behind, "$S$ is symmetric" to
 * the one before, "$A$ and $B$ are symmetric" to all of them. What is said under a condition is given to none, and told.
 */

import { sentenceBefore } from './asides.js';
import type { Formula, TexSymbol } from './formula.js';
import type { Remark, Said } from './gather.js';
import type { Line } from './lines.js';
import { byWords } from './plain-names.js';
import type { Adjectives } from './properties.js';
import {
  adjectivesBefore,
  clauseBehind,
  isPredicate,
  propertiesBehind,
  reachBehind,
  saysRowsSumToOne,
  unknownProperty,
} from './properties.js';
import { asks, propertiesIn } from './prose.js';
import { byLetter } from './shapes.js';
import type { Read } from './spoken.js';

export interface Attributes {
  /** From where on the text may speak of a case only, whose property is not taken. */
  readonly case?: number | undefined;
  readonly said: readonly Said[];
  readonly remarks: readonly Remark[];
}

/** A name in a formula, and what the formula itself says of its size. */
interface Named {
  readonly symbol: TexSymbol;
  readonly size?: readonly Formula[];
}

export function attributesIn(read: readonly Read[]): Attributes {
  const found = new Finder(read);
  for (let k = 0; k < read.length; k++) found.take(k);
  return found;
}

class Finder {
  readonly said: Said[] = [];
  readonly remarks: Remark[] = [];
  case: number | undefined;

  constructor(private readonly read: readonly Read[]) {}

  take(k: number): void {
    const { piece } = this.read[k] as Read;
    if (piece.kind === 'words') {
      const { said, remarks } = byWords(this.read, k, (text) => this.isSupposed(k, text));
      this.said.push(...said);
      this.remarks.push(...remarks);
      return;
    }
    const names = this.namesAt(k);
    if (names.length === 0) return;
    if (this.rows(k, names)) return;
    this.before(k, names);
    this.behind(k, names);
  }

  /** Each row of Y sums to 1. */
  private rows(k: number, names: readonly Named[]): boolean {
    const behind = this.words(k + 1);
    const [next] = /\bto\s*$/.test(behind) ? (this.read[k + 2]?.lines ?? []) : [];
    const isOne = next?.kind === 'expression' && next.formula.kind === 'number' && next.formula.text === '1';
    if (!saysRowsSumToOne(this.words(k - 1), isOne ? `${behind}1` : behind)) return false;
    if (this.isSupposed(k, behind)) this.supposed(names, ['row-stochastic'], k);
    else this.give(k, ['rowstochastic'], names, false);
    return true;
  }

  /** The symmetric matrix S; symmetric A and B. */
  private before(k: number, names: readonly Named[]): void {
    const { properties, several } = this.adjectives(k);
    if (properties.length === 0) return;
    const more = this.listFrom(k);
    const isPair = /^\s*and\s*$/i.test(this.words(k + 1)) && more.every((n) => n.size === undefined);
    // "symmetric $A$ and $B$ diagonal" says of each what it is
    if (this.isSupposed(k, '')) {
      this.supposed(names, properties, k);
      return;
    }
    const all = several || (isPair && propertiesBehind(this.wordsBehind(k + 2)).length === 0);
    this.give(k, properties, all ? [...names, ...more] : names, !several);
  }

  /** S is symmetric; A and B are symmetric. */
  private behind(k: number, names: readonly Named[]): void {
    const { piece, lines } = this.read[k] as Read;
    const text = this.wordsBehind(k);
    const isMember = lines.some((line) => line.kind === 'membership');
    const unknown = unknownProperty(isMember ? text : (text.split(/,/)[0] ?? ''), piece.span);
    if (unknown) this.remarks.push({ kind: 'note', ...unknown });
    // what lives somewhere has its properties in any turn of phrase behind that
    const own = isMember || isPredicate(text) ? propertiesIn(text) : propertiesBehind(text);
    if (own.length === 0) return;
    if (this.isSupposed(k, text)) {
      this.supposed(names, own, k);
      return;
    }
    const reach = reachBehind(text);
    const earlier = reach === 'last' ? [] : this.listUpTo(k);
    const others = reach === 'bare' ? earlier.filter((n) => n.size === undefined) : earlier;
    // "$A$ is symmetric, and so is $B$"
    if (/\b(?:so|as)\s+(?:is|are)\s*$/i.test(this.words(k + 1))) this.give(k, own, this.namesAt(k + 2), false);
    if (/\brespectively\b/i.test(text)) this.inOrder(k, [...others, ...names], own, text);
    else this.give(k, own, [...others, ...names], others.length > 0 && reach !== 'all');
  }

  /** A and B are symmetric and diagonal, respectively. */
  private inOrder(k: number, names: readonly Named[], all: readonly string[], text: string): void {
    const parts = text.split(/,|\band\b/i).map((part) => propertiesIn(part));
    const each = parts.filter((p) => p.length > 0);
    if (each.length === names.length)
      for (const [at, name] of names.entries()) this.give(k, each[at] as string[], [name], false);
    else
      this.remarks.push({
        kind: 'note',
        message: `which of these names is ${all.join(' and which is ')} is not clear: none is taken to be`,
        span: (this.read[k] as Read).piece.span,
      });
  }

  private give(k: number, properties: readonly string[], names: readonly Named[], told: boolean): void {
    const { span } = (this.read[k] as Read).piece;
    const having = names.length === 1 ? names : names.filter((n) => canBe(n, properties));
    for (const { symbol } of having) this.said.push({ symbol, properties, data: false, span });
    if (told && having.length > 1)
      this.remarks.push({
        kind: 'guess',
        message: `${properties.join(' and ')} is read as said of ${having.map((n) => n.symbol.base).join(' and ')}`,
        span,
      });
  }

  private supposed(names: readonly Named[], properties: readonly string[], k: number): void {
    const is = `that ${names.map((n) => n.symbol.base).join(', ')} is ${properties.join(' and ')}`;
    this.remarks.push({
      kind: 'note',
      message: `${is} is said under a condition, and is not taken to hold here`,
      span: (this.read[k] as Read).piece.span,
    });
  }

  /** If A is symmetric; A is symmetric in the first case. */
  private isSupposed(k: number, behind: string): boolean {
    if (/\b(?:in\s+(?:the|this|that|one|some)\s+(?:\w+\s+)?cases?|if|when|whenever|unless)\b/i.test(behind))
      return true;
    const front = sentenceBefore(this.read, k);
    if (/\b(?:if|whenever|whether|unless|in\s+case)\b/i.test(front)) return true;
    // behind a claim that was made without it: "in the special case where …", "now suppose …", "for symmetric A"
    if (LATER.test(front) && this.read.slice(0, k).some(({ lines }) => lines.some(isClaim))) {
      this.case ??= (this.read[k] as Read).piece.span.start;
      return true;
    }
    // "find … when X is symmetric" asks about such an X
    const when = /\bwhen\b/i.exec(front);
    return when !== null && !asks(front.slice(0, when.index));
  }

  private words(k: number): string {
    const piece = this.read[k]?.piece;
    return piece?.kind === 'words' ? piece.text : '';
  }

  /** What the words before a name say of it and of no other. */
  private adjectives(k: number): Adjectives {
    const isBehindName = k >= 2 && this.namesAt(k - 2).length > 0;
    return adjectivesBefore(this.words(k - 1), isBehindName);
  }

  /** What goes on about a name, to the end of its clause: over a size, and up to what is said of the next name. */
  private wordsBehind(k: number): string {
    const own = this.withoutNext(k);
    const between = this.read[k + 2];
    const isSize = between?.lines.length === 1 && between.lines[0]?.kind === 'size';
    const sized = isSize && own.length < 60 && !/[.;]\s|\n/.test(own) ? `${own} ${this.withoutNext(k + 2)}` : own;
    return clauseBehind(sized);
  }

  private withoutNext(k: number): string {
    const text = this.words(k + 1);
    return this.namesAt(k + 2).length === 0 ? text : text.slice(0, this.adjectives(k + 2).from);
  }

  /** The names that a formula consists of; none of one that says more. */
  private namesAt(k: number): readonly Named[] {
    const lines = this.read[k]?.lines ?? [];
    return lines.flatMap((line): Named[] => {
      if (line.kind === 'list') return line.names.map((symbol) => ({ symbol }));
      if (line.kind === 'membership') return line.names.map((symbol) => ({ symbol, size: line.size }));
      if (line.kind !== 'expression' || lines.length > 1 || line.formula.kind !== 'symbol') return [];
      const { formula } = line;
      return [{ symbol: formula, ...(formula.size && { size: formula.size }) }];
    });
  }

  private joins(k: number): boolean {
    return /^\s*(?:,|and|or|,\s*and|&)\s*$/i.test(this.words(k));
  }

  /** Names of a list that ends here, before those of this formula. */
  private listUpTo(k: number): readonly Named[] {
    // what has an adjective of its own begins a list
    if (this.adjectives(k).properties.length > 0) return [];
    const earlier = this.joins(k - 1) && this.adjectives(k - 2).properties.length === 0 ? this.namesAt(k - 2) : [];
    return earlier.length === 0 ? [] : [...this.listUpTo(k - 2), ...earlier];
  }

  private listFrom(k: number): readonly Named[] {
    const later = this.joins(k + 1) ? this.namesAt(k + 2) : [];
    return later.length === 0 ? [] : [...later, ...this.listFrom(k + 2)];
  }
}

/** Of several names, those that a property of square matrices can be said of: no vectors, and nothing that is oblong. */
function canBe({ symbol, size }: Named, properties: readonly string[]): boolean {
  if (size === undefined) return byLetter(symbol.base) === 'matrix';
  const [rows, cols] = size;
  if (rows === undefined || cols === undefined) return false;
  return properties.every((p) => p === 'fullrank' || p === 'stochastic') || sameSize(rows, cols);
}

const sameSize = (a: Formula, b: Formula): boolean =>
  (a.kind === 'symbol' && b.kind === 'symbol' && a.base === b.base && a.subs.length === b.subs.length) ||
  (a.kind === 'number' && b.kind === 'number' && a.text === b.text);

const LATER = /\b(?:special\s+case|case\s+(?:where|of|that)|suppose|assum\w+)\b|^\s*for\b/i;

const isClaim = (line: Line): boolean =>
  line.kind === 'equation' && line.sides.length > 1 && line.sides[0]?.kind === 'partial';
