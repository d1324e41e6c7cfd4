/** What is raised as an exponent: a sum of numbers and letters, ⁻² and ᵏ⁻¹, with a number before a letter as its multiple. */
import type { Span } from './error.js';
import { binary, number, plainName, unary } from './nodes.js';
import type { Syntax } from './syntax.js';

/** The exponent that a run of raised signs is, set on the line: "-2", "k-1", "2k+1". */
export function raisedSum(text: string, span: Span): Syntax {
  const [first = '', ...others] = text.match(/[+-]?[0-9a-z]+/g) ?? [];
  const term = (part: string): Syntax => raisedTerm(part.replace(/^[+-]/, ''), span);
  const lead = first.startsWith('-') ? unary('-', term(first), span) : term(first);
  return others.reduce<Syntax>((sum, part) => binary(part.startsWith('-') ? '-' : '+', sum, term(part), span), lead);
}

function raisedTerm(text: string, span: Span): Syntax {
  const [, digits = '', letters = ''] = /^(\d*)(.*)$/.exec(text) ?? [];
  if (letters === '') return number(digits, span);
  const name = plainName(letters, span);
  return digits === '' ? name : binary('*', number(digits, span), name, span);
}
