import type { ParamSpec, ValuesOf } from '../../math/core/paramSpec';
import type { Pair } from '../../math/core/types';
import type { NormChoice, SurfaceDocument } from '../surfaceDocument';
import { inputPresets, type PresetId, presets } from '../surfacePresets';
import { specs, surfaceDefaults } from '../surfaceSpecs';

/** The weight at which the article's attacks stand, and the first weight of its cuts. */
export const ARTICLE_THETA: Pair = [1.5, -0.5];

/** Knobs of the article's figures. */
export const articleSpecs = {
  epsilon: { ...specs.epsilon, slider: [0, 0.9], allowed: { min: 0, max: 0.9 } },
  turn: {
    symbol: "\\theta'_2",
    label: 'second weight',
    hint: "Second coordinate of $\\theta'$, which is set against $\\theta$; the sign of $\\theta_2$ is negative.",
    slider: [-1, 1],
    allowed: { min: -1, max: 1 },
    default: 0.25,
    scale: 'linear',
    digits: 2,
    tone: 'theta',
  },
  place: {
    symbol: 'x_1',
    label: 'place of the point',
    hint: 'First coordinate of the point that is attacked.',
    slider: [-1.5, 1.5],
    allowed: { min: -1.5, max: 1.5 },
    default: -0.7,
    scale: 'linear',
    digits: 2,
    tone: 'ink',
  },
  gamma: { ...specs.gamma, slider: [0.1, 100], allowed: { min: 0.1, max: 100 } },
  length: {
    symbol: '\\lVert\\theta\\rVert',
    label: 'length of θ',
    hint: 'Length of the first weight: the shorter, the flatter the loss in $x$.',
    slider: [0.1, 3],
    allowed: { min: 0.1, max: 3 },
    default: 1.5,
    scale: 'log',
    digits: 2,
    tone: 'theta',
  },
} as const satisfies Record<string, ParamSpec>;

export type ArticleKnobs = ValuesOf<typeof articleSpecs>;

/** A document that says what it draws, without the name of a figure of the paper where a number of it differs. */
function named(document: SurfaceDocument, preset: SurfaceDocument): SurfaceDocument {
  const numbers = ({ view: _view, ...rest }: SurfaceDocument): string => JSON.stringify(rest);
  if (numbers(document) === numbers(preset)) return document;
  const { figure: _figure, ...view } = document.view;
  return { ...document, view };
}

/** A panel of the paper at the article's ε and γ. */
export function articlePreset(id: PresetId, { epsilon, gamma }: ArticleKnobs): SurfaceDocument {
  const { document } = presets[id];
  const { attack, smoothing } = document;
  return named(
    {
      ...document,
      attack: attack.norm === 'none' ? attack : { ...attack, epsilon },
      smoothing: smoothing.kind === 'entropy-sgd' ? { ...smoothing, gamma } : smoothing,
    },
    document,
  );
}

/** Figure 1(a): two weights and the attack of each, under a norm. */
export function cornerDocument(norm: NormChoice, { epsilon, turn }: ArticleKnobs): SurfaceDocument {
  const { document } = inputPresets['figure-1a'];
  const view = { ...document.view, theta: ARTICLE_THETA, partner: [ARTICLE_THETA[0], turn] as const };
  return named({ ...document, attack: { ...document.attack, norm, epsilon }, view }, document);
}

/** Figures 1(b) and 1(c): the swish model under L2, with the point where the knob puts it. */
export function restDocument({ epsilon, place }: ArticleKnobs): SurfaceDocument {
  const { document } = inputPresets['figure-1b'];
  return named({ ...document, points: [{ x: [place, 0.5], y: 1 }], attack: { ...document.attack, epsilon } }, document);
}

/** Angle in degrees between the two weights of the figure on flatness. */
const FLAT_ANGLE_DEG = 10;

/** Two weights of one length, 10° apart, under L2: the shorter they are, the flatter the loss in x and the faster the attack turns. */
export function flatDocument({ epsilon, length }: ArticleKnobs): SurfaceDocument {
  const at = (degrees: number): Pair => [length * Math.cos((degrees * Math.PI) / 180), length * Math.sin((degrees * Math.PI) / 180)];
  return {
    ...surfaceDefaults,
    points: [{ x: [1, 0.5], y: 1 }],
    attack: { norm: 2, epsilon, solver: 'exact' },
    view: { ...surfaceDefaults.view, theta: at(-20), partner: at(FLAT_ANGLE_DEG - 20) },
  };
}
