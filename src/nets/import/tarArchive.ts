import type { ByteReader } from './byteReader';
import { BLOCK_BYTES, isTarHeader, numberOf, textOf } from './imageFormat';

const REGULAR = ['\0', '0', '7'];
/** Kinds of members that describe the next one: pax headers (POSIX.1-2001) and long names of GNU tar. */
const PAX = 'x';
const GNU_NAME = 'L';
/** Greatest size of such a description. */
const MAX_DESCRIPTION_BYTES = 1 << 20;

/** A file of an archive; the bytes of it that are not taken are skipped. */
export interface TarMember {
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
