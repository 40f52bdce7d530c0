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

/** A byte range [from, to) of a file, and its compression. */
export interface ByteRange {
  readonly from?: number;
  readonly to?: number;
  readonly inflate?: CompressionFormat;
}
/** Progress callback: bytes of the file read so far, before decompression. */
export type BytesRead = (bytes: number) => void;

/** Opens a byte range of a file. Every error is a sentence that begins with the file's name. */
export function openByteReader(file: File, onRead: BytesRead, { from = 0, to = file.size, inflate }: ByteRange = {}): ByteReader {
  let position = from;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => {
      position += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const raw = file.slice(from, to).stream().pipeThrough(counted);
  const reader = (inflate ? raw.pipeThrough(new DecompressionStream(inflate)) : raw).getReader();
  let chunk: Uint8Array = new Uint8Array();
  let used = 0;

  /** Makes sure that unread bytes are buffered; false at the end of the range. */
  const fill = async (): Promise<boolean> => {
    while (used === chunk.length) {
      const next = await reader.read().catch((error: unknown) => {
        throw new Error(error instanceof DOMException ? `${file.name} could not be read.` : `${file.name} is damaged or cut short.`, {
          cause: error,
        });
      });
      onRead(position);
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
    close: () => reader.cancel().catch(() => undefined),
  };
}
