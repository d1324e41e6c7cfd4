/** What the codes of errors mean, and what to do: `frobenius help errors`, and docs/errors.md. */
import type { ErrorCode } from '../src/language/error.js';

export const ERROR_HELP: Readonly<Record<ErrorCode, readonly [meaning: string, remedy: string]>> = {
  syntax: ['the text is not in the language', 'look at the caret; the hint below it shows a form that is read'],
  name: ['a name is unknown, used twice, or used as what it is not', 'declare it, or take the name that is suggested'],
  shape: ['sizes do not agree', 'transpose a factor, or declare the sizes that are meant'],
  property: ['a declared property cannot hold, or given values break it', 'correct the declaration or the values'],
  domain: ['a value lies where a function is not defined', 'give values inside, or declare the variable positive'],
  request: ['what is asked for makes no sense', 'ask for a gradient of a scalar, by a variable of the problem'],
  unsupported: ['it is in the language, but not in the mathematics here', 'write it in other terms, as the hint says'],
  rule: ['a rule of your own cannot be used, or is wrong', 'correct it by the numbers that the message shows'],
  values: ['the values given do not fit the problem', 'give each variable numbers of its shape'],
  usage: ['the call or a file is at fault', "see 'frobenius COMMAND --help'"],
  limit: ['it is larger than what is worked on', 'make it smaller, or give names to parts of it'],
  check: ['a result of the program disagrees with differences, and is not given', 'please report the problem'],
};
