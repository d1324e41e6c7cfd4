/** Reasons that hold names constant: "X and H are constant here", "holding W fixed". Others that only have such words hold none. */

const WORD = /[\p{L}][\p{L}\p{N}_]*/gu;
const CONSTANT = '(?:constants?|fixed)';
/** What may stand between the names and the word. */
const BETWEEN = '(?:\\s+(?:is|are|be|being|held|kept|hold|stays?|remains?|taken|treated|as|all|both|here|a|an))*';
/** A clause ends here, or goes on with what says nothing of these names. */
const END = '(?=\\s*(?:$|[,;.:]|\\b(?:here|there|and|so|but|in|as|since|because|while|for)\\b))';

/** "all but W are constant" */
const ALL_BUT =
  /\b(?:all|everything|anything|every\w*|the\s+(?:others?|rest))(?:\s+(?:else|other|others|names?|variables?|matri(?:x|ces)|terms?))?\s*,?\s*(?:but|except(?:\s+for)?|other\s+than|apart\s+from|besides)\s*$/i;

/** Of the names those that the reason says are held. */
export function heldBy(reason: string, names: ReadonlySet<string>): string[] {
  const known = [...new Set(reason.match(WORD) ?? [])].filter((word) => names.has(word));
  if (known.length === 0) return [];
  const one = `(?:${known.join('|')})(?![\\p{L}\\p{N}_])`;
  const list = `((?:${one})(?:\\s*(?:,\\s*(?:and\\s+)?|\\band\\s+|&\\s*)${one})*)`;
  const start = '(?<![\\p{L}\\p{N}_])';
  const noun = '(?:\\s+(?:matri(?:x|ces)|vectors?|numbers?))?';
  const patterns = [
    // X, H and W are held constant
    `${start}${list}${BETWEEN}\\s+${CONSTANT}${noun}${END}`,
    // holding X fixed, constant X and H
    `${start}(?:hold|holding|held|keep|keeping|fix|fixing|${CONSTANT})\\s+${list}(?:\\s+${CONSTANT})?${END}`,
  ];
  const found = new Set<string>();
  for (const pattern of patterns)
    for (const match of reason.matchAll(new RegExp(pattern, 'giu'))) {
      const before = reason.slice(0, match.index);
      const isAllBut = ALL_BUT.test(before);
      // "the inverse of X is constant" says another thing
      if (!isAllBut && /\b(?:not|no|never|of|than|neither|nor|if|unless|whether)\s*$/i.test(before)) continue;
      const listed = ((match[1] as string).match(WORD) ?? []).filter((word) => names.has(word));
      const held = isAllBut ? [...names].filter((name) => !listed.includes(name)) : listed;
      for (const word of held) found.add(word);
    }
  return [...found];
}
