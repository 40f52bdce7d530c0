import { grouped } from '../counts';
import { PIXELS, SIDE } from '../shard';
import type { Heard } from './bytes';
import { numbersIn, variablesOf, type Variable } from './mat';
import { roomFor, type Part } from './part';

const UINT8 = 2;
const GROUP = 250;

/** X [32, 32, 3, images], column-major: the row changes first, then the column, the channel, the image. */
async function readPixels(file: string, { dims, type, size, take }: Variable): Promise<Uint8Array> {
  const [height, width, channels, count = 1] = dims;
  if (height !== SIDE || width !== SIDE || channels !== 3 || dims.length > 4 || type !== UINT8 || size !== count * PIXELS) {
    throw new Error(`X in ${file} is ${dims.join('×')}, where bytes of 32×32×3×images are wanted.`);
  }
  const { pixels } = roomFor(file, count);
  for (let first = 0; first < count; first += GROUP) {
    const group = Math.min(GROUP, count - first);
    const bytes = await take(group * PIXELS);
    for (let i = 0; i < bytes.length; i += 1) {
      const [row, column, channel] = [i % SIDE, Math.floor(i / SIDE) % SIDE, Math.floor(i / (SIDE * SIDE)) % 3];
      pixels[first * PIXELS + Math.floor(i / PIXELS) * PIXELS + 3 * (SIDE * row + column) + channel] = bytes[i]!;
    }
  }
  return pixels;
}

/** y [images, 1], where the digit 0 is called 10. */
async function readLabels(file: string, { type, size, take }: Variable): Promise<Uint8Array> {
  const values = numbersIn(`y in ${file}`, type, await take(size));
  return Uint8Array.from(values, (value, i) => {
    if (!Number.isInteger(value) || value < 1 || value > 10) {
      throw new Error(`y in ${file} is ${value} at image ${grouped(i + 1)}, where 1 to 10 may stand.`);
    }
    return value % 10;
  });
}

/** One of SVHN's files of cropped digits (Netzer et al. 2011). */
export async function readSvhn(file: File, heard: Heard): Promise<Part[]> {
  const split = (['train', 'test'] as const).find((name) => file.name.includes(name));
  if (!split) throw new Error(`${file.name} is neither train_32x32.mat nor test_32x32.mat.`);
  let pixels: Uint8Array | undefined;
  let labels: Uint8Array | undefined;
  for await (const variable of variablesOf(file, heard)) {
    if (variable.name === 'X') pixels = await readPixels(file.name, variable);
    if (variable.name === 'y') labels = await readLabels(file.name, variable);
  }
  if (!pixels || !labels) throw new Error(`${file.name} holds no variable ${pixels ? 'y' : 'X'}.`);
  const count = pixels.length / PIXELS;
  if (labels.length !== count) throw new Error(`${file.name} holds ${grouped(count)} images and ${grouped(labels.length)} labels.`);
  return [{ set: 'svhn', split, batch: file.name, file: file.name, labels, pixels }];
}
