import { linear } from '../activations/linear';
import { worstInInterval } from '../attack/attainableInterval';
import { none } from '../attack/solvers';
import { exact } from '../attack/solvers/exact';
import { type CooperativeTask, runToCompletion } from '../core/cooperative';
import { pointLoss } from '../core/logisticLoss';
import type { AdversarialProblem, Crease, Kink, Pair } from '../core/types';
import { lineBreakpoints } from '../loss/breakpoints';
import { hasClosedForm } from '../loss/derivatives';
import { lossAndGradient } from '../loss/landscape';
import { endOn, intervalEnds, type Line, normKinks } from '../loss/intervalEnds';
import { kinkCurves } from './kinkCurves';

/** Intervals of a straight kink, odd in number so that the origin, where two kinks cross, is no vertex in a symmetric range. */
const KINK_INTERVALS = 241;
/** The same for creases of FGSM and PGD, whose jumps are differences of gradients. */
const CREASE_INTERVALS = 61;
/** Jumps of closed-form gradients below this, relative to ε, are rounding; and those of differences. */
const MIN_JUMP = 1e-9;
const MIN_DIFFERENCE = 1e-4;
/** Distance to either side of a crease at which gradients are compared. */
const SIDE_STEP = 1e-6;
const DIAGONAL = Math.SQRT1_2;

/**
 * The kink set of the exact attack's loss in a rectangle: every curve on which it is not twice differentiable, as polylines with the size of
 * the jump at each vertex; up to order 1, where it has no gradient. Figures draw these; lineBreakpoints() finds kinks along one line.
 * Yields after each point.
 */
export function* findKinksTask(problem: AdversarialProblem, theta1: Pair, theta2: Pair, order: 1 | 2 = 2): CooperativeTask<Kink[]> {
  const exactProblem: AdversarialProblem = problem.attack === none ? { ...problem, epsilon: 0 } : { ...problem, attack: exact };
  const straight = exactProblem.epsilon > 0 ? straightKinks(exactProblem, theta1, theta2) : [];
  const curves = yield* kinkCurves(exactProblem, theta1, theta2, order);
  return [...straight, ...curves.filter((kink) => kink.order <= order)];
}

/** A straight line on which the dual norm has no gradient, inside a rectangle. */
interface NormLine {
  readonly kind: 'axis' | 'diagonal';
  /** As TeX. */
  readonly place: string;
  readonly vertices: readonly Pair[];
  /** Unit normal. */
  readonly across: Pair;
}

/** The axes under L∞, the diagonals under L1, none under other norms. */
function normLines(p: number, theta1: Pair, theta2: Pair, intervals: number): NormLine[] {
  const within = ([a, b]: Pair): boolean => a >= theta1[0] && a <= theta1[1] && b >= theta2[0] && b <= theta2[1];
  const vertices = ([lo, hi]: Pair, at: (t: number) => Pair): Pair[] =>
    Array.from({ length: intervals + 1 }, (_, k) => at(lo + ((hi - lo) * k) / intervals)).filter(within);
  if (p === Infinity)
    return [
      { kind: 'axis', place: '\\theta_2=0', vertices: vertices(theta1, (t) => [t, 0]), across: [0, 1] },
      { kind: 'axis', place: '\\theta_1=0', vertices: vertices(theta2, (t) => [0, t]), across: [1, 0] },
    ];
  if (p !== 1) return [];
  return [
    { kind: 'diagonal', place: '\\theta_1=\\theta_2', vertices: vertices(theta1, (t) => [t, t]), across: [DIAGONAL, -DIAGONAL] },
    { kind: 'diagonal', place: '\\theta_1=-\\theta_2', vertices: vertices(theta1, (t) => [t, -t]), across: [DIAGONAL, DIAGONAL] },
  ];
}

const containsOrigin = (...box: readonly Pair[]): boolean => box.every(([lo, hi]) => lo <= 0 && hi >= 0);

/** Kinks of the dual norm: parts of its straight lines on which the gradient jumps, or else the origin. Plateaus, where it does not jump, are no kinks. */
function straightKinks(problem: AdversarialProblem, theta1: Pair, theta2: Pair): Kink[] {
  const lines = normLines(problem.norm.p, theta1, theta2, KINK_INTERVALS);
  if (lines.length > 0) return lines.flatMap((line) => kinksAlong(problem, line));
  const jump = originJump(problem);
  if (!containsOrigin(theta1, theta2) || jump === 0) return [];
  const formula =
    problem.activation === linear
      ? '\\varepsilon\\max_v\\lVert\\nabla\\lVert v\\rVert_q\\rVert'
      : `${jumpTex(problem)}\\max_v\\lVert\\nabla\\lVert v\\rVert_q\\rVert`;
  return [
    { kind: 'origin', order: 1, place: '\\theta=0', formula, located: 'closed form', theta: [[0, 0]], jump: [jump], across: [[DIAGONAL, DIAGONAL]] },
  ];
}

/** (2ε/N) |Σ ∓ψ′(z_n)| at θ = 0, times the largest ‖∇‖v‖_q‖ over directions v. */
const originJump = (problem: AdversarialProblem): number =>
  normJump(problem, 0, 0) * (problem.norm.p > 2 ? Math.pow(2, 0.5 - 1 / problem.norm.p) : 1);

/**
 * (2ε/N) |Σ_n ±ψ_n′(z_n)|, + where the attack takes the upper end of its interval and − for the lower: how much the part of
 * the gradient that is a multiple of ∇‖θ‖_q changes when that vector turns round. 2εσ(u) for the linear model.
 */
function normJump({ points, activation, critical, norm, epsilon }: AdversarialProblem, a: number, b: number): number {
  const { first } = pointLoss(activation);
  const r = epsilon * norm.dualPair(a, b);
  let sum = 0;
  for (const { x, y } of points) {
    const centre = a * x[0] + b * x[1];
    if (r === 0)
      sum += Math.abs(first(y, centre)); // at θ = 0 the worse end is the one the loss rises towards
    else {
      const { z, side } = worstInInterval(activation, critical, y, centre - r, centre + r);
      sum += side === 'inside' ? 0 : (side === 'hi' ? 1 : -1) * first(y, z);
    }
  }
  return Math.abs((2 * epsilon * sum) / points.length);
}

const jumpTex = ({ activation, points }: AdversarialProblem): string =>
  activation === linear
    ? points.length === 1
      ? '2\\varepsilon\\,\\sigma(u)'
      : '\\tfrac{2\\varepsilon}{N}\\textstyle\\sum_n\\sigma(u_n)'
    : points.length === 1
      ? "2\\varepsilon\\,|\\psi'(z)|"
      : "\\tfrac{2\\varepsilon}{N}\\bigl|\\textstyle\\sum_n\\pm\\psi_n'(z_n)\\bigr|";

/** The parts of a straight line on which the gradient jumps. */
function kinksAlong(problem: AdversarialProblem, { kind, place, vertices, across }: NormLine): Kink[] {
  const factor = kind === 'diagonal' ? DIAGONAL : 1; // half of 2ε, times ‖sign θ_j e_j − sign θ_k e_k‖ = √2
  const formula = kind === 'diagonal' ? `\\tfrac1{\\sqrt2}\\cdot${jumpTex(problem)}` : jumpTex(problem);
  const jumps = vertices.map((theta) => factor * normJump(problem, ...theta));
  return runsAbove(vertices, jumps, MIN_JUMP * problem.epsilon).map(({ theta, jump }) => ({
    kind,
    order: 1,
    place,
    formula,
    located: 'closed form',
    theta,
    jump,
    across: theta.map(() => across),
  }));
}

/** Runs of at least two consecutive vertices with jumps above a threshold. */
function runsAbove(vertices: readonly Pair[], jumps: readonly number[], threshold: number): Crease[] {
  const runs: { theta: Pair[]; jump: number[] }[] = [{ theta: [], jump: [] }];
  for (const [k, theta] of vertices.entries()) {
    if (jumps[k]! > threshold) {
      runs.at(-1)!.theta.push(theta);
      runs.at(-1)!.jump.push(jumps[k]!);
    } else runs.push({ theta: [], jump: [] });
  }
  return runs.filter(({ theta }) => theta.length > 1);
}

/**
 * The creases of the loss in a rectangle: where it has no gradient. All kinks of order 1 for the exact attack and for none; for FGSM and PGD,
 * whose δ has no closed form, the lines of the dual norm or else the origin, by differences of gradients across them.
 */
export const findCreases = (...of: Parameters<typeof findCreasesTask>): Crease[] => runToCompletion(findCreasesTask(...of));

/** findCreases() as a task that yields after each point. */
export function* findCreasesTask(problem: AdversarialProblem, theta1: Pair, theta2: Pair): CooperativeTask<Crease[]> {
  if (hasClosedForm(problem)) return (yield* findKinksTask(problem, theta1, theta2, 1)).map(({ theta, jump }) => ({ theta, jump }));
  if (problem.epsilon === 0) return [];
  const lines = normLines(problem.norm.p, theta1, theta2, CREASE_INTERVALS);
  const threshold = MIN_DIFFERENCE * problem.epsilon;
  if (lines.length > 0)
    return lines.flatMap(({ vertices, across }) =>
      runsAbove(
        vertices,
        vertices.map((theta) => gradientJump(problem, theta, across)),
        threshold,
      ),
    );
  const jump = gradientJump(problem, [0, 0], [DIAGONAL, DIAGONAL]);
  return containsOrigin(theta1, theta2) && jump > threshold ? [{ theta: [[0, 0]], jump: [jump] }] : [];
}

/** Length of the difference of the gradients a step to either side. */
function gradientJump(problem: AdversarialProblem, [a, b]: Pair, [n1, n2]: Pair): number {
  const meanGradient = (h: number): readonly number[] => {
    const parts = problem.points.map(({ x, y }) => lossAndGradient(problem, [a + h * n1, b + h * n2], x, y).gradient ?? [0, 0]);
    return [0, 1].map((k) => parts.reduce((sum, part) => sum + (part[k] ?? 0), 0) / parts.length);
  };
  const [left, right] = [meanGradient(-SIDE_STEP), meanGradient(SIDE_STEP)];
  return Math.hypot(...left.map((v, k) => v - (right[k] ?? 0)));
}

/**
 * Every t in (lo, hi) at which the gradient of the loss may jump on a line, ascending: the breakpoints of the exact attack, or of none. FGSM and
 * PGD reach no end for sure: for them the kinks of the norm, and where either end of an attainable interval crosses a kink of φ.
 */
export function kinksOnLine(problem: AdversarialProblem, line: Line, [lo, hi]: Pair): number[] {
  const epsilon = problem.attack === none ? 0 : problem.epsilon;
  const unique = (kinks: readonly number[]): number[] => [...new Set(kinks)].sort((s, t) => s - t);
  if (problem.attack === none || problem.attack === exact) return unique(lineBreakpoints(problem, epsilon)(line, lo, hi));
  const { crossings } = intervalEnds(problem.norm, epsilon);
  const crossed = problem.points.flatMap(({ x }) =>
    ([-1, 1] as const).flatMap((side) => crossings(endOn(line, x, side), line, problem.kinks ?? [], lo, hi)),
  );
  return unique([...(epsilon > 0 ? normKinks(problem.norm.p, line).filter((t) => t > lo && t < hi) : []), ...crossed]);
}
