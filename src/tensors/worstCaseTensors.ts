import type { Norm, AdversarialProblem } from '../math/core/types';
import { dualNorm } from './attackTensors';
import { replaceTensors } from './device';
import { mapInChunks, lossFunction, type LossFunction } from './lossTensors';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from './convKernels';

/** The directions sampled on the rim, in sectors whose maxima are refined separately. */
const RIM_SECTORS = 6;
const DIRECTIONS_PER_SECTOR = 8;
/** Rounds of pattern search: steps along the rim are multiplied by RIM_STEP_FACTOR each round, steps in the interior are halved. */
const RIM_ROUNDS = 14;
const INTERIOR_ROUNDS = 12;
const RIM_STEP_FACTOR = 0.6;
/** First step in the interior, and coordinates of the lattice of starts, as fractions of ρ. */
const INTERIOR_STEP = 0.15;
const LATTICE_COORDINATES = [-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9];
const COMPASS_DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** A point of the ball for every weight: the loss and the two components of v, each [1, N]. */
type Candidate = [value: Tensor, v1: Tensor, v2: Tensor];
interface BallProblem {
  /** The loss as a function of v. */
  readonly loss: LossFunction;
  readonly rho: number;
  readonly norm: Norm;
}

/** Sampled maximum of L over the ball ‖v‖ ≤ ρ, as [L, v₁, v₂], each [N]: pattern search on the rim and in the interior. Run in a tidy. */
export function worstCaseTensors(tf: Tf, problem: AdversarialProblem, theta1: Float32Array, theta2: Float32Array, rho: number, norm: Norm): Tensor[] {
  const loss = lossFunction(tf, problem);
  return mapInChunks(tf, problem, theta1, theta2, (a, b) => {
    const ball: BallProblem = { loss: (v1, v2) => loss(tf.add(a, v1), tf.add(b, v2)), rho, norm };
    const zero = tf.zerosLike(a);
    let best = candidateAt(ball, zero, zero);
    if (rho > 0) {
      for (let sector = 0; sector < RIM_SECTORS; sector += 1) best = better(tf, best, rimBest(tf, ball, sector, zero));
      best = better(tf, best, interiorBest(tf, ball, zero));
    }
    return [...best];
  });
}

/** The candidate of larger loss, for each weight. */
function better(tf: Tf, [value, v1, v2]: Candidate, [other, w1, w2]: Candidate): Candidate {
  const isLarger = tf.greater(other, value);
  return [tf.maximum(value, other), tf.where(isLarger, w1, v1), tf.where(isLarger, w2, v2)];
}

/** The best of `candidate` and of the trials around it; frees `candidate`. */
function improve(tf: Tf, candidate: Candidate, trials: readonly ((candidate: Candidate) => Candidate)[]): Candidate {
  return replaceTensors(tf, candidate, (start) => trials.reduce<Candidate>((best, trial) => better(tf, best, trial(start)), start));
}

function candidateAt({ loss }: BallProblem, v1: Tensor, v2: Tensor): Candidate {
  return [loss(v1, v2), v1, v2];
}

/** The best candidate of one sector of the rim: samples, then pattern search with shrinking steps along the rim. */
function rimBest(tf: Tf, ball: BallProblem, sector: number, zero: Tensor): Candidate {
  const { rho, norm } = ball;
  const width = (2 * Math.PI) / (RIM_SECTORS * DIRECTIONS_PER_SECTOR);
  const samples = Array.from({ length: DIRECTIONS_PER_SECTOR }, (_, k) => {
    const angle = (sector * DIRECTIONS_PER_SECTOR + k) * width;
    const direction = [Math.cos(angle), Math.sin(angle)] as const;
    const scale = rho / norm.norm(direction);
    return (): Candidate => candidateAt(ball, tf.add(zero, scale * direction[0]), tf.add(zero, scale * direction[1]));
  });
  const [first, ...others] = samples;
  if (!first) throw new Error('a sector has no directions');
  let best = improve(tf, first(), others);
  for (let round = 0, tangent = Math.tan(width / 2); round < RIM_ROUNDS; round += 1, tangent *= RIM_STEP_FACTOR) {
    best = improve(
      tf,
      best,
      [tangent, -tangent].map(
        (t) =>
          ([, v1, v2]) =>
            rimStep(tf, ball, v1, v2, t),
      ),
    );
  }
  return best;
}

/** The candidate at v rotated by atan t and scaled to the rim: no sine or cosine, which GPUs compute inaccurately. */
function rimStep(tf: Tf, ball: BallProblem, v1: Tensor, v2: Tensor, t: number): Candidate {
  const [a, b] = [tf.sub(v1, tf.mul(v2, t)), tf.add(v2, tf.mul(v1, t))];
  const scale = tf.div(ball.rho, primalNorm(tf, ball.norm, a, b));
  return candidateAt(ball, tf.mul(a, scale), tf.mul(b, scale));
}

/** The best candidate in the interior: a lattice of starts, then compass search with halved steps. */
function interiorBest(tf: Tf, ball: BallProblem, zero: Tensor): Candidate {
  const { rho, norm } = ball;
  const lattice = LATTICE_COORDINATES.flatMap((a) => LATTICE_COORDINATES.map((b) => [a * rho, b * rho] as const)).filter((v) => norm.norm(v) <= rho);
  const trials = lattice.map(
    ([a, b]) =>
      (): Candidate =>
        candidateAt(ball, tf.add(zero, a), tf.add(zero, b)),
  );
  let best = improve(tf, candidateAt(ball, tf.add(zero, 0), tf.add(zero, 0)), trials);
  for (let round = 0, step = INTERIOR_STEP * rho; round < INTERIOR_ROUNDS; round += 1, step /= 2) {
    best = improve(
      tf,
      best,
      COMPASS_DIRECTIONS.map(([a, b]) => ([, v1, v2]) => {
        const [w1, w2] = [tf.add(v1, a * step), tf.add(v2, b * step)];
        const within = tf.minimum(1, tf.div(rho, tf.maximum(primalNorm(tf, norm, w1, w2), 1e-30)));
        return candidateAt(ball, tf.mul(w1, within), tf.mul(w2, within));
      }),
    );
  }
  return best;
}

/** ‖v‖_p, as the dual norm of the dual norm. */
function primalNorm(tf: Tf, { p }: Norm, v1: Tensor, v2: Tensor): Tensor {
  return dualNorm(tf, p === 1 ? Infinity : p === Infinity ? 1 : p / (p - 1), v1, v2);
}
