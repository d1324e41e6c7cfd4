/**
 * Conditions as phrases: derivations say them in the input language ("entries of z*ones(1, d) not 0"), pages in the signs
 * of their lines. A condition that others on the page imply is left out.
 */
import type { Derivation } from '../derive/step.js';
import { dimension } from '../expression/build.js';
import { inequalityOf } from '../expression/dimension.js';
import type { Expr } from '../expression/expression.js';
import { FrobeniusError } from '../language/error.js';
import { readExpression } from '../language/read.js';
import { catalog } from '../rulebook/catalog.js';
import { makeFacts } from '../rulebook/facts.js';
import type { Facts } from '../rulebook/match.js';
import { isDefinite, isPositive } from '../rulebook/positive.js';
import type { Phrase, PhrasePart } from './phrase.js';
import { distinct, isReference, joinPhrases } from './phrase.js';
import { conditionsIn } from './reason.js';

/** What is said of a term, before it and behind it. */
const OF_A_TERM =
  /^(?<before>(?:the singular values of |the eigenvalues of |the largest (?:singular value|eigenvalue) of |(?:entries|rows) of )?)(?<term>\S.*?)(?<after> (?:are distinct(?: and not 0)?|is simple|of (?:full|constant) rank|invertible|orthogonal|skew-symmetric|skew|symmetric|diagonal|(?:lower|upper) triangular|not zero|not 0|> 0|sum to 1))$/u;
const POSITIVE = ' > 0';
const HOLDS = 'holds for ';

interface Statement {
  readonly before: string;
  readonly term: Expr;
  readonly after: string;
}

export class Conditions {
  private readonly known = new Map<string, Statement | undefined>();
  private facts: Facts | undefined;
  private readonly implied: ReadonlySet<string>;

  constructor(private readonly derivation: Derivation) {
    this.implied = this.impliedAmong(derivation.conditions);
  }

  /** Whether a matrix is known to be positive definite. */
  readonly isDefinite = (e: Expr): boolean => isDefinite(e, this.factsOf());

  /** The terms of which something is said. */
  terms(): Expr[] {
    const left = this.derivation.conditions.filter((c) => !this.implied.has(c));
    return left.flatMap((c) => this.statement(c)?.term ?? []);
  }

  /** A condition as a phrase, nothing where it is implied. */
  phrase(condition: string): Phrase {
    return this.implied.has(condition) ? [] : this.told(condition);
  }

  /** A reason with the conditions among its words, without those that are implied. */
  reason(reason: Phrase): Phrase {
    const left: PhrasePart[] = [];
    for (const [i, part] of reason.entries()) {
      const alone = isBetween(reason[i - 1]) && isBetween(reason[i + 1]);
      if (typeof part === 'string' && alone && conditionsIn(part).every((c) => this.implied.has(c))) {
        // with what separated it
        if (left.length > 0) left.pop();
      } else if (part !== SEPARATOR || left.length > 0) left.push(...this.partTold(part));
    }
    return left;
  }

  private partTold(part: PhrasePart): Phrase {
    if (typeof part === 'string') return this.told(part);
    return isReference(part) ? [{ ...part, words: part.words.flatMap((word) => this.partTold(word)) }] : [part];
  }

  /** The words with their terms as terms, "Sigma, S symmetric"; as they are where they say nothing of a term. */
  private told(words: string): Phrase {
    if (words.startsWith(HOLDS)) return this.sizes();
    const statements = conditionsIn(words).map((condition) => this.statement(condition));
    const [first] = statements;
    if (first === undefined || statements.includes(undefined)) return [words];
    const terms = (statements as Statement[]).map(({ term }): Phrase => [term]);
    return [...(first.before === '' ? [] : [first.before]), ...joinPhrases(terms, ', '), behind(first.after)];
  }

  /** For which sizes all of it holds. */
  private sizes(): Phrase {
    const all = (this.derivation.demands ?? []).map((d): Phrase => {
      const [more, less] = inequalityOf(d);
      return [dimension(more), ' ≥ ', dimension(less)];
    });
    return [HOLDS, ...joinPhrases(all, ', ')];
  }

  private statement(condition: string): Statement | undefined {
    if (!this.known.has(condition)) this.known.set(condition, this.read(condition));
    return this.known.get(condition);
  }

  private read(condition: string): Statement | undefined {
    const { before = '', term = '', after = '' } = OF_A_TERM.exec(condition)?.groups ?? {};
    if (term === '') return undefined;
    const { problem, named } = this.derivation;
    const names = new Map(named.map(({ target }) => [target.name, target.shape]));
    try {
      return { before, term: readExpression(term, problem, catalog.table, { names }), after };
    } catch (error) {
      // words, and no term: they stay words
      if (error instanceof FrobeniusError) return undefined;
      throw error;
    }
  }

  /** What follows from others: with the entries of r > 0 those of √r are not 0. */
  private impliedAmong(conditions: readonly string[]): ReadonlySet<string> {
    const gone = new Set<string>();
    const positive = new Map<Expr, string>();
    for (const condition of distinct(conditions)) {
      const said = condition.endsWith(POSITIVE) ? this.statement(condition) : undefined;
      if (said) positive.set(said.term, condition);
    }
    if (positive.size === 0) return gone;
    for (const condition of distinct(conditions)) {
      if (!/ (?:> 0|not 0|not zero)$/.test(condition)) continue;
      const said = this.statement(condition);
      const others = new Set([...positive].flatMap(([e, c]) => (c === condition || gone.has(c) ? [] : [e])));
      if (said && others.size > 0 && isPositive(said.term, given(this.factsOf(), others))) gone.add(condition);
    }
    return gone;
  }

  private factsOf(): Facts {
    const { problem, named } = this.derivation;
    this.facts ??= makeFacts(problem, [...problem.definitions, ...named], catalog);
    return this.facts;
  }
}

const SEPARATOR = '; ';
const isBetween = (part: PhrasePart | undefined): boolean => part === undefined || part === SEPARATOR;

/** A sign of mathematics is none of the words. */
const behind = (after: string): PhrasePart => (after === POSITIVE ? { sign: { text: after, tex: after } } : after);

/** The facts with more terms that are positive. */
const given = (facts: Facts, positive: ReadonlySet<Expr>): Facts => ({
  ...facts,
  has: (e, property) => (property === 'positive' && positive.has(e)) || facts.has(e, property),
});
