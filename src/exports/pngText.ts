const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KEYWORD = 'smoothscape';

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 as PNG has it (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, k) => bytes[k] === byte);

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly end: number;
}

/** Chunks in order; stops at the first that is cut short. */
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

/** The PNG with the text in an uncompressed iTXt chunk right after its header. */
export function embedInPng(bytes: Uint8Array, text: string): Uint8Array {
  const [header] = isPng(bytes) ? chunks(bytes) : [];
  if (header?.type !== 'IHDR') throw new Error('The picture is not a PNG.');
  // keyword, 0, not compressed, method 0, no language, no translated keyword
  const body = new TextEncoder().encode(`iTXt${KEYWORD}\0\0\0\0\0${text}`);
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

/** The text that embedInPng put there, if any. */
export function extractFromPng(bytes: Uint8Array): string | undefined {
  if (!isPng(bytes)) return undefined;
  const start = new TextEncoder().encode(`${KEYWORD}\0\0\0\0\0`);
  for (const { type, data } of chunks(bytes)) {
    if (type === 'iTXt' && start.every((byte, k) => data[k] === byte)) return new TextDecoder().decode(data.subarray(start.length));
  }
  return undefined;
}
