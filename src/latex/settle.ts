/** Sizes, from what a text says and from how its letters are used. */
import type { Draft } from './draft.js';
import type { Size } from './shapes.js';
import { byLetter, isNumber, NUMBER, sizeOf } from './shapes.js';
import { walk } from './walk.js';

export function letters(draft: Draft): void {
  const { equations, expressions } = draft.gathered;
  const all = [...equations.flatMap((e) => e.sides), ...expressions.map((e) => e.formula)];
  for (const formula of all) {
    for (const { f } of walk(formula)) {
      if (f.kind === 'fold') {
        draft.numbers.add(f.over);
        for (const end of [f.from, f.to])
          for (const { f: part } of end ? walk(end) : []) if (part.kind === 'symbol') draft.numbers.add(part.base);
      }
      if (f.kind === 'call' && f.primes >= 0 && isUserFunction(f.fn)) draft.functions.add(f.fn);
    }
  }
  for (const letter of [...draft.naming.family, ...draft.naming.entry]) draft.numbers.add(letter);
}

function isUserFunction(fn: string): boolean {
  return fn.length === 1 ? fn !== 'e' : /^(?:phi|psi)$/.test(fn);
}

export function declared(draft: Draft): void {
  for (const said of draft.gathered.said) {
    const { size } = said;
    if (size === undefined) continue;
    for (const { f } of size.flatMap((s) => [...walk(s)])) if (f.kind === 'symbol') draft.numbers.add(f.base);
    const texts = size.map((s) => draft.sizeText(s));
    const { name } = draft.naming.named(said.symbol);
    const own: Size = texts.length === 0 ? NUMBER : [texts[0] as string, texts[1] ?? '1'];
    const known = draft.sizes.get(name);
    if (known && (known[0] !== own[0] || known[1] !== own[1]))
      draft.note(
        'note',
        `${name} is said to be ${known.join('×')} and ${own.join('×')}; the first is taken`,
        said.span,
      );
    else draft.sizes.set(name, own);
  }
}

export function settleSizes(draft: Draft): void {
  for (let round = 0; round < draft.definitions.length + 1; round++) {
    for (const d of draft.definitions) {
      if (draft.sizes.has(d.name)) continue;
      const size = sizeOf(d.right, { naming: draft.naming, of: draft.sizes, numbers: draft.numbers });
      if (size !== undefined && !(isNumber(size) && d.free.length > 0)) draft.sizes.set(d.name, size);
    }
    settleBiases(draft);
  }
}

function settleBiases(draft: Draft): void {
  const defined = new Set(draft.definitions.map((d) => d.name));
  const wanted = new Set(draft.gathered.asked.map((a) => (typeof a === 'string' ? a : draft.naming.named(a).name)));
  for (const formula of draft.formulas) {
    for (const { f } of walk(formula)) {
      if (f.kind !== 'sum') continue;
      const whole = f.terms
        .map((t) => t.term)
        .filter((t) => t.kind !== 'symbol' || draft.sizes.has(draft.naming.named(t).name));
      const size = whole
        .map((t) => sizeOf(t, { naming: draft.naming, of: draft.sizes, numbers: draft.numbers }))
        .find((s) => s !== undefined && !isNumber(s));
      if (size === undefined) continue;
      for (const { term } of f.terms) {
        if (term.kind !== 'symbol') continue;
        const { name, index } = draft.naming.named(term);
        const open = !draft.sizes.has(name) && !defined.has(name) && !draft.numbers.has(name) && index.length === 0;
        if (!open || !(term.bold || (wanted.has(name) && byLetter(name) === 'number'))) continue;
        const own: Size = size[1] === '1' ? size : hasRowBias(draft) || size[0] !== '1' ? ['1', size[1]] : size;
        draft.sizes.set(name, own);
        draft.note(
          'guess',
          `the size of ${name} is not said; as what is added to ${size.join('×')} it is taken as ${own.join('×')}`,
          term.span,
        );
      }
    }
  }
}

function hasRowBias(draft: Draft): boolean {
  return [...draft.sizes.values()].some(([rows, cols]) => rows === '1' && cols !== '1');
}
