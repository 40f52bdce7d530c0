import type { Pair } from '../kinds';
import type { Rng } from '../rng';
import { distanceOf } from './movement';
import { oneByOne } from '../quickLoss';
import { besideBy, pairsIn, straddling, type Region, type Weights } from './region';
import type { Study } from './kinds';

/** Weights of the level set that are kept to draw from, and draws after which a small set is given up. */
const POOL = 3000;
const DRAWS = 60_000;

/** What the quick loss may differ by from the level's own, relative to it. */
const ROUNDING = 1e-11;

/** Pairs of the range with L ≤ level at both weights; `astride`: on the two sides of the lines where the attack's norm is creased, or about 0. */
export function pairsBelow(study: Study, level: number, astride: boolean): Region {
  const { scene, theta1, theta2 } = study;
  const value = oneByOne(study.landscape);
  const below = (a: number, b: number): boolean => value(a, b) <= level * (1 + ROUNDING);
  const { p } = scene.norm;
  const normals: readonly Pair[] =
    p === 1
      ? [
          [Math.SQRT1_2, -Math.SQRT1_2],
          [Math.SQRT1_2, Math.SQRT1_2],
        ]
      : [
          [1, 0],
          [0, 1],
        ];
  const plain = astride && (p === 1 || p === Infinity) ? straddling(study, normals) : pairsIn(study, () => true, 1e-6, astride ? 1e-7 : 1e-5);
  const bothBelow = (pair: Weights): boolean => below(pair[0]!, pair[1]!) && below(pair[2]!, pair[3]!);
  if (astride) {
    return {
      ...plain,
      holds: (pair) => plain.holds(pair) && bothBelow(pair),
      beside: (rng, pair) => plain.beside(rng, pair) && bothBelow(pair),
      draw: (rng, pair) => {
        for (let k = 0; k < 64; k += 1) if (plain.draw(rng, pair) && bothBelow(pair)) return true;
        return false;
      },
      joins: plain.holds,
    };
  }
  let pool: Float64Array | undefined;
  const inside = (pair: Weights): boolean => pair[2]! >= theta1[0] && pair[2]! <= theta1[1] && pair[3]! >= theta2[0] && pair[3]! <= theta2[1];
  const holds = (pair: Weights): boolean => plain.holds(pair) && bothBelow(pair);
  const near = (rng: Rng, pair: Weights): void => {
    const [r, turn] = [plain.width * Math.pow(10, -0.5 - 4 * rng()), 2 * Math.PI * rng()];
    pair[2] = pair[0]! + r * Math.cos(turn);
    pair[3] = pair[1]! + r * Math.sin(turn);
  };
  return {
    width: plain.width,
    holds,
    joins: plain.holds,
    beside: besideBy(holds, near),
    draw: (rng, pair) => {
      pool ??= filled({ ...study, landscape: { ...study.landscape, value } }, below, rng);
      const count = pool.length / 2;
      if (count === 0) return false;
      const pick = (at: 0 | 2): void => {
        const k = 2 * Math.floor(rng() * count);
        pair[at] = pool![k]!;
        pair[at + 1] = pool![k + 1]!;
      };
      for (let k = 0; k < 64; k += 1) {
        pick(0);
        const apart = rng() < 0.4;
        if (apart) pick(2);
        else near(rng, pair);
        if (distanceOf(pair) >= 1e-5 * plain.width && (apart || (inside(pair) && below(pair[2]!, pair[3]!)))) return true;
      }
      return false;
    },
  };
}

/** Uniform weights of the range that lie in the set, the lowest of a lattice among them when it is small. */
function filled({ theta1, theta2, landscape }: Study, below: (a: number, b: number) => boolean, rng: Rng): Float64Array {
  const found: number[] = [];
  for (let k = 0; k < DRAWS && found.length < 2 * POOL; k += 1) {
    const [a, b] = [theta1[0] + (theta1[1] - theta1[0]) * rng(), theta2[0] + (theta2[1] - theta2[0]) * rng()];
    if (below(a, b)) found.push(a, b);
  }
  if (found.length > 0) return Float64Array.from(found);
  let [low, least]: [Pair, number] = [[0, 0], Infinity];
  for (let i = 0; i <= 40; i += 1) {
    for (let j = 0; j <= 40; j += 1) {
      const theta: Pair = [theta1[0] + ((theta1[1] - theta1[0]) * i) / 40, theta2[0] + ((theta2[1] - theta2[0]) * j) / 40];
      const loss = landscape.value(...theta);
      if (loss < least) [low, least] = [theta, loss];
    }
  }
  return below(...low) ? Float64Array.from(low) : new Float64Array(0);
}
