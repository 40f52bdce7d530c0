import type { ParamSpec } from '../../math/core/paramSpec';
import { optimisers } from '../../math/optimisers';
import { normOfExponent } from '../labels';
import type { SurfaceDocument } from '../surfaceDocument';
import { type PresetId, presets } from '../surfacePresets';
import { specs, surfaceDefaults } from '../surfaceSpecs';

/** Where a word can be seen: a document, and the knob that is moved in it from one value to another. */
export interface Sight {
  readonly document: SurfaceDocument;
  readonly moves?: { readonly knob: SightKnob; readonly from: number; readonly to: number };
}
export type SightKnob = 'epsilon' | 'gamma' | 'p';

/** One word, symbol or knob: one sentence (TeX between $ signs), one formula, and where it is seen. */
export interface GlossaryEntry {
  readonly word: string;
  readonly symbol?: string;
  readonly sentence: string;
  readonly formula?: string;
  readonly see?: Sight;
  /** What more is said where it stands. */
  readonly note?: string;
}

/** The document with a knob at a value. */
export function withKnob(document: SurfaceDocument, knob: SightKnob, value: number): SurfaceDocument {
  const { attack, smoothing } = document;
  if (knob === 'epsilon') return { ...document, attack: { ...attack, epsilon: value } };
  if (knob === 'p') return { ...document, attack: { ...attack, norm: normOfExponent(value) } };
  return smoothing.kind === 'entropy-sgd' ? { ...document, smoothing: { ...smoothing, gamma: value } } : document;
}

const at = (id: PresetId, view: Partial<SurfaceDocument['view']> = {}): SurfaceDocument => {
  const { document } = presets[id];
  return { ...document, view: { ...document.view, ...view } };
};
const moving = (id: PresetId, knob: SightKnob, from: number, to: number): Sight => ({ document: at(id), moves: { knob, from, to } });
const knob = ({ symbol, label, hint }: ParamSpec, formula?: string, see?: Sight): GlossaryEntry => ({
  word: label,
  symbol,
  sentence: hint,
  ...(formula && { formula }),
  ...(see && { see }),
});

/** Every word, symbol and knob that the page explains. Knobs stand under the keys of documents. */
export const glossary = {
  adversarial: {
    word: 'adversarial loss',
    symbol: 'L_\\varepsilon',
    sentence: 'The mean over the points of the largest loss that the attack can reach.',
    formula: 'L_\\varepsilon(\\th)=\\frac1N\\sum_n\\max_{\\lVert\\de\\rVert_p\\le\\ep}l(\\xx_n+\\de,y_n,\\th)',
    see: moving('figure-2c', 'epsilon', 0, 0.5),
  },
  attack: {
    word: 'attack',
    symbol: '\\de',
    sentence: 'The perturbation within the ball that makes the loss of a point largest; the worst input is $\\xx^\\prime=\\xx+\\de$.',
    formula: '\\de^\\star\\in\\arg\\max_{\\lVert\\de\\rVert_p\\le\\ep}l(\\xx+\\de,y,\\th)',
    see: { document: at('figure-2c', { theta: [1.5, -0.5], partner: [1.5, 0.5] }) },
  },
  epsilon: knob(specs.epsilon, '\\lVert\\de\\rVert_p\\le\\ep', moving('figure-2c', 'epsilon', 0, 1)),
  p: knob(specs.p, '\\frac1p+\\frac1q=1', moving('figure-2b', 'p', 1, 10)),
  'dual-norm': {
    word: 'dual norm',
    symbol: '\\lVert\\cdot\\rVert_q',
    sentence: 'The most that $\\th^{\\!\\top}\\de$ can be for a δ of length 1; its edges are the creases of the linear model.',
    formula: '\\lVert\\th\\rVert_q=\\max_{\\lVert\\de\\rVert_p\\le1}\\th^{\\!\\top}\\de',
    see: moving('figure-2b', 'p', 2, 10),
  },
  crease: {
    word: 'crease',
    sentence: 'A line on which the gradient of the loss jumps, although the loss itself does not.',
    formula: '\\lVert\\nabla L(\\th^+)-\\nabla L(\\th^-)\\rVert=2\\ep\\,\\sigma(u)',
    see: { document: at('figure-2c', { jumps: true, theta: [1, 0] }) },
  },
  kink: {
    word: 'kink',
    sentence: 'A place where the gradient or the Hessian jumps; a crease is a kink of the gradient.',
    formula: '\\nabla^2L(\\th^+)\\ne\\nabla^2L(\\th^-)',
    see: { document: at('figure-2f', { jumps: true }) },
  },
  smooth: {
    word: 'smooth',
    sentence: 'A loss is smooth where its gradient has a Lipschitz constant C, so that steps below 2/C go down.',
    formula: '\\lVert\\nabla L(\\th_1)-\\nabla L(\\th_2)\\rVert\\le C\\lVert\\th_1-\\th_2\\rVert',
    see: { document: at('figure-2a') },
  },
  subgradient: {
    word: 'subgradient',
    sentence: 'On a crease of a convex loss, any slope between those of its two sides.',
    formula: '\\partial L(\\th)=\\operatorname{conv}\\{\\nabla L(\\th^-),\\nabla L(\\th^+)\\}',
    see: { document: at('figure-4c', { theta: [1.5, 0], jumps: true }) },
  },
  danskin: {
    word: 'Danskin’s theorem',
    sentence: 'Where the worst input is unique, the gradient of the adversarial loss is the gradient at that input, held still.',
    formula: '\\nabla L_\\varepsilon(\\th)=\\nabla_\\theta l(\\xx^\\prime,y,\\th)',
    see: { document: at('figure-2c', { theta: [1.5, -0.5], frozen: [1.5, -0.5] }) },
  },
  plateau: {
    word: 'plateau',
    sentence: 'Weights at which the attack rests inside its ball, where swish is least, so that the loss does not change.',
    formula: "s'(z^\\ast)=0,\\qquad L=\\log(1+e^{-s(z^\\ast)})",
    see: { document: at('figure-2f', { theta: [-1.5, 0] }) },
  },
  swish: {
    word: 'swish',
    symbol: 's',
    sentence: 'The activation of Figure 2(d) to (f): nearly z for large z, nearly 0 for small, with one lowest point between.',
    formula: 's(z)=z\\,\\sigma(z)',
    see: { document: at('figure-2d') },
  },
  theta: {
    ...knob(specs.theta),
    word: 'weights',
    symbol: '\\th',
    sentence: 'The two weights of the model; every surface is drawn over them.',
    formula: 'f(\\xx)=\\varphi(\\tho x_1+\\tht x_2)',
  },
  n: knob(specs.n),
  seed: knob(specs.seed),
  nats: {
    word: 'nats',
    sentence: 'The unit of a loss that is a natural logarithm: guessing between two labels costs log 2, about 0.693 nats.',
    formula: 'l=\\log\\bigl(1+e^{-y f(\\xx)}\\bigr)',
    see: { document: at('figure-2a', { theta: [0, 0] }) },
  },
  exact: {
    word: 'exact attack',
    sentence: 'The optimal perturbation by its closed form, in float64.',
    formula: 'z\\in[\\th^{\\!\\top}\\xx-\\ep\\lVert\\th\\rVert_q,\\ \\th^{\\!\\top}\\xx+\\ep\\lVert\\th\\rVert_q]',
    see: { document: at('figure-2c') },
  },
  pgd: {
    word: 'PGD',
    sentence: 'Projected gradient ascent (Madry et al., 2018): K steps uphill in the loss, each projected back onto the ball.',
    formula: '\\de\\leftarrow\\Pi_{\\ep}\\bigl(\\de+\\eta\\,\\operatorname{sign}\\nabla_\\delta l\\bigr)',
    see: { document: { ...at('figure-2f'), attack: { norm: 'inf', epsilon: 0.5, solver: 'pgd', steps: 5, stepSize: 0.2 } } },
  },
  fgsm: {
    word: 'FGSM',
    sentence: 'The fast gradient sign method (Goodfellow et al., 2015): one step of the whole radius; exact for the linear model, not for others.',
    formula: '\\de=\\ep\\,\\operatorname{sign}\\nabla_xl(\\xx,y,\\th)',
    see: { document: { ...at('figure-2f'), attack: { norm: 'inf', epsilon: 0.5, solver: 'fgsm' } } },
  },
  steps: knob(specs.steps),
  stepSize: knob(specs.stepSize),
  restarts: knob(specs.restarts),
  'entropy-sgd': {
    word: 'EntropySGD',
    symbol: 'F',
    sentence: 'Descends a soft minimum of the loss around θ, in which low and wide places count most (Chaudhari et al., 2017).',
    formula: "F(\\th)=-\\log\\int e^{-L(\\th')-\\frac{\\ga}{2}\\lVert\\th-\\th'\\rVert^2}d\\th'",
    see: moving('figure-5b', 'gamma', 100, 1),
  },
  gamma: knob(specs.gamma, '\\nabla^2F=\\ga I-\\ga^2\\Sigma', moving('figure-5b', 'gamma', 0.3, 100)),
  normalised: {
    word: 'normalised',
    sentence: 'The constant log(2π/γ) is taken off EntropySGD’s F, so that it tends to the loss itself as γ grows.',
    formula: '\\hat F=F+\\tfrac d2\\log\\tfrac{2\\pi}{\\ga}',
    see: moving('figure-5b', 'gamma', 1, 100),
  },
  sigma: knob(specs.sigma, '\\mathbb E\\,L(\\th+\\si z)', { document: { ...at('figure-4c'), smoothing: { kind: 'gaussian-mean', sigma: 0.5 } } }),
  radius: knob(specs.radius, '\\max_{\\lVert v\\rVert\\le\\ra}L(\\th+v)', {
    document: { ...at('figure-4c'), smoothing: { kind: 'worst-case', radius: 0.5, norm: 2 } },
  }),
  'our-setting': {
    word: 'our setting',
    sentence: 'A number that the paper does not state, or that could not be read, chosen so that the figure shows what the text says.',
    see: { document: at('figure-4c') },
  },
  'frozen-attack': {
    word: 'frozen attack',
    sentence: 'The attack found at one weight and kept at all others: its loss touches the adversarial loss there and lies nowhere above it.',
    formula: 'l(\\xx+\\de^\\star(\\th_0),y,\\th)\\le\\max_{\\lVert\\de\\rVert\\le\\ep}l(\\xx+\\de,y,\\th)',
    see: { document: at('figure-2c', { theta: [1.5, -0.5], frozen: [1.5, -0.5] }) },
  },
  'level-set': {
    word: 'level set',
    sentence: 'All weights whose loss is no larger than at the start: there Eq. 4 asks for a Lipschitz constant.',
    formula: '\\{\\th:\\ L(\\th)\\le L(\\th^0)\\}',
    see: { document: at('figure-4c', { kind: 'contour' }) },
  },
  sharpness: {
    word: 'sharpness',
    sentence: 'How much the loss rises within a small ball of weights around a minimum (Dinh et al., 2017).',
    formula: "\\max_{\\lVert\\th'-\\th\\rVert\\le\\alpha}\\frac{L(\\th')-L(\\th)}{1+L(\\th)}",
    see: { document: { ...at('figure-4c'), smoothing: { kind: 'worst-case', radius: 0.5, norm: 2 } } },
  },
  float64: {
    word: 'float64',
    sentence: 'Numbers of 64 bits, the reference here; a GPU computes in 32, and the badge says how far that is off.',
    see: { document: surfaceDefaults },
  },
  awp: {
    word: optimisers.awp.label,
    sentence: 'Adversarial weight perturbation (Wu et al., 2020): the gradient is taken where a small step of the weights makes the loss worst.',
    formula: '\\min_{\\th}\\max_{v}L_\\varepsilon(\\th+v)',
  },
  trades: {
    word: 'TRADES',
    sentence: 'Clean loss plus β times the divergence between clean and attacked output (Zhang et al., 2019).',
    formula: 'l(\\xx,y)+\\beta\\,\\mathrm{KL}\\bigl(f(\\xx)\\,\\Vert\\,f(\\xx^\\prime)\\bigr)',
  },
  robust: {
    word: 'robust accuracy',
    sentence: 'The share of test images that stay right under an attack; it depends on the attack, which is therefore named beside it.',
  },
  autoattack: {
    word: 'AutoAttack',
    sentence: 'Four attacks one after the other (Croce and Hein, 2020); an image counts as robust if none of them breaks it.',
  },
} as const satisfies Record<string, GlossaryEntry>;

export type Term = keyof typeof glossary;

/** The entry of a knob: the glossary's where it has one, else what the spec says. */
export const knobEntry = (spec: ParamSpec): GlossaryEntry =>
  Object.values<GlossaryEntry>(glossary).find(({ sentence }) => sentence === spec.hint) ?? knob(spec);

export const isTerm = (name: string): name is Term => Object.hasOwn(glossary, name);
