import type { ParamSpec, Specs } from '../../math/core/paramSpec';
import { type Stream, streamOf } from '../../math/core/random';
import type { Pair, Point } from '../../math/core/types';
import { fourPoints, onePoint } from '../surfacePresets';
import { MAX_POINTS, specs } from '../surfaceSpecs';

/** A named set of points to start from. */
export interface PointSet {
  readonly label: string;
  /** Its parameters: none, or count, noise and seed. */
  readonly specs: Specs;
  /** The points; equal values give equal points. */
  draw(values: Readonly<Record<string, number>>): readonly Point[];
}

const count: ParamSpec = {
  symbol: 'n',
  label: 'points',
  hint: 'Points of both labels together.',
  slider: [2, MAX_POINTS],
  allowed: { min: 2, max: MAX_POINTS },
  default: 40,
  scale: 'linear',
  integer: true,
  digits: 0,
  tone: 'ink',
};

const noise = (deviation: number): ParamSpec => ({
  symbol: '\\sigma',
  label: 'noise',
  hint: 'Standard deviation of the Gaussian noise on each coordinate.',
  slider: [0, 1],
  allowed: { min: 0, max: 10 },
  default: deviation,
  scale: 'linear',
  digits: 2,
  tone: 'ink',
});

/** Decimals of drawn coordinates. */
const DIGITS = 4;
const rounded = (value: number): number => Number(value.toFixed(DIGITS)) + 0;

/** A set of `count` points, labels in turn, at `place` of the k-th of `size` points of a label, with Gaussian noise. */
function noisySet(label: string, deviation: number, place: (y: 1 | -1, k: number, size: number) => Pair): PointSet {
  const setSpecs = { count, noise: noise(deviation), seed: specs.seed };
  const valueOf = (values: Readonly<Record<string, number>>, key: keyof typeof setSpecs): number => values[key] ?? setSpecs[key].default;
  return {
    label,
    specs: setSpecs,
    draw(values) {
      const total = valueOf(values, 'count');
      const stream: Stream = streamOf(valueOf(values, 'seed'), label);
      const shifts = stream.normal(2 * total, valueOf(values, 'noise'));
      return Array.from({ length: total }, (_, i): Point => {
        const y = i % 2 === 0 ? 1 : -1;
        const [a, b] = place(y, Math.floor(i / 2), Math.ceil((total - (i % 2)) / 2));
        return { x: [rounded(a + (shifts[2 * i] ?? 0)), rounded(b + (shifts[2 * i + 1] ?? 0))], y };
      });
    },
  };
}

/** The share of the way from the first of `size` points to the last. */
const share = (k: number, size: number): number => (size > 1 ? k / (size - 1) : 0.5);

/** Radius of a moon, and the farthest reach of a spiral. */
const MOON_RADIUS = 1.5;
const SPIRAL_RADIUS = 2.5;
/** Turns of a spiral. */
const SPIRAL_TURNS = 1.25;

const fixedSet = (label: string, points: readonly Point[]): PointSet => ({ label, specs: {}, draw: () => points });

/** The named sets, one a row. */
export const pointSets = {
  'one-point': fixedSet('one point, Figure 2 (our setting)', onePoint),
  'four-points': fixedSet('four points, Figure 4 (our setting)', fourPoints),
  gaussians: noisySet('two Gaussians', 0.6, (y) => [y, y]),
  xor: noisySet('XOR', 0.3, (y, k) => (k % 2 === 0 ? [1, y] : [-1, -y])),
  moons: noisySet('two moons', 0.15, (y, k, size) => {
    const angle = Math.PI * share(k, size);
    return [MOON_RADIUS * y * (Math.cos(angle) - 0.5), MOON_RADIUS * y * (Math.sin(angle) - 0.25)];
  }),
  spirals: noisySet('two spirals', 0.1, (y, k, size) => {
    const reach = (k + 1) / size;
    const angle = 2 * Math.PI * SPIRAL_TURNS * reach;
    return [y * SPIRAL_RADIUS * reach * Math.cos(angle), y * SPIRAL_RADIUS * reach * Math.sin(angle)];
  }),
} satisfies Record<string, PointSet>;
export type PointSetName = keyof typeof pointSets;
export const pointSetNames = Object.keys(pointSets) as readonly PointSetName[];
