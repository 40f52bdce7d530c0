import { pgd } from '../math/attack/solvers/pgd';
import type { ParamSpec } from '../math/core/paramSpec';
import { entropySgd } from '../math/smoothing/entropySgd';
import { gaussianMean } from '../math/smoothing/gaussianMean';
import { worstCase } from '../math/smoothing/worstCase';
import { type SurfaceDocument, VERSION, type View } from './surfaceDocument';

/** Largest number of points of a document. */
export const MAX_POINTS = 200;
/** Largest |x_i| of a point. */
export const MAX_INPUT = 1e6;
/** Largest |θᵢ| of a range. */
export const MAX_THETA = 1e4;
/** Smallest width of a range: its nodes stay distinct in float64, with digits to spare for their differences. */
export const minRangeWidth = (lo: number, hi: number): number => 1e-6 * Math.max(1, Math.abs(lo), Math.abs(hi));
/** Largest number of panes side by side. */
export const MAX_PANES = 12;

const epsilon = {
  symbol: '\\varepsilon',
  label: 'radius',
  hint: 'Radius of the ball that the attack may use, $\\lVert\\delta\\rVert_p\\le\\varepsilon$.',
  slider: [0, 2],
  allowed: { min: 0, max: 1e6 },
  default: 0.5,
  scale: 'linear',
  digits: 2,
  tone: 'epsilon',
} as const satisfies ParamSpec;

const p = {
  symbol: 'p',
  label: 'exponent',
  hint: 'Exponent of the norm, $p\\ge 1$; the loss sees the dual exponent $q=p/(p-1)$.',
  slider: [1, 10],
  allowed: { min: 1, max: Infinity },
  default: 2,
  scale: 'linear',
  digits: 2,
  tone: 'p',
} as const satisfies ParamSpec;

const theta = {
  symbol: '\\theta_1,\\theta_2',
  label: 'range',
  hint: 'The surface is drawn over $[-r,r]^2$.',
  slider: [0.5, 10],
  allowed: { min: 0, max: MAX_THETA, open: true },
  default: 3,
  scale: 'linear',
  digits: 1,
  tone: 'theta',
} as const satisfies ParamSpec;

const n = {
  symbol: 'n',
  label: 'resolution',
  hint: 'Nodes a side, ends included. An odd number puts a node on each axis.',
  slider: [21, 201],
  allowed: { min: 3, max: 801 },
  default: 101,
  scale: 'linear',
  integer: true,
  unit: 'per side',
  digits: 0,
  tone: 'ink',
} as const satisfies ParamSpec;

const seed = {
  symbol: '\\mathrm{seed}',
  label: 'random start',
  hint: 'Anything drawn at random is drawn from it.',
  slider: [0, 100],
  allowed: { min: 0, max: 4294967295 },
  default: 1,
  scale: 'linear',
  integer: true,
  digits: 0,
  tone: 'ink',
} as const satisfies ParamSpec;

/** Every number of a surface document: label, range, default, colour. */
export const specs = { epsilon, p, theta, n, seed, ...pgd.specs, ...entropySgd.specs, ...gaussianMean.specs, ...worstCase.specs };

export const viewDefaults: View = { kind: 'both', colours: 'tide', creases: true, jumps: false, minimum: false, arrows: false, second: 'smoothed' };

/** The default document. */
export const surfaceDefaults: SurfaceDocument = {
  smoothscape: VERSION,
  kind: 'surface',
  model: 'linear',
  points: [{ x: [1, 1], y: 1 }],
  attack: { norm: 'none', epsilon: epsilon.default, solver: 'exact' },
  smoothing: { kind: 'none' },
  grid: { theta1: [-theta.default, theta.default], theta2: [-theta.default, theta.default], n: n.default },
  seed: seed.default,
  view: viewDefaults,
};
