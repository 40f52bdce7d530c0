import type { Norm, AdversarialProblem } from '../math/core/types';
import { dualNorm } from './attackTensors';
import { replaceTensors } from './device';
import { inChunks, lossAt, type LossAt } from './lossTensors';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from './convKernels';

/** Directions all round, in sectors whose best ones are refined apart from each other. */
const SECTORS = 6;
const PER_SECTOR = 8;
/** Steps along the rim shrink by SHRINK each round; steps inside the ball are halved. */
const RIM_ROUNDS = 14;
const INNER_ROUNDS = 12;
const SHRINK = 0.6;
const INSIDE = [-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9];
const SIDES = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** The best place so far: the loss and the two parts of v, each [1, N]. */
type Best = [value: Tensor, v1: Tensor, v2: Tensor];
type Ball = { readonly at: LossAt; readonly rho: number; readonly norm: Norm };

/** [max of L over the ball ‖v‖ ≤ ρ, v₁, v₂], each [N]: the rim is sampled and refined, then the inside. Run it in a tidy. */
export function ballTensors(tf: Tf, scene: AdversarialProblem, theta1: Float32Array, theta2: Float32Array, rho: number, norm: Norm): Tensor[] {
  const loss = lossAt(tf, scene);
  return inChunks(tf, scene, theta1, theta2, (a, b) => {
    const ball: Ball = { at: (v1, v2) => loss(tf.add(a, v1), tf.add(b, v2)), rho, norm };
    const zero = tf.zerosLike(a);
    let best: Best = [ball.at(zero, zero), zero, zero];
    if (rho > 0) {
      for (let sector = 0; sector < SECTORS; sector += 1) best = choose(tf, best, rimBest(tf, ball, sector, zero));
      best = choose(tf, best, climb(tf, ball, zero));
    }
    return [...best];
  });
}

function choose(tf: Tf, [value, v1, v2]: Best, [other, w1, w2]: Best): Best {
  const more = tf.greater(other, value);
  return [tf.maximum(value, other), tf.where(more, w1, v1), tf.where(more, w2, v2)];
}

/** Keeps the better of what is held and each trial, one after another, and frees the rest. */
function improve(tf: Tf, held: Best, trials: readonly ((held: Best) => Best)[]): Best {
  return replaceTensors(tf, held, (start) => trials.reduce<Best>((best, trial) => choose(tf, best, trial(start)), start));
}

function place({ at }: Ball, v1: Tensor, v2: Tensor): Best {
  return [at(v1, v2), v1, v2];
}

/** The best of one sector of the rim: samples, then ever shorter steps along the rim to both sides. */
function rimBest(tf: Tf, ball: Ball, sector: number, zero: Tensor): Best {
  const { rho, norm } = ball;
  const width = (2 * Math.PI) / (SECTORS * PER_SECTOR);
  const samples = Array.from({ length: PER_SECTOR }, (_, k) => {
    const turn = (sector * PER_SECTOR + k) * width;
    const direction = [Math.cos(turn), Math.sin(turn)] as const;
    const scale = rho / norm.norm(direction);
    return (): Best => place(ball, tf.add(zero, scale * direction[0]), tf.add(zero, scale * direction[1]));
  });
  const [first, ...others] = samples;
  if (!first) throw new Error('a sector has no directions');
  let best = improve(tf, first(), others);
  for (let round = 0, tangent = Math.tan(width / 2); round < RIM_ROUNDS; round += 1, tangent *= SHRINK) {
    best = improve(
      tf,
      best,
      [tangent, -tangent].map(
        (t) =>
          ([, v1, v2]) =>
            along(tf, ball, v1, v2, t),
      ),
    );
  }
  return best;
}

/** v turned by atan t and brought back to the rim: no sine or cosine, which GPUs compute roughly. */
function along(tf: Tf, ball: Ball, v1: Tensor, v2: Tensor, t: number): Best {
  const [a, b] = [tf.sub(v1, tf.mul(v2, t)), tf.add(v2, tf.mul(v1, t))];
  const conjugate = ball.norm.p === 1 ? Infinity : ball.norm.p === Infinity ? 1 : ball.norm.p / (ball.norm.p - 1);
  const scale = tf.div(ball.rho, dualNorm(tf, conjugate, a, b)); // the dual of the dual norm is the norm
  return place(ball, tf.mul(a, scale), tf.mul(b, scale));
}

/** The best of a lattice inside the ball, then compass steps with halving length: finds a top that lies inside. */
function climb(tf: Tf, ball: Ball, zero: Tensor): Best {
  const { rho, norm } = ball;
  const inside = INSIDE.flatMap((a) => INSIDE.map((b) => [a * rho, b * rho] as const)).filter((v) => norm.norm(v) <= rho);
  const trials = inside.map(
    ([a, b]) =>
      (): Best =>
        place(ball, tf.add(zero, a), tf.add(zero, b)),
  );
  let best = improve(tf, place(ball, tf.add(zero, 0), tf.add(zero, 0)), trials);
  const conjugate = norm.p === 1 ? Infinity : norm.p === Infinity ? 1 : norm.p / (norm.p - 1);
  for (let round = 0, step = 0.15 * rho; round < INNER_ROUNDS; round += 1, step /= 2) {
    best = improve(
      tf,
      best,
      SIDES.map(([a, b]) => ([, v1, v2]) => {
        const [w1, w2] = [tf.add(v1, a * step), tf.add(v2, b * step)];
        const within = tf.minimum(1, tf.div(rho, tf.maximum(dualNorm(tf, conjugate, w1, w2), 1e-30)));
        return place(ball, tf.mul(w1, within), tf.mul(w2, within));
      }),
    );
  }
  return best;
}
