/**
 * Long lines of Python broken as black breaks them: at the last brackets, then one element a line with a comma behind each,
 * and sums and products before their operators.
 */
const WIDTH = 88;
const STEP = '    ';

/** A line and what it is broken into; comments stay. */
export function wrapped(indent: string, text: string): string[] {
  if (text === '') return [''];
  if (indent.length + text.length <= WIDTH || text.startsWith('#')) return [indent + text];
  // an element of a dictionary, on a line of its own
  if (/^".*,$/.test(text)) return within(indent, text.slice(0, -1), true);
  const head = /^(?:return |[^=!<>()[\]{}"]+ = |\w+\[[^\][]*\] = )/.exec(text)?.[0];
  if (head === undefined) return inBrackets(indent, text);
  const value = text.slice(head.length);
  const operators = splits(value, 0).length;
  if (operators > 2 || !/[)\]}]$/.test(value)) {
    return isWhole(value)
      ? inBrackets(indent, text)
      : [`${indent}${head}(`, ...inside(indent + STEP, value), `${indent})`];
  }
  const opening = lastOpening(text);
  const fits = indent.length + opening + 1 <= WIDTH;
  return fits && (operators === 1 || isTail(value))
    ? inBrackets(indent, text)
    : [`${indent}${head}(`, ...inside(indent + STEP, value), `${indent})`];
}

/** A text whose long lines are broken. */
export const reflowed = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      return wrapped(indent, line.slice(indent.length));
    })
    .join('\n');

/** The text with what its last brackets enclose on lines of its own. */
function inBrackets(indent: string, text: string): string[] {
  const last = lastOpening(text);
  if (last < 0) return [indent + text];
  // before the last brackets there may be more than a line holds: f(…)(x)
  const [open, close] =
    indent.length + last < WIDTH ? [last, text.lastIndexOf(closing(text[last] as string))] : longest(text);
  const content = text.slice(open + 1, close);
  if (content === '') return [indent + text];
  // a tuple, unlike the arguments of a call, is broken even where it would fit on one line
  const isTuple = !/[\w)\]]$/.test(text.slice(0, open));
  const lines = inside(indent + STEP, content, true, isTuple);
  return [indent + text.slice(0, open + 1), ...lines, indent + text.slice(close)];
}

/** What stands between brackets: on one line, or broken at the operators that bind least. */
function inside(indent: string, text: string, listed = false, isTuple = false): string[] {
  const parts = splits(text, 0);
  const isList = listed && parts.slice(1).every((part) => !/^(?:[-+*/@]|for) /.test(part));
  if (indent.length + text.length <= WIDTH && !(isTuple && isList && parts.length > 1)) return [indent + text];
  if (parts.length < 2) return inBrackets(indent, text);
  return parts.flatMap((part) => within(indent, part, isList));
}

function within(indent: string, part: string, isList: boolean): string[] {
  const text = isList ? `${part},` : part;
  if (indent.length + text.length <= WIDTH) return [indent + text];
  const pieces = splits(part, 0);
  if (pieces.length < 2) return inBrackets(indent, text);
  return pieces.flatMap((piece, i) => within(indent, piece, isList && i === pieces.length - 1));
}

const OPEN = '([{';
const CLOSE = ')]}';

/** The text in pieces at depth 0: at commas where there are any, else before the operators that bind least. */
function splits(text: string, from: number): string[] {
  for (const pattern of [/^ for /, /^, /, /^ [-+] /, /^ [*/@] /]) {
    const pieces: string[] = [];
    let [depth, start, parameters] = [0, from, false];
    for (let i = from; i < text.length; i++) {
      const c = text[i] as string;
      if (OPEN.includes(c)) depth++;
      else if (CLOSE.includes(c)) depth--;
      // commas between the parameters of a lambda are none between elements
      if (depth === 0 && text.startsWith('lambda ', i)) parameters = true;
      if (depth === 0 && c === ':') parameters = false;
      if (parameters || depth > 0 || i === from || !pattern.test(text.slice(i, i + 5))) continue;
      pieces.push(text.slice(start, i));
      start = pattern.source === '^, ' ? i + 2 : i + 1;
    }
    if (pieces.length > 0) return [...pieces, text.slice(start)];
  }
  return [text.slice(from)];
}

/** Where the bracket opens that the last closing one closes. */
function lastOpening(text: string): number {
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    const c = text[i] as string;
    if (CLOSE.includes(c)) depth++;
    else if (OPEN.includes(c) && --depth === 0) return i;
  }
  return -1;
}

const closing = (open: string): string => CLOSE[OPEN.indexOf(open)] as string;

/** The outermost brackets that hold most. */
function longest(text: string): readonly [number, number] {
  let best: readonly [number, number] = [lastOpening(text), text.length - 1];
  let [most, depth, open] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (OPEN.includes(c) && depth++ === 0) open = i;
    if (!CLOSE.includes(c) || --depth > 0 || i - open <= most) continue;
    most = i - open;
    best = [open, i];
  }
  return best;
}

/** Whether the text is one bracket, with a name before it or not. */
const isWhole = (text: string): boolean => /^[\w.]*[([{]/.test(text) && lastOpening(text) === text.search(/[([{]/);
/** Whether what stands before the last bracket is no sum or product. */
const isTail = (text: string): boolean => !/ [-+*/@] $/.test(text.slice(0, lastOpening(text)));
