import type { Images } from '../kinds';
import type { FetchFile, Split } from './kinds';
import { sha256 } from './sha256';
import { decodeShard, PIXELS, SIDE } from './shard';

/** What lies in a folder of shards: manifest.json, as `npm run data:cifar10` writes it. */
export interface Manifest {
  readonly name: string;
  /** Who made the data. */
  readonly cite: string;
  readonly classes: readonly string[];
  readonly train: PackedSplit;
  readonly test: PackedSplit;
}
export interface PackedSplit {
  readonly count: number;
  /** The first labels, for a look without a reader. */
  readonly firstLabels: readonly number[];
  readonly shards: readonly PackedShard[];
}
export interface PackedShard {
  readonly file: string;
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The manifest of `folder`; `missing` is the sentence when there is none (some servers answer with a page instead). */
export async function manifestOf(fetchFile: FetchFile, folder: string, missing: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(await fetchFile(`${folder}/manifest.json`))) as Manifest;
    if (Array.isArray(manifest.train.shards) && Array.isArray(manifest.test.shards)) return manifest;
  } catch (error) {
    throw new Error(missing, { cause: error });
  }
  throw new Error(missing);
}

/** The shards that hold the first `count` images. */
export function shardsFor({ shards }: PackedSplit, count: number): readonly PackedShard[] {
  let before = 0;
  return shards.filter((shard) => (before += shard.count) - shard.count < count);
}

/** Fetches, checks and unpacks the first `count` images; `arrived` hears the bytes of every shard. */
export async function unpack(
  fetchFile: FetchFile,
  folder: string,
  manifest: Manifest,
  split: Split,
  count: number,
  arrived: (bytes: number) => void,
): Promise<Images> {
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let before = 0;
  const place = async (shard: PackedShard, at: number): Promise<void> => {
    const path = `${folder}/${shard.file}`;
    const bytes = await fetchFile(path);
    if (sha256(bytes) !== shard.sha256) throw new Error(`${path} is damaged: its checksum is not the one in the manifest`);
    const images = decodeShard(bytes, shard.count);
    const wrong = images.labels.find((label) => label >= manifest.classes.length);
    if (wrong !== undefined) throw new Error(`${path} has the label ${wrong}, and there are ${manifest.classes.length} classes`);
    const wanted = Math.min(shard.count, count - at);
    pixels.set(images.pixels.subarray(0, wanted * PIXELS), at * PIXELS);
    labels.set(images.labels.subarray(0, wanted), at);
    arrived(shard.bytes);
  };
  await Promise.all(
    shardsFor(manifest[split], count).map((shard) => {
      const at = before;
      before += shard.count;
      return place(shard, at);
    }),
  );
  return { pixels, labels, count, height: SIDE, width: SIDE, channels: 3 };
}
