import { unzlibSync } from 'fflate';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KEYWORD = 'smoothscape';
/** Greatest length of a decompressed text in bytes, against decompression bombs. */
const MAX_TEXT_BYTES = 1e6;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 as PNG has it (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, k) => bytes[k] === byte);

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly end: number;
}

/** Chunks in order; stops at the first that is truncated. */
function* chunks(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = SIGNATURE.length;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) return;
    yield { type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), data: bytes.subarray(at + 8, at + 8 + length), end };
    at = end;
  }
}

/** The PNG with the text in an uncompressed iTXt chunk right after its header, by a keyword: that of documents, or one of PNG's own (PNG 1.2, 11.3.4.2). */
export function embedInPng(bytes: Uint8Array, text: string, keyword: typeof KEYWORD | 'Description' = KEYWORD): Uint8Array {
  const [header] = isPng(bytes) ? chunks(bytes) : [];
  if (header?.type !== 'IHDR') throw new Error('The picture is not a PNG.');
  // keyword, 0, not compressed, method 0, no language, no translated keyword
  const body = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(chunk.length - 4, crc32(body));
  const whole = new Uint8Array(bytes.length + chunk.length);
  whole.set(bytes.subarray(0, header.end));
  whole.set(chunk, header.end);
  whole.set(bytes.subarray(header.end), header.end + chunk.length);
  return whole;
}

/** Every text of a PNG, from its tEXt, zTXt and iTXt chunks (PNG 1.2, 11.3.4), those with our keyword first. */
export function textsInPng(bytes: Uint8Array): string[] {
  if (!isPng(bytes)) return [];
  const texts = [...chunks(bytes)].flatMap((chunk) => textOf(chunk) ?? []);
  return [...texts.filter(({ keyword }) => keyword === KEYWORD), ...texts.filter(({ keyword }) => keyword !== KEYWORD)].map(({ text }) => text);
}

/** Keyword and text of a text chunk; undefined for other chunks and broken ones. */
function textOf({ type, data }: Chunk): { readonly keyword: string; readonly text: string } | undefined {
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return undefined;
  const stop = data.indexOf(0);
  if (stop < 1) return undefined;
  const keyword = new TextDecoder('latin1').decode(data.subarray(0, stop));
  const rest = data.subarray(stop + 1);
  if (type === 'tEXt') return { keyword, text: looseText(rest) };
  if (type === 'zTXt') return { keyword, text: looseText(inflated(rest.subarray(1))) }; // after the method
  const language = rest.indexOf(0, 2) + 1; // after flag and method
  const translated = rest.indexOf(0, language) + 1;
  if (language < 3 || translated <= language) return undefined;
  const body = rest.subarray(translated);
  return { keyword, text: looseText(rest[0] === 1 ? inflated(body) : body) };
}

/** Decompressed bytes, at most as many as a document has; none where they are broken. */
function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return unzlibSync(bytes, { out: new Uint8Array(MAX_TEXT_BYTES) });
  } catch {
    return new Uint8Array();
  }
}

/** UTF-8, which iTXt has and many programs write into the other chunks too, else Latin-1, which tEXt and zTXt have. */
function looseText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
