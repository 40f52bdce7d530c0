import { BLOCK_BYTES, isTarHeader, numberOf, textOf, unreadable } from './imageFormat';
import { Z_BUF_ERROR, Z_NO_FLUSH, Z_OK, Z_STREAM_END, zlibInflate, zlibInflateInit2, zlibInflateReset, ZStream } from 'pako';

/** Sequential reader of a byte range of a file. */
export interface ByteReader {
  /** The next bytes, `count` of them or as many as there are. */
  upTo(count: number): Promise<Uint8Array>;
  /** The next bytes, exactly `count`; throws a sentence when the file ends before. */
  take(count: number): Promise<Uint8Array>;
  skip(count: number): Promise<void>;
  /** Reads to the end, where the checksum of a compressed stream is verified. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** A byte range [from, to) of a file, and whether it is compressed. */
interface ByteRange {
  readonly from?: number;
  readonly to?: number;
  readonly compressed?: boolean;
}
/** Progress callback: bytes of the file read so far, before decompression. */
export type BytesRead = (bytes: number) => void;

async function* chunksOf(file: File, from: number, to: number, onRead: BytesRead): AsyncGenerator<Uint8Array> {
  const reader = file.slice(from, to).stream().getReader();
  try {
    for (let position = from; ;) {
      const next = await reader.read().catch(unreadable(file));
      if (next.done) return;
      onRead((position += next.value.length));
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** windowBits of zlib: the largest window, and gzip or zlib by the stream's own header. */
const ANY_HEADER = 15 + 32;
const OUTPUT_BYTES = 1 << 16;

/**
 * The decompressed bytes of gzip (RFC 1952), one member or several, as `cat` joins them, each with zeros after it, as tapes leave them; or of
 * zlib (RFC 1950). DecompressionStream ends or fails after the first member, by the browser.
 */
async function* inflated(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new ZStream();
  zlibInflateInit2(stream, ANY_HEADER);
  let members = 0;
  let ended = false;
  for await (const chunk of source) {
    stream.input = chunk;
    stream.next_in = 0;
    stream.avail_in = chunk.length;
    do {
      if (ended) {
        const rest = chunk.subarray(stream.next_in).findIndex((byte) => byte !== 0);
        if (rest < 0) break;
        stream.next_in += rest;
        stream.avail_in -= rest;
        zlibInflateReset(stream);
        ended = false;
      }
      stream.output = new Uint8Array(OUTPUT_BYTES);
      stream.next_out = 0;
      stream.avail_out = OUTPUT_BYTES;
      const status = zlibInflate(stream, Z_NO_FLUSH);
      if (status !== Z_OK && status !== Z_STREAM_END && status !== Z_BUF_ERROR) throw damage(name, stream, members);
      if (stream.next_out > 0) yield stream.output.subarray(0, stream.next_out);
      ended = status === Z_STREAM_END;
      if (ended) members += 1;
    } while (stream.avail_in > 0 || stream.avail_out === 0);
  }
  if (!ended) throw new Error(`${name} is cut short.`);
}

/** The error for what zlib says of a stream, after whole `members`. */
function damage(name: string, { msg, total_out }: ZStream, members: number): Error {
  if (members > 0 && total_out === 0) return new Error(`${name} is followed by bytes that are not part of its compressed data.`);
  if (/incorrect (data|length) check/.test(msg)) return new Error(`${name} is damaged: its checksum is wrong.`);
  return new Error(`${name} is damaged: its compressed data are invalid.`);
}

/** Opens a byte range of a file. Every error is a sentence that begins with the file's name. */
export function openByteReader(file: File, onRead: BytesRead, { from = 0, to = file.size, compressed = false }: ByteRange = {}): ByteReader {
  const stored = chunksOf(file, from, to, onRead);
  const chunks = compressed ? inflated(file.name, stored) : stored;
  let chunk: Uint8Array = new Uint8Array();
  let used = 0;

  /** Makes sure that unread bytes are buffered; false at the end of the range. */
  const fill = async (): Promise<boolean> => {
    while (used === chunk.length) {
      const next = await chunks.next();
      if (next.done) return false;
      chunk = next.value;
      used = 0;
    }
    return true;
  };
  /** Passes up to `count` bytes to `consume`, in parts; returns their number. */
  const advance = async (count: number, consume: (bytes: Uint8Array, at: number) => void): Promise<number> => {
    let done = 0;
    while (done < count && (await fill())) {
      const bytes = chunk.subarray(used, used + count - done);
      consume(bytes, done);
      used += bytes.length;
      done += bytes.length;
    }
    return done;
  };
  const tooShort = (): Error => new Error(`${file.name} is cut short.`);
  const upTo = async (count: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(count);
    return bytes.subarray(0, await advance(count, (part, at) => bytes.set(part, at)));
  };
  return {
    upTo,
    take: async (count) => {
      const bytes = await upTo(count);
      if (bytes.length < count) throw tooShort();
      return bytes;
    },
    skip: async (count) => {
      if ((await advance(count, () => undefined)) < count) throw tooShort();
    },
    drain: async () => {
      await advance(Infinity, () => undefined);
    },
    close: async () => {
      await chunks.return(undefined);
    },
  };
}

const REGULAR = ['\0', '0', '7'];
/** Kinds of members that describe the next one: pax headers (POSIX.1-2001) and long names of GNU tar. */
const PAX = 'x';
const GNU_NAME = 'L';
/** Greatest size of such a description. */
const MAX_DESCRIPTION_BYTES = 1 << 20;

/** A file of an archive; the bytes of it that are not taken are skipped. */
interface TarMember {
  /** Its name without folders. */
  readonly name: string;
  readonly size: number;
  take(count: number): Promise<Uint8Array>;
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/**
 * The regular files of a tar archive in their order; `archive` names it in sentences. Reads the formats v7, ustar, pax and GNU. The archive ends
 * with a block of zeros or, as some programs leave it, with its last file.
 */
export async function* tarMembers(archive: string, reader: ByteReader): AsyncGenerator<TarMember> {
  const noArchive = (): Error => new Error(`${archive} is no tar archive, or damaged.`);
  let described: { readonly name?: string | undefined; readonly size?: number } = {};
  for (let members = 0; ; members += 1) {
    const header = await reader.upTo(BLOCK_BYTES);
    if (isZero(header)) break;
    if (header.length < BLOCK_BYTES) throw members > 0 ? new Error(`${archive} is cut short.`) : noArchive();
    const size = described.size ?? numberOf(header.subarray(124, 136));
    if (!isTarHeader(header) || !Number.isSafeInteger(size)) throw noArchive();
    const kind = String.fromCharCode(header[156]!);
    let left = size;
    const take = async (count: number): Promise<Uint8Array> => {
      left -= count;
      return reader.take(count);
    };
    if ((kind === PAX || kind === GNU_NAME) && size <= MAX_DESCRIPTION_BYTES) {
      const text = textOf(await take(size));
      described = kind === PAX ? { ...described, ...paxRecords(text) } : { ...described, name: text };
    } else {
      const path = described.name ?? textOf(header.subarray(0, 100));
      described = {};
      if (REGULAR.includes(kind)) yield { name: path.split('/').at(-1) ?? '', size, take };
    }
    await reader.skip(left);
    await reader.upTo((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES);
  }
  await reader.drain();
}

/** Name and size in the records of a pax header, "length key=value" a line. */
function paxRecords(text: string): { readonly name?: string; readonly size?: number } {
  const [, name] = /^\d+ path=(.*)$/m.exec(text) ?? [];
  const [, size] = /^\d+ size=(\d+)$/m.exec(text) ?? [];
  return { ...(name !== undefined && { name }), ...(size !== undefined && { size: Number(size) }) };
}
