/**
 * The problem in the address: text, tab and detail after the #, so that a link shares them and nothing is sent anywhere.
 * What comes in is untrusted: its size is limited and what cannot be read is said.
 */

export interface Shared {
  readonly source: string;
  readonly tab?: string;
  readonly detail?: string;
}

/** Characters of a link, and of the text in it. */
const LONGEST_LINK = 100_000;
const LONGEST_TEXT = 200_000;

const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const chunk = next.value as Uint8Array;
    size += chunk.length;
    if (size > most) {
      await reader.cancel();
      throw new Error('the shared text is too long');
    }
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The part of an address after the #. */
export async function toHash({ source, tab, detail }: Shared): Promise<string> {
  const bytes = new TextEncoder().encode(source) as Uint8Array<ArrayBuffer>;
  const packed = await through(bytes, new CompressionStream('deflate-raw'), LONGEST_TEXT);
  const options = [
    ...(tab && tab !== 'derivation' ? [`tab=${tab}`] : []),
    ...(detail && detail !== 'normal' ? [`detail=${detail}`] : []),
  ];
  return `#${[`p=${toBase64(packed)}`, ...options].join('&')}`;
}

/** What a link holds; undefined where it holds no problem. Throws an Error in words where it cannot be read. */
export async function fromHash(hash: string): Promise<Shared | undefined> {
  if (!hash.startsWith('#p=') && !hash.includes('&p=')) return undefined;
  if (hash.length > LONGEST_LINK) throw new Error('the link is too long');
  const parameters = new URLSearchParams(hash.slice(1));
  const packed = parameters.get('p') ?? '';
  let source: string;
  try {
    const bytes = await through(fromBase64(packed), new DecompressionStream('deflate-raw'), LONGEST_TEXT);
    source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(
      `the link cannot be read: ${error instanceof Error && error.message.startsWith('the shared') ? error.message : 'it is damaged'}`,
    );
  }
  const [tab, detail] = [parameters.get('tab'), parameters.get('detail')];
  return { source, ...(tab ? { tab } : {}), ...(detail ? { detail } : {}) };
}
