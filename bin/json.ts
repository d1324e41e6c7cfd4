/** Values as JSON. What JSON leaves open, a key that is given twice, is refused: one of the two would be lost. */
import { FrobeniusError } from '../src/language/error.js';

/**
 * The data. Throws FrobeniusError ('values') for what is not JSON; `what` begins its message. `onData` is told of what the text
 * gives before a key that stands twice is refused.
 */
export function parseJson(text: string, what: string, onData?: (data: unknown) => void): unknown {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new FrobeniusError('values', `${what} is not JSON: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`);
  }
  onData?.(data);
  const twice = repeatedKey(text);
  if (twice !== undefined) throw new FrobeniusError('values', `${what} gives ${twice} twice`);
  return data;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** The first key that stands twice in one object of a text that is JSON. */
function repeatedKey(text: string): string | undefined {
  /** The keys of each open object; of a list undefined. */
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const keys = open.at(-1);
      const key = JSON.parse(last) as string;
      if (keys?.has(key)) return last;
      keys?.add(key);
    } else if (token !== ',') last = token;
  }
  return undefined;
}
