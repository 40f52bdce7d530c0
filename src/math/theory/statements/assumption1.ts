import { pointLoss, softplus } from '../../core/logisticLoss';
import type { Rng } from '../../core/random';
import { derivativeBounds } from '../../loss/lipschitzBounds';
import { linearCase, smoothActivation } from '../assumptions';
import { lipschitzOf, sizesOf } from '../constants';
import { fourDigits } from '../counterexampleSearch';
import type { Assumption, Constant, TheoremContext, Theorem } from '../types';
import { type Draw, type Tried, tryDraws, tryDrawsOutside } from './inputPairs';

/** Where Assumption 1 is asked to hold: every input that some attack can reach, X = max ‖x_n‖ + ‖δ‖, and every weight in view. */
interface Domain {
  readonly inputs: number; // X
  readonly weights: number; // R, the longest ‖θ‖ of the range
  readonly labels: readonly (1 | -1)[];
}

const domainOf = (study: TheoremContext): Domain => {
  const { attacked, furthest } = sizesOf(study);
  return { inputs: Math.max(...attacked), weights: furthest, labels: [...new Set(study.scene.points.map(({ y }) => y))] };
};

/** sup|ψ′| and sup|ψ″| over |z| ≤ X R. */
const boundsIn = ({ scene }: TheoremContext, { inputs, weights }: Domain) => derivativeBounds(scene.activation, inputs * weights);

type Name = 'theta' | 'thetaTheta' | 'thetaX';

/** C_θ = sup|ψ′| X, C_θθ = sup|ψ″| X², C_θx = sup|ψ′| + sup|ψ″| X R. */
function constantsOf(study: TheoremContext, domain: Domain): Record<Name, number> {
  const { first, second } = boundsIn(study, domain);
  const { inputs, weights } = domain;
  return { theta: first * inputs, thetaTheta: second * inputs * inputs, thetaX: first + second * inputs * weights };
}

/** A point of the disc of this radius; half of them on its rim or near its middle, at all scales. */
function inDisc(rng: Rng, radius: number, out: Draw, at: number): void {
  const way = rng();
  const turn = 2 * Math.PI * rng();
  const r = radius * (way < 0.3 ? 1 : way < 0.8 ? Math.sqrt(rng()) : Math.pow(10, -4 * rng()));
  out[at] = r * Math.cos(turn);
  out[at + 1] = r * Math.sin(turn);
}

/** Another point of the disc: anywhere, or near the first at all scales. */
function beside(rng: Rng, radius: number, out: Draw, from: number, at: number): void {
  if (rng() < 0.4) return inDisc(rng, radius, out, at);
  const r = radius * Math.pow(10, -4 * rng());
  const turn = 2 * Math.PI * rng();
  out[at] = out[from]! + r * Math.cos(turn);
  out[at + 1] = out[from + 1]! + r * Math.sin(turn);
  pull(out, at, radius);
}

/** Math.hypot takes many times as long. */
const length = (a: number, b: number): number => Math.sqrt(a * a + b * b);

function pull(out: Draw, at: number, radius: number): void {
  const size = length(out[at]!, out[at + 1]!);
  if (size <= radius) return;
  out[at] = (out[at]! * radius) / size;
  out[at + 1] = (out[at + 1]! * radius) / size;
}

/** No two closer than this share of the disc are compared: rounding would speak louder. */
const CLOSEST = 1e-5;

/** One inequality of the three over a domain, with its constant. */
function tried({ scene }: TheoremContext, name: Name, { inputs, weights, labels }: Domain, constant: number): Tried {
  const ofInputs = name === 'thetaX';
  const { f } = scene.activation;
  const { first } = pointLoss(scene.activation);
  const [moves, radius, other] = ofInputs ? [4, inputs, 6] : [0, weights, 2];
  const same = (out: Draw): void => {
    const from = ofInputs ? 0 : 4;
    out[from + 2] = out[from]!;
    out[from + 3] = out[from + 1]!;
  };
  const apart = (out: Draw): number => length(out[moves]! - out[other]!, out[moves + 1]! - out[other + 1]!);
  const left = (out: Draw, y: 1 | -1): number => {
    const z1 = out[0]! * out[4]! + out[1]! * out[5]!;
    const z2 = out[2]! * out[6]! + out[3]! * out[7]!;
    if (name === 'theta') return Math.abs(softplus(-y * f(z1)) - softplus(-y * f(z2)));
    const d1 = first(y, z1);
    const d2 = first(y, z2);
    return length(d1 * out[4]! - d2 * out[6]!, d1 * out[5]! - d2 * out[7]!);
  };
  return {
    of: ofInputs ? 'inputs' : 'weights',
    noise: 1e-14 * (1 + inputs) * (1 + weights * inputs),
    draw: (rng, out) => {
      inDisc(rng, ofInputs ? weights : inputs, out, ofInputs ? 0 : 4);
      same(out);
      inDisc(rng, radius, out, moves);
      beside(rng, radius, out, moves, other);
    },
    nudge: (rng, out, step) => {
      const way = rng();
      for (let k = 0; k < 8; k += 1) {
        if (way < 0.5 && k >> 1 !== Math.floor(8 * way)) continue; // one of the four alone, or all
        out[k] = out[k]! + step * (k < 4 ? weights : inputs) * (2 * rng() - 1);
      }
      same(out);
      for (let at = 0; at < 8; at += 2) pull(out, at, at < 4 ? weights : inputs);
      return apart(out) >= CLOSEST * radius;
    },
    sides: (out, sides) => {
      const distance = apart(out);
      sides[0] = 0;
      if (distance >= CLOSEST * radius) for (const y of labels) sides[0] = Math.max(sides[0], left(out, y));
      sides[1] = constant * distance;
    },
  };
}

const within = (study: TheoremContext): Assumption[] => {
  const { inputs, weights } = domainOf(study);
  return [
    { text: `$\\lVert x\\rVert\\le${fourDigits(inputs)}$: all that attacks reach`, met: true },
    { text: `$\\lVert\\theta\\rVert\\le${fourDigits(weights)}$`, met: true },
  ];
};

/** φ′ without jumps: where it has one, the sentence of the other cards. */
function smoothSlope(study: TheoremContext): Assumption {
  const assumption = smoothActivation(lipschitzOf(study, sizesOf(study)));
  return assumption.met ? { ...assumption, text: "$\\varphi'$ without jumps" } : assumption;
}

interface LargerDomain {
  readonly domain: Domain;
  /** The assumption that is dropped in it, and what follows from a violation. */
  readonly dropped: string;
  readonly conclusion: string;
}

/** Radius of the search outside the assumptions, in radii of the domain. */
const OUTSIDE_RADIUS = 10;

const longerInputs = (domain: Domain): LargerDomain => ({
  domain: { ...domain, inputs: OUTSIDE_RADIUS * domain.inputs },
  dropped: `$\\lVert x\\rVert\\le${fourDigits(domain.inputs)}$: inputs ten times as long`,
  conclusion: 'no constant holds for every input.',
});
const longerWeights = (domain: Domain): LargerDomain => ({
  domain: { ...domain, weights: OUTSIDE_RADIUS * domain.weights },
  dropped: `bounded $\\theta$: weights ten times as long`,
  conclusion: 'for the logistic loss no constant holds for every weight.',
});

/** One inequality of Assumption 1, its constant written as `tex`. */
function lipschitzInequality(name: Name, tex: string, larger: (domain: Domain) => LargerDomain): Theorem {
  return {
    assumptions: (study) => [...(name === 'theta' ? [] : [smoothSlope(study)]), ...within(study)],
    constants: (study): Constant[] => {
      const domain = domainOf(study);
      const value = constantsOf(study, domain)[name];
      const { numerical } = boundsIn(study, domain);
      return [{ tex: `${tex}=${fourDigits(value)}`, value, ...(numerical && { numerical }) }];
    },
    *inside(study, { pairs }, rng) {
      const domain = domainOf(study);
      if (domain.inputs === 0 && name === 'thetaX') return 'Every input is x = 0 and ε = 0: there are no two inputs to compare.';
      return yield* tryDraws(tried(study, name, domain, constantsOf(study, domain)[name]), pairs, rng);
    },
    *outside(study, { pairs }, rng) {
      const domain = domainOf(study);
      if (domain.inputs === 0) return undefined;
      const { domain: wider, dropped, conclusion } = larger(domain);
      return yield* tryDrawsOutside(tried(study, name, wider, constantsOf(study, domain)[name]), dropped, conclusion, pairs, rng);
    },
    suggestedCase: linearCase,
  };
}

/** Assumption 1, Eq. 5: the loss of one input is Lipschitz in θ. */
export const equation5 = lipschitzInequality('theta', "C_\\theta=\\sup|\\psi'|\\,\\max\\lVert x\\rVert", longerInputs);

/** Eq. 6: its gradient is Lipschitz in θ. */
export const equation6 = lipschitzInequality('thetaTheta', "C_{\\theta\\theta}=\\sup|\\psi''|\\,\\max\\lVert x\\rVert^2", longerInputs);

/** Eq. 7: its gradient is Lipschitz in x, where θ is bounded. */
export const equation7 = lipschitzInequality(
  'thetaX',
  "C_{\\theta x}=\\sup|\\psi'|+\\sup|\\psi''|\\max\\lVert x\\rVert\\max\\lVert\\theta\\rVert",
  longerWeights,
);
