/**
 * Reproducible random numbers: a stream for every (seed, text), so that what is drawn for "X[3]" does not depend on
 * what was drawn before it, nor on the order in which values are asked for.
 */

export interface Random {
  /** Uniform in (0, 1). */
  uniform(): number;
  normal(): number;
  /** A whole number in [0, n). */
  below(n: number): number;
}

/** A 32-bit hash of a text: multiplicative, one step a character, then mixed. */
function hash(text: string, seed: number): number {
  let h = (seed ^ 0x9e3779b9) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return mix(h);
}

function mix(x: number): number {
  let h = x >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function random(seed: number, text: string): Random {
  let state = hash(text, seed);
  const uniform = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    const high = mix(state);
    state = (state + 0x9e3779b9) >>> 0;
    return (high + (mix(state) + 0.5) / 4294967296) / 4294967296;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (n) => Math.floor(uniform() * n),
  };
}
