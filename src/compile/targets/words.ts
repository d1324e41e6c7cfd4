/** Greek letters by their English names, for languages whose names are ASCII. */
const NAMES =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma_f sigma tau upsilon phi chi psi omega'.split(
    ' ',
  );

const small = NAMES.map((name, i): [string, string] => [String.fromCodePoint(0x3b1 + i), name.replace('_f', '')]);
const capital = small.map(([c, name]): [string, string] => [c.toUpperCase(), name[0]?.toUpperCase() + name.slice(1)]);

export const GREEK_WORDS: ReadonlyMap<string, string> = new Map([...capital, ...small]);
