import { type Rng, seeded } from '../../math/core/random';
import type { Images } from '../models/types';
import { requireCounts, interleave, momentsOf } from './imageOrder';
import { IMAGE_BYTES, IMAGE_SIDE } from './shards';
import type { DatasetRow, Split } from './types';

/** Signed distance function of a form about the origin, negative inside; the form fills about [−1, 1]². */
type Form = (x: number, y: number) => number;

const disc: Form = (x, y) => Math.hypot(x, y) - 0.95;
const box = (x: number, y: number, width: number, height: number): number => Math.max(Math.abs(x) - width, Math.abs(y) - height);
const band = (distance: number, halfWidth: number): number => Math.abs(distance) - halfWidth;
const plus: Form = (x, y) => Math.min(box(x, y, 1, 0.25), box(x, y, 0.25, 1));
/** Signed distance to the nearest of parallel bands of width 0.3 and period 0.6. */
const bands = (t: number): number => band(t - 0.6 * Math.round(t / 0.6), 0.15);

/** Ten forms by name; their order defines the labels. */
export const forms = {
  disc,
  ring: (x, y) => band(Math.hypot(x, y) - 0.75, 0.2),
  square: (x, y) => box(x, y, 0.85, 0.85),
  frame: (x, y) => band(box(x, y, 0.7, 0.7), 0.18),
  triangle: (x, y) => Math.max(y - 0.7, 0.87 * Math.abs(x) - 0.5 * y - 0.5),
  plus,
  cross: (x, y) => plus((x + y) * Math.SQRT1_2, (y - x) * Math.SQRT1_2),
  rows: (x, y) => Math.max(box(x, y, 0.95, 0.95), bands(y)),
  columns: (x, y) => Math.max(box(x, y, 0.95, 0.95), bands(x)),
  crescent: (x, y) => Math.max(disc(x, y), 0.75 - Math.hypot(x - 0.5, y)),
} satisfies Record<string, Form>;

const label = 'Coloured shapes (generated)';
const classes = Object.keys(forms);
const shapeCounts = { train: 10_000, test: 2000 };
const seeds = { train: 0x5a9e5, test: 0x7e575 };

/** A random colour in [0, 1] of about the given luminance. */
const colour = (rng: Rng, light: number): number[] => [0, 1, 2].map(() => Math.min(1, Math.max(0, light + 0.5 * (rng() - 0.5))));

/** Renders one image into `pixels`: a form of random position, size, rotation and colour on a shaded ground of contrasting lightness, with noise. */
function paint(form: (x: number, y: number) => number, rng: Rng, pixels: Uint8Array): void {
  const dark = 0.1 + 0.2 * rng();
  const [ground, ink] = rng() < 0.5 ? [colour(rng, dark), colour(rng, dark + 0.5)] : [colour(rng, dark + 0.5), colour(rng, dark)];
  const [x0, y0] = [IMAGE_SIDE / 2 + 8 * (rng() - 0.5), IMAGE_SIDE / 2 + 8 * (rng() - 0.5)];
  const radius = 7 + 4 * rng();
  const angle = 0.5 * (rng() - 0.5);
  const [cos, sin] = [Math.cos(angle) / radius, Math.sin(angle) / radius];
  const [slopeX, slopeY] = [0.2 * (rng() - 0.5), 0.2 * (rng() - 0.5)];
  for (let i = 0; i < IMAGE_SIDE * IMAGE_SIDE; i += 1) {
    const [x, y] = [(i % IMAGE_SIDE) + 0.5 - x0, Math.floor(i / IMAGE_SIDE) + 0.5 - y0];
    const distance = radius * form(cos * x + sin * y, cos * y - sin * x); // pixels
    const coverage = Math.min(1, Math.max(0, 0.5 - distance));
    const shade = (slopeX * x + slopeY * y) / IMAGE_SIDE;
    for (let k = 0; k < 3; k += 1) {
      const light = (1 - coverage) * (ground[k]! + shade) + coverage * ink[k]! + 0.08 * (rng() - 0.5);
      pixels[3 * i + k] = Math.round(255 * Math.min(1, Math.max(0, light))); // [32, 32, 3]
    }
  }
}

function drawSplit(split: Split, count: number): Images {
  const rng = seeded(seeds[split]);
  const balanced = Uint8Array.from({ length: shapeCounts[split] }, (_, i) => i % classes.length);
  const labels = Uint8Array.from(interleave(balanced, classes.length, rng).subarray(0, count), (i) => balanced[i]!);
  const pixels = new Uint8Array(count * IMAGE_BYTES);
  const formList = Object.values(forms);
  labels.forEach((label, n) => paint(formList[label]!, rng, pixels.subarray(n * IMAGE_BYTES, (n + 1) * IMAGE_BYTES)));
  return { pixels, labels, count, height: IMAGE_SIDE, width: IMAGE_SIDE, channels: 3 };
}

export const shapes: DatasetRow = {
  label,
  note: 'Ten classes of coloured shapes, drawn by this program from a fixed seed: no photographs, and much easier than any. For trying things out.',
  cite: null,
  generated: true,
  counts: shapeCounts,
  classes,
  load: async (_dataAccess, counts, progress) => {
    requireCounts(label, counts, shapeCounts);
    const train = drawSplit('train', counts.train);
    progress(counts.train, counts.train + counts.test);
    const test = drawSplit('test', counts.test);
    progress(counts.train + counts.test, counts.train + counts.test);
    return { train, test, classes, ...momentsOf([train.pixels]), generated: true };
  },
};
