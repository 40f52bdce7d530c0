/** A stretch of a file, read from front to back. */
export interface ByteReader {
  /** The next bytes, `count` of them or as many as there are. */
  upTo(count: number): Promise<Uint8Array>;
  /** The next bytes, exactly `count`; a sentence when the file ends before. */
  take(count: number): Promise<Uint8Array>;
  skip(count: number): Promise<void>;
  /** Reads to the end, where a compressed stream proves its checksum. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface ByteRange {
  readonly from?: number;
  readonly to?: number;
  readonly inflate?: CompressionFormat;
}
/** Hears how many bytes of the file have been read, before they are inflated. */
export type BytesRead = (bytes: number) => void;

/** Opens a stretch of a file. Whatever goes wrong with it is a sentence that begins with the file's name. */
export function openByteReader(file: File, heard: BytesRead, { from = 0, to = file.size, inflate }: ByteRange = {}): ByteReader {
  let seen = from;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => {
      seen += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const raw = file.slice(from, to).stream().pipeThrough(counted);
  const reader = (inflate ? raw.pipeThrough(new DecompressionStream(inflate)) : raw).getReader();
  let chunk: Uint8Array = new Uint8Array();
  let used = 0;

  /** False at the end. */
  const more = async (): Promise<boolean> => {
    while (used === chunk.length) {
      const next = await reader.read().catch((error: unknown) => {
        throw new Error(error instanceof DOMException ? `${file.name} could not be read.` : `${file.name} is damaged or cut short.`, {
          cause: error,
        });
      });
      heard(seen);
      if (next.done) return false;
      chunk = next.value;
      used = 0;
    }
    return true;
  };
  const pass = async (count: number, hand: (bytes: Uint8Array, at: number) => void): Promise<number> => {
    let done = 0;
    while (done < count && (await more())) {
      const bytes = chunk.subarray(used, used + count - done);
      hand(bytes, done);
      used += bytes.length;
      done += bytes.length;
    }
    return done;
  };
  const tooShort = (): Error => new Error(`${file.name} is cut short.`);
  const upTo = async (count: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(count);
    return bytes.subarray(0, await pass(count, (part, at) => bytes.set(part, at)));
  };
  return {
    upTo,
    take: async (count) => {
      const bytes = await upTo(count);
      if (bytes.length < count) throw tooShort();
      return bytes;
    },
    skip: async (count) => {
      if ((await pass(count, () => undefined)) < count) throw tooShort();
    },
    drain: async () => {
      await pass(Infinity, () => undefined);
    },
    close: () => reader.cancel().catch(() => undefined),
  };
}
