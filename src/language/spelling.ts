/**
 * How characters are spelled: the Unicode signs that stand for operators, and sub- and superscripts.
 *
 * Data for the lexer, and nothing else. A sign that is ambiguous in mathematics (a cross between matrices, bars
 * around a name) has no row here, but a hint.
 */

/** Signs and the operators they are read as; '⊗', '×', '√', '∂' and '‖' have no ASCII form and stay. */
export const SIGNS: ReadonlyMap<string, string> = new Map([
  ['−', '-'],
  ['–', '-'],
  ['·', '*'],
  ['⋅', '*'],
  ['∗', '*'],
  ['∙', '*'],
  ['÷', '/'],
  ['∶', ':'],
  ['⊙', '.*'],
  ['∘', '.*'],
  ['⊘', './'],
  ['⊗', '⊗'],
  ['×', '×'],
  ['≤', '<='],
  ['≥', '>='],
  ['‥', '..'],
  ['′', "'"],
  ['’', "'"],
  ['⊤', "'"],
  ['√', '√'],
  ['∂', '∂'],
  ['‖', '‖'],
  ['∥', '‖'],
]);

export const FRACTIONS: ReadonlyMap<string, string> = new Map([
  ['½', '1/2'],
  ['⅓', '1/3'],
  ['⅔', '2/3'],
  ['¼', '1/4'],
  ['¾', '3/4'],
  ['⅕', '1/5'],
  ['⅙', '1/6'],
  ['⅛', '1/8'],
]);

/** Signs that are read as the name of a function. */
export const FUNCTION_SIGNS: ReadonlyMap<string, string> = new Map([
  ['∑', 'sum'],
  ['∏', 'prod'],
]);

/** Σ or Π with the letter below, as tokens have it, or before the brace that holds letter and ends. */
export const PRINTED_FOLD = /^([ΣΠ])_(\p{Ll}?)$/u;

/** There is no small q, and of the capitals ᵀ is the transpose. */
export const RAISED = '⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹ᵀᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ';
export const LOWERED = '₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ';

const pairs = (small: string, plain: string): readonly (readonly [string, string])[] =>
  [...small].map((c, i) => [c, [...plain][i] as string]);
const FROM_RAISED = pairs(RAISED, '+-0123456789Tabcdefghijklmnoprstuvwxyz');
const FROM_LOWERED = pairs(LOWERED, '0123456789aehijklmnoprstuvx');
const LEVEL: ReadonlyMap<string, string> = new Map([...FROM_RAISED, ...FROM_LOWERED]);

/** The small form of a letter or a digit, where there is one: "ᵏ" for "k", "ₖ" for "k". */
export const RAISED_SIGNS: ReadonlyMap<string, string> = new Map(FROM_RAISED.map(([small, c]) => [c, small]));
export const LOWERED_SIGNS: ReadonlyMap<string, string> = new Map(FROM_LOWERED.map(([small, c]) => [c, small]));

/** Sub- or superscripts set on the line: "ₙ" is "n". */
export const levelled = (text: string): string => [...text].map((c) => LEVEL.get(c) ?? c).join('');

const GREEK: ReadonlyMap<string, string> = new Map(
  (
    'α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi ο omicron ' +
    'π pi ρ rho σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi ' +
    'Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega'
  )
    .match(/\S+ \S+/g)
    ?.map((pair) => pair.split(' ') as [string, string]),
);

const MARKS: ReadonlyMap<string, string> = new Map([
  ['\u0302', '_hat'],
  ['\u0303', '_tilde'],
  ['\u0304', '_bar'],
  ['\u0307', '_dot'],
]);

/** A name as it is typed in ASCII: "alpha" for "α", "Y_hat_t" for "Ŷ_t". */
export function typedName(text: string): string {
  const part = (word: string): string => {
    const [letter = '', ...marks] = word.normalize('NFD');
    const rest = marks.map((mark) => MARKS.get(mark));
    if (rest.includes(undefined)) return word;
    return (GREEK.get(letter) ?? letter) + rest.join('');
  };
  return text.split('_').map(part).join('_');
}

const CHARACTER_HINTS: ReadonlyMap<string, string> = new Map([
  ['|', 'for the norm of x write norm2(x) or ‖x‖, for absolute values abs(x)'],
  ['{', 'group with ( )'],
  ['}', 'group with ( )'],
  ['!', 'the comparisons are < <= > >= =='],
  ['~', 'the comparisons are < <= > >= =='],
  ['∇', 'a gradient is asked for by a line of its own: grad f wrt x; of an expression by the command grad'],
  ['†', "the transpose is A', the pseudo-inverse pinv(A)"],
  ['—', 'the minus is -'],
  ['.', "elementwise operators are .* ./ .^ and the transpose is ' or .T; a function goes by its name alone: sum(x)"],
]);

/** What to write instead of a character that the language does not have. */
export function characterHint(character: string): string | undefined {
  if (LOWERED.includes(character)) return 'a subscript stands behind a name; norms are norm2(x), norm1(x), norminf(x)';
  const plain = character.normalize('NFKC');
  return CHARACTER_HINTS.get(character) ?? (/^[!-~]$/.test(plain) ? `write ${plain}` : undefined);
}

/** A character as a message shows it. */
export function nameCharacter(character: string): string {
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(character)) return `'${character}'`;
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase();
  return `U+${code.padStart(4, '0')}`;
}
