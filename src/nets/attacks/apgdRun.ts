import { type Device, free } from '../../tensors/device';
import { vanished } from '../../tensors/attackTensors';
import { adaptSteps, type ApgdState, type ApgdTarget, ascend, checkpoints, initialState } from './apgd';
import { type Ball, IMAGE_AXES } from './ball';
import { imageTensor, isCorrect, pixelRows, rowsOf } from './classifier';
import type { AttackRun, Outcome } from './types';
import type { Stream } from '../../math/core/random';
import type { Tf } from '../../tensors/convKernels';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** What APGD raises for each image, [N]: a function of the logits, the labels and, for a targeted loss, the classes aimed at. Called in a tidy. */
export interface ApgdLoss {
  losses(tf: Tf, logits: Tensor2D, labels: readonly number[], targets: readonly number[]): Tensor1D;
  /** As in `ApgdTarget`. */
  readonly previousLoss?: number;
}

/** One pass of APGD over the images that are still correct: the start's number, and the class that each image of the batch is pushed to. */
interface Round {
  readonly restart: number;
  readonly rank: number;
  readonly targets: readonly number[];
}

/**
 * APGD on every image of the batch, in rounds: for each list of target classes (one empty list for an untargeted loss) and each restart. An image
 * is left out from the iterate on that is misclassified, and that iterate is kept: the one of highest loss may be classified correctly.
 */
export async function* runApgd(run: AttackRun, loss: ApgdLoss, targets: readonly (readonly number[])[] = [[]]): AsyncGenerator<undefined, Outcome[]> {
  const { iterations, restarts } = run.options;
  const outcomes = run.batch.labels.map((): Outcome => ({
    adversarial: null,
    gradients: iterations * restarts * targets.length,
    queries: restarts * targets.length,
    stalled: true,
    nearest: Infinity,
  }));
  const rounds = targets.flatMap((classes, rank) => Array.from({ length: restarts }, (_, restart): Round => ({ restart, rank, targets: classes })));
  for (const [number, round] of rounds.entries()) {
    const images = outcomes.flatMap(({ adversarial }, image) => (adversarial ? [] : [image]));
    if (images.length > 0) yield* runRound(run, loss, round, images, number * iterations, outcomes);
  }
  return outcomes;
}

/** One round on the given images; writes their outcomes, with `offset` iterations counted before. */
async function* runRound(
  run: AttackRun,
  loss: ApgdLoss,
  round: Round,
  images: readonly number[],
  offset: number,
  outcomes: Outcome[],
): AsyncGenerator<undefined, void> {
  const { device, options } = run;
  const checks = checkpoints(options.iterations);
  let remaining = images;
  let tensors = device.make((tf) => startOf(tf, run, loss, round, images));
  const target = (): ApgdTarget => targetOf(run, loss, round, remaining);
  const replace = (build: (tf: Tf, held: Held) => Held): void => {
    tensors = replaced(device, tensors, build);
  };
  try {
    for (let k = 0; ; k += 1) {
      const [correct = [], still = []] = await device.read((tf) => [
        tf.clone(tensors.state.correct),
        ...(k === 0 ? [vanished(tf, tensors.state.gradient, IMAGE_AXES)] : []),
      ]);
      still.forEach((zero, row) => update(outcomes, remaining[row], (before) => ({ stalled: before.stalled && zero === 1 })));
      const [broken, kept] = [rowsWhere(correct, (value) => value !== 1), rowsWhere(correct, (value) => value === 1)];
      if (broken.length > 0) {
        const iterates = await foundPixels(run, tensors.state, broken);
        broken.forEach((row, i) => {
          const pixels = iterates[i] ?? new Float32Array();
          update(outcomes, remaining[row], () => ({ adversarial: { at: offset + k, pixels }, gradients: offset + k, queries: 0 }));
        });
        remaining = kept.flatMap((row) => remaining[row] ?? []);
        if (remaining.length === 0) return;
        replace((tf, held) => ({ x: rowsOf(tf, held.x, kept), state: stateRows(tf, held.state, kept) }));
      }
      if (k > 0 && checks.includes(k - 1)) {
        const window = k - 1 - (checks[checks.indexOf(k - 1) - 1] ?? -1);
        replace((tf, { x, state }) => ({ x, state: adaptSteps(tf, state, window, options.rho) }));
      }
      if (k === options.iterations) return;
      const last = k === options.iterations - 1;
      replace((tf, { x, state }) => ({ x, state: ascend(tf, target(), x, options, state, k, last) }));
      yield;
    }
  } finally {
    free(listOf(tensors));
  }
}

/** The clean images and the state of the iteration, of the images that remain. */
type Held = {
  readonly x: Tensor4D;
  readonly state: ApgdState;
};
const listOf = ({ x, state }: Held): Tensor[] => [x, ...Object.values(state)];

/** The successor; what it does not hold on to is freed. */
function replaced(device: Device, held: Held, build: (tf: Tf, held: Held) => Held): Held {
  const next = device.make((tf) => build(tf, held));
  const retained = new Set(listOf(next));
  free(listOf(held).filter((tensor) => !retained.has(tensor)));
  return next;
}

function startOf(tf: Tf, run: AttackRun, loss: ApgdLoss, round: Round, images: readonly number[]): Held {
  const { batch, options } = run;
  const size = batch.shape[0] * batch.shape[1] * batch.shape[2];
  const starts = new Float32Array(images.length * size);
  images.forEach((image, k) => starts.set(apgdStart(run.streamOf(image, round.rank, round.restart), options, size), k * size));
  const x = imageTensor(tf, pixelRows(batch.pixels, images, size), batch.shape);
  return { x, state: initialState(tf, targetOf(run, loss, round, images), x, imageTensor(tf, starts, batch.shape), options) };
}

/** The start of one image: uniform in the cube and scaled to its surface (L∞), or uniform on the sphere (L2). */
export function apgdStart(stream: Stream, { norm, epsilon }: Ball, size: number): Float32Array {
  const direction = norm === 'inf' ? stream.uniform(size, -1, 1) : stream.normal(size, 1);
  const length =
    norm === 'inf' ? direction.reduce((largest, v) => Math.max(largest, Math.abs(v)), 0) : Math.sqrt(direction.reduce((sum, v) => sum + v * v, 0));
  return direction.map((v) => (v / length) * epsilon);
}

function targetOf({ classifier, batch }: AttackRun, { losses, previousLoss }: ApgdLoss, { targets }: Round, images: readonly number[]): ApgdTarget {
  const of = (list: readonly number[]): number[] => images.flatMap((image) => list[image] ?? []);
  const [labels, aims] = [of(batch.labels), of(targets)];
  return {
    logits: (tf, pixels) => classifier.logits(tf, pixels),
    losses: (tf, z) => losses(tf, z, labels, aims),
    correct: (tf, z) => isCorrect(tf, z, labels),
    ...(previousLoss !== undefined && { previousLoss }),
  };
}

const stateRows = (tf: Tf, state: ApgdState, rows: readonly number[]): ApgdState => {
  const entries = Object.entries(state).map(([key, tensor]: [string, Tensor]) => [key, rowsOf(tf, tensor, rows)]);
  return Object.fromEntries(entries) as ApgdState;
};

/** Pixels of the given rows, image by image. */
async function foundPixels({ device, batch }: AttackRun, state: ApgdState, rows: readonly number[]): Promise<Float32Array[]> {
  const [pixels = new Float32Array()] = await device.read((tf) => [rowsOf(tf, state.pixels, rows)]);
  const size = batch.shape[0] * batch.shape[1] * batch.shape[2];
  return rows.map((_, i) => pixels.slice(i * size, (i + 1) * size));
}

function update(outcomes: Outcome[], image: number | undefined, change: (before: Outcome) => Partial<Outcome>): void {
  const before = image === undefined ? undefined : outcomes[image];
  if (before && image !== undefined) outcomes[image] = { ...before, ...change(before) };
}

const rowsWhere = (values: ArrayLike<number>, holds: (value: number) => boolean): number[] =>
  Array.from(values).flatMap((value, row) => (holds(value) ? [row] : []));
