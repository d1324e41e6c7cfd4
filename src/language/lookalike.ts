/** Names that a reader cannot tell apart: letters of other alphabets that look as Latin ones do. */

const LATIN = new Map(
  Object.entries({
    A: 'ΑА',
    B: 'ΒВ',
    C: 'С',
    E: 'ΕЕ',
    H: 'ΗН',
    I: 'ΙІ',
    J: 'Ј',
    K: 'ΚК',
    M: 'ΜМ',
    N: 'Ν',
    O: 'ΟО',
    P: 'ΡР',
    S: 'Ѕ',
    T: 'ΤТ',
    X: 'ΧХ',
    Y: 'ΥҮ',
    Z: 'Ζ',
    a: 'а',
    c: 'с',
    e: 'е',
    i: 'і',
    j: 'ј',
    o: 'οо',
    p: 'р',
    s: 'ѕ',
    x: 'х',
    y: 'у',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

const seen = (name: string): string => [...name].map((letter) => LATIN.get(letter) ?? letter).join('');

function alphabet(name: string): string {
  const others = [...name].filter((letter) => LATIN.has(letter)).join('');
  if (others === '') return 'Latin';
  return /\p{Script=Cyrillic}/u.test(others) ? 'Cyrillic' : 'Greek';
}

/** A caution for each two names that look alike. */
export function lookalikes(names: Iterable<string>): string[] {
  const first = new Map<string, string>();
  return [...new Set(names)].flatMap((name) => {
    const before = first.get(seen(name));
    if (before === undefined) {
      first.set(seen(name), name);
      return [];
    }
    return [`${before} (${alphabet(before)}) and ${name} (${alphabet(name)}) look alike, and are two names`];
  });
}
