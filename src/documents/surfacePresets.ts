import type { Pair, Point } from '../math/core/types';
import type { AttackChoice, Pane, SmoothingChoice, SurfaceDocument } from './surfaceDocument';
import { surfaceDefaults } from './surfaceSpecs';

/** One panel of a figure of the paper, as a document. */
export interface Preset {
  /** The panel's name in the paper, "2(c)". */
  readonly figure: string;
  readonly title: string;
  /** One sentence: what the panel shows, with its number. */
  readonly note: string;
  /** Whether a setting that the paper does not state is assumed. */
  readonly settingsAssumed: boolean;
  readonly document: SurfaceDocument;
}

export const onePoint: readonly Point[] = [{ x: [1, 1], y: 1 }];
/** y = sign(x₁), so that the best θ₂ is 0. */
export const fourPoints: readonly Point[] = [
  { x: [1, 1], y: 1 },
  { x: [1, -1], y: 1 },
  { x: [-1, 1], y: -1 },
  { x: [-1, -1], y: -1 },
];
const noAttack: AttackChoice = { norm: 'none', epsilon: 0.5, solver: 'exact' };
const l2Attack: AttackChoice = { norm: 2, epsilon: 0.5, solver: 'exact' };
const lInfAttack: AttackChoice = { norm: 'inf', epsilon: 0.5, solver: 'exact' };
const entropySmoothing: SmoothingChoice = { kind: 'entropy-sgd', gamma: 1, normalised: true };

function preset(
  figure: string,
  title: string,
  note: string,
  model: string,
  points: readonly Point[],
  attack: AttackChoice,
  smoothing: SmoothingChoice = { kind: 'none' },
): Preset {
  const document: SurfaceDocument = { ...surfaceDefaults, model, points, attack, smoothing, view: { ...surfaceDefaults.view, figure } };
  return { figure, title, note, settingsAssumed: true, document };
}

/** Every panel of Figures 2, 4 and 5. The paper states no data, ε, γ or range that could be read, so all settings are assumed. */
export const presets = {
  'figure-2a': preset('2(a)', 'Standard, linear', 'Smooth everywhere: nothing is attacked.', 'linear', onePoint, noAttack),
  'figure-2b': preset('2(b)', 'L2, linear', 'Smooth but for one point: at θ = 0 the gradient jumps by ε = 0.5.', 'linear', onePoint, l2Attack),
  'figure-2c': preset('2(c)', 'L∞, linear', 'Creases along both axes, where the slope jumps by 2εσ(u).', 'linear', onePoint, lInfAttack),
  'figure-2d': preset('2(d)', 'Standard, swish', 'Smooth everywhere.', 'swish', onePoint, noAttack),
  'figure-2e': preset(
    '2(e)',
    'L2, swish',
    'The attack rests inside its ball on the plateau 0.8420; one point at θ = 0 is left.',
    'swish',
    onePoint,
    l2Attack,
  ),
  'figure-2f': preset('2(f)', 'L∞, swish', 'The creases break off where the plateau 0.8420 begins.', 'swish', onePoint, lInfAttack),
  'figure-2g': preset('2(g)', 'EntropySGD of 2(b)', 'The point at θ = 0 is gone.', 'linear', onePoint, l2Attack, entropySmoothing),
  'figure-2h': preset('2(h)', 'EntropySGD of 2(c)', 'Both creases are gone.', 'linear', onePoint, lInfAttack, entropySmoothing),
  'figure-4a': preset('4(a)', 'Standard, four points', 'Smooth; the best θ₂ is 0.', 'linear', fourPoints, noAttack),
  'figure-4b': preset('4(b)', 'L2, four points', 'One point at θ = 0; the best θ₂ is 0.', 'linear', fourPoints, l2Attack),
  'figure-4c': preset('4(c)', 'L∞, four points', 'The crease θ₂ = 0 runs through the best weights.', 'linear', fourPoints, lInfAttack),
  'figure-5a': preset('5(a)', 'EntropySGD of 4(b)', 'Smooth, and the best θ₂ is still 0.', 'linear', fourPoints, l2Attack, entropySmoothing),
  'figure-5b': preset(
    '5(b)',
    'EntropySGD of 4(c)',
    'The crease through the best weights is ironed out.',
    'linear',
    fourPoints,
    lInfAttack,
    entropySmoothing,
  ),
} satisfies Record<string, Preset>;

function inputPreset(
  figure: string,
  title: string,
  note: string,
  surface: Pick<SurfaceDocument, 'model' | 'points' | 'attack'>,
  theta: Pair,
  partner?: Pair,
): Preset {
  const view = { ...surfaceDefaults.view, figure, theta, ...(partner && { partner }) };
  return { figure, title, note, settingsAssumed: true, document: { ...surfaceDefaults, ...surface, view } };
}

/** The three cases of Figure 1, which is a drawing in the paper: here each is computed, in the plane of inputs beside the surface. */
export const inputPresets = {
  'figure-1a': inputPreset(
    '1(a)',
    'L∞ against L2',
    'Two weights on both sides of θ₂ = 0: under L∞ the attack jumps by one side of the square, 2ε = 1, however close they are.',
    { model: 'linear', points: [{ x: [1, 0.5], y: 1 }], attack: lInfAttack },
    [1.5, -0.5],
    [1.5, 0.25],
  ),
  'figure-1b': inputPreset(
    '1(b)',
    'Swish, inside the ball',
    'The attack rests inside the ball, on the line θ·x′ = −1.278 where swish is least: a whole segment is equally bad.',
    { model: 'swish', points: [{ x: [-0.7, 0.5], y: 1 }], attack: l2Attack },
    [1.5, -0.5],
  ),
  'figure-1c': inputPreset(
    '1(c)',
    'Swish, on the boundary',
    'The least value of swish is out of reach, so the attack stays on the circle and turns with θ.',
    { model: 'swish', points: [{ x: [1, 0.5], y: 1 }], attack: l2Attack },
    [1.5, -0.5],
  ),
} satisfies Record<string, Preset>;
export type InputPresetId = keyof typeof inputPresets;
export type PresetId = keyof typeof presets;

/** A whole figure of the paper as one document with panes. */
export interface WholeFigure {
  readonly title: string;
  readonly note: string;
  readonly document: SurfaceDocument;
}

function whole(figure: string, title: string, note: string, ids: readonly PresetId[]): WholeFigure {
  const rows = ids.map((id) => presets[id]);
  const points = rows[0]?.document.points ?? onePoint;
  const panes = rows.map((row): Pane => ({
    title: `${row.figure} ${row.title}`,
    model: row.document.model,
    attack: row.document.attack,
    smoothing: row.document.smoothing,
  }));
  return { title, note, document: { ...surfaceDefaults, points, view: { ...surfaceDefaults.view, kind: 'surface', second: 'none', figure }, panes } };
}

/** All three cases of Figure 1 at one pair of weights, each surface with its plane of inputs. */
const figure1: WholeFigure = {
  title: 'Figure 1',
  note: 'Where the attack lives: a corner, inside the ball, on the rim; ε = 0.5, all our setting.',
  document: {
    ...inputPresets['figure-1a'].document,
    view: { ...inputPresets['figure-1a'].document.view, kind: 'surface', second: 'inputs', figure: '1' },
    panes: Object.values(inputPresets).map(({ figure, title, document: { model, points, attack } }): Pane => ({
      title: `${figure} ${title}`,
      model,
      points,
      attack,
    })),
  },
};

export const wholeFigures = {
  'figure-1': figure1,
  'figure-2': whole('2', 'Figure 2', 'One point x = (1, 1), y = +1; ε = 0.5, γ = 1, all our setting.', [
    'figure-2a',
    'figure-2b',
    'figure-2c',
    'figure-2d',
    'figure-2e',
    'figure-2f',
    'figure-2g',
    'figure-2h',
  ]),
  'figure-4': whole('4', 'Figure 4', 'Four points (±1, ±1) with y = sign(x₁); ε = 0.5, all our setting.', ['figure-4a', 'figure-4b', 'figure-4c']),
  'figure-5': whole('5', 'Figure 5', 'EntropySGD of Figure 4(b) and (c); γ = 1, ε = 0.5, all our setting.', ['figure-5a', 'figure-5b']),
} satisfies Record<string, WholeFigure>;
