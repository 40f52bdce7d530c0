import type { ByteReader } from './byteReader';

const BLOCK_BYTES = 512;

/** A file of an archive; the bytes of it that are not taken are skipped. */
export interface TarMember {
  /** Its name without folders. */
  readonly name: string;
  readonly size: number;
  take(count: number): Promise<Uint8Array>;
}

const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, Math.max(0, [...bytes, 0].indexOf(0))));
const octal = (bytes: Uint8Array): number => parseInt(textOf(bytes).trim(), 8);

/** The regular files of a tar archive (POSIX.1-1988, ustar) in their order; `archive` names it in sentences. */
export async function* tarMembers(archive: string, reader: ByteReader): AsyncGenerator<TarMember> {
  for (;;) {
    const header = await reader.take(BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) break;
    const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0); // the checksum field counts as spaces
    const size = octal(header.subarray(124, 136));
    if (octal(header.subarray(148, 156)) !== sum || !Number.isSafeInteger(size)) throw new Error(`${archive} is no tar archive, or damaged.`);
    const kind = header[156]!;
    let left = size;
    const take = async (count: number): Promise<Uint8Array> => {
      left -= count;
      return reader.take(count);
    };
    if (kind === 0 || kind === 0x30) yield { name: textOf(header.subarray(0, 100)).split('/').at(-1) ?? '', size, take };
    await reader.skip(left + ((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES));
  }
  await reader.drain();
}
