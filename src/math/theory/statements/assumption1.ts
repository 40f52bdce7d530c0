import { pointLoss, softplus } from '../../core/logisticLoss';
import type { Rng } from '../../core/random';
import { derivativeBounds } from '../../loss/lipschitzBounds';
import { linearCase, smoothActivation, lipschitzConstants, normBoundsOf } from '../constants';
import { fourDigits } from '../counterexampleSearch';
import type { Assumption, Constant, TheoremContext, Theorem } from '../types';
import { type Quadruple, type QuadrupleInequality, searchQuadruples, searchQuadruplesOutside } from './inputPairs';

/** Domain of Assumption 1: every input that an attack can reach, ‖x‖ ≤ X = max ‖x_n‖ + ‖δ‖, and every weight of the box, ‖θ‖ ≤ R. */
interface Domain {
  readonly inputs: number; // X
  readonly weights: number; // R
  readonly labels: readonly (1 | -1)[];
}

const domainOf = (context: TheoremContext): Domain => {
  const { attackedNorms, maxWeightNorm } = normBoundsOf(context);
  return { inputs: Math.max(...attackedNorms), weights: maxWeightNorm, labels: [...new Set(context.problem.points.map(({ y }) => y))] };
};

/** sup|ψ′| and sup|ψ″| over |z| ≤ X R. */
const boundsIn = ({ problem }: TheoremContext, { inputs, weights }: Domain) => derivativeBounds(problem.activation, inputs * weights);

type ConstantName = 'theta' | 'thetaTheta' | 'thetaX';

/** C_θ = sup|ψ′| X, C_θθ = sup|ψ″| X², C_θx = sup|ψ′| + sup|ψ″| X R. */
function constantsOf(context: TheoremContext, domain: Domain): Record<ConstantName, number> {
  const { first, second } = boundsIn(context, domain);
  const { inputs, weights } = domain;
  return { theta: first * inputs, thetaTheta: second * inputs * inputs, thetaX: first + second * inputs * weights };
}

/** A random point of the disc: 30 % on its boundary, 50 % uniform, 20 % at a log-uniform radius. */
function inDisc(rng: Rng, radius: number, out: Quadruple, at: number): void {
  const u = rng();
  const angle = 2 * Math.PI * rng();
  const r = radius * (u < 0.3 ? 1 : u < 0.8 ? Math.sqrt(rng()) : Math.pow(10, -4 * rng()));
  out[at] = r * Math.cos(angle);
  out[at + 1] = r * Math.sin(angle);
}

/** A second point of the disc: 40 % as inDisc(), else at a log-uniform distance from the first. */
function secondInDisc(rng: Rng, radius: number, out: Quadruple, from: number, at: number): void {
  if (rng() < 0.4) return inDisc(rng, radius, out, at);
  const r = radius * Math.pow(10, -4 * rng());
  const angle = 2 * Math.PI * rng();
  out[at] = out[from]! + r * Math.cos(angle);
  out[at + 1] = out[from + 1]! + r * Math.sin(angle);
  projectToDisc(out, at, radius);
}

/** ‖(a, b)‖; Math.hypot is many times slower. */
const length = (a: number, b: number): number => Math.sqrt(a * a + b * b);

/** Projects a point onto the disc. */
function projectToDisc(out: Quadruple, at: number, radius: number): void {
  const size = length(out[at]!, out[at + 1]!);
  if (size <= radius) return;
  out[at] = (out[at]! * radius) / size;
  out[at + 1] = (out[at + 1]! * radius) / size;
}

/** Smallest distance of a pair in radii of the disc: below it rounding errors dominate the difference quotient. */
const MIN_DISTANCE = 1e-5;

/** One of the three inequalities over a domain, with its constant. */
function inequalityOver({ problem }: TheoremContext, name: ConstantName, { inputs, weights, labels }: Domain, constant: number): QuadrupleInequality {
  const ofInputs = name === 'thetaX';
  const { f } = problem.activation;
  const { first: derivative } = pointLoss(problem.activation);
  const [first, second, radius] = ofInputs ? [4, 6, inputs] : [0, 2, weights];
  const equateOthers = (out: Quadruple): void => {
    const from = ofInputs ? 0 : 4;
    out[from + 2] = out[from]!;
    out[from + 3] = out[from + 1]!;
  };
  const distanceOf = (out: Quadruple): number => length(out[first]! - out[second]!, out[first + 1]! - out[second + 1]!);
  const left = (out: Quadruple, y: 1 | -1): number => {
    const z1 = out[0]! * out[4]! + out[1]! * out[5]!;
    const z2 = out[2]! * out[6]! + out[3]! * out[7]!;
    if (name === 'theta') return Math.abs(softplus(-y * f(z1)) - softplus(-y * f(z2)));
    const d1 = derivative(y, z1);
    const d2 = derivative(y, z2);
    return length(d1 * out[4]! - d2 * out[6]!, d1 * out[5]! - d2 * out[7]!);
  };
  return {
    compares: ofInputs ? 'inputs' : 'weights',
    rounding: 1e-14 * (1 + inputs) * (1 + weights * inputs),
    draw: (rng, out) => {
      inDisc(rng, ofInputs ? weights : inputs, out, ofInputs ? 0 : 4);
      equateOthers(out);
      inDisc(rng, radius, out, first);
      secondInDisc(rng, radius, out, first, second);
    },
    perturb: (rng, out, step) => {
      const u = rng();
      for (let k = 0; k < 8; k += 1) {
        if (u < 0.5 && k >> 1 !== Math.floor(8 * u)) continue; // one of the four vectors, or all
        out[k] = out[k]! + step * (k < 4 ? weights : inputs) * (2 * rng() - 1);
      }
      equateOthers(out);
      for (let at = 0; at < 8; at += 2) projectToDisc(out, at, at < 4 ? weights : inputs);
    },
    sides: (out, sides) => {
      const distance = distanceOf(out);
      sides[0] = 0;
      if (distance >= MIN_DISTANCE * radius) for (const y of labels) sides[0] = Math.max(sides[0], left(out, y));
      sides[1] = constant * distance;
    },
  };
}

const domainAssumptions = (context: TheoremContext): Assumption[] => {
  const { inputs, weights } = domainOf(context);
  return [
    { text: `$\\lVert x\\rVert\\le${fourDigits(inputs)}$: all that attacks reach`, met: true },
    { text: `$\\lVert\\theta\\rVert\\le${fourDigits(weights)}$`, met: true },
  ];
};

/** φ′ without jumps. */
function continuousSlope(context: TheoremContext): Assumption {
  const smooth = smoothActivation(lipschitzConstants(context, normBoundsOf(context)));
  return smooth.met ? { ...smooth, text: "$\\varphi'$ without jumps" } : smooth;
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
  conclusion: 'no constant suits every input.',
});
const longerWeights = (domain: Domain): LargerDomain => ({
  domain: { ...domain, weights: OUTSIDE_RADIUS * domain.weights },
  dropped: `bounded $\\theta$: weights ten times as long`,
  conclusion: 'for the logistic loss no constant suits every weight.',
});

/** One inequality of Assumption 1, its constant written as `tex`. */
function assumption(name: ConstantName, tex: string, enlarge: (domain: Domain) => LargerDomain): Theorem {
  return {
    assumptions: (context) => [...(name === 'theta' ? [] : [continuousSlope(context)]), ...domainAssumptions(context)],
    constants: (context): Constant[] => {
      const domain = domainOf(context);
      const value = constantsOf(context, domain)[name];
      const { numerical } = boundsIn(context, domain);
      return [{ tex: `${tex}=${fourDigits(value)}`, value, ...(numerical && { numerical }) }];
    },
    *inside(context, { pairs }, rng) {
      const domain = domainOf(context);
      if (domain.inputs === 0 && name === 'thetaX') return 'Every input is x = 0 and ε = 0: there are no two inputs to compare.';
      return yield* searchQuadruples(inequalityOver(context, name, domain, constantsOf(context, domain)[name]), pairs, rng);
    },
    *outside(context, { pairs }, rng) {
      const domain = domainOf(context);
      if (domain.inputs === 0) return undefined;
      const { domain: wider, dropped, conclusion } = enlarge(domain);
      return yield* searchQuadruplesOutside(
        inequalityOver(context, name, wider, constantsOf(context, domain)[name]),
        dropped,
        conclusion,
        pairs,
        rng,
      );
    },
    suggestedCase: linearCase,
  };
}

/** Assumption 1, Eq. 5: the loss of one input is Lipschitz in θ. */
export const equation5 = assumption('theta', "C_\\theta=\\sup|\\psi'|\\,\\max\\lVert x\\rVert", longerInputs);

/** Eq. 6: its gradient is Lipschitz in θ. */
export const equation6 = assumption('thetaTheta', "C_{\\theta\\theta}=\\sup|\\psi''|\\,\\max\\lVert x\\rVert^2", longerInputs);

/** Eq. 7: its gradient is Lipschitz in x, where θ is bounded. */
export const equation7 = assumption(
  'thetaX',
  "C_{\\theta x}=\\sup|\\psi'|+\\sup|\\psi''|\\max\\lVert x\\rVert\\max\\lVert\\theta\\rVert",
  longerWeights,
);
