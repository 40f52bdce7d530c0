import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import { format, resolveConfig } from 'prettier';

const perShard = 500;
const PIXELS = 3072;

/** Writes the first images of both splits as deflated shards and a manifest; the folder appears whole or not at all. */
export async function writeFolder(folder, { splits, counts, head, encodeShard }) {
  const beside = `${folder}.part`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  const manifest = { ...head };
  for (const [name, split] of Object.entries(splits)) {
    const count = counts[name];
    const shards = [];
    for (let from = 0; from < count; from += perShard) {
      const order = split.order.subarray(from, Math.min(from + perShard, count));
      const bytes = deflateRawSync(encodeShard(gather(split, order)), { level: 9, strategy: constants.Z_HUFFMAN_ONLY });
      const file = `${name}-${String(from / perShard).padStart(3, '0')}.bin`;
      writeFileSync(`${beside}/${file}`, bytes);
      const integrity = `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
      shards.push({ file, count: order.length, bytes: bytes.length, integrity });
    }
    const firstLabels = Array.from(split.order.subarray(0, 20), (image) => split.labels[image]);
    manifest[name] = { count, firstLabels, shards };
  }
  const path = `${beside}/manifest.json`;
  writeFileSync(path, await format(JSON.stringify(manifest), { ...(await resolveConfig(path)), filepath: path }));
  rmSync(folder, { recursive: true, force: true });
  renameSync(beside, folder);
  return [...manifest.train.shards, ...manifest.test.shards].reduce((sum, { bytes }) => sum + bytes, 0);
}

function gather({ pixels, labels }, order) {
  const images = new Uint8Array(order.length * PIXELS);
  order.forEach((image, n) => images.set(pixels.subarray(image * PIXELS, (image + 1) * PIXELS), n * PIXELS));
  return { pixels: images, labels: Uint8Array.from(order, (image) => labels[image]), originalIndices: Uint16Array.from(order) };
}
