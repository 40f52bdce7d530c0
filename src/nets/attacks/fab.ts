import { valueAndGradients } from '../../tensors/device';
import { attackCatalogue, targetCount } from './autoAttackOptions';
import { type Ball, distance } from './ball';
import { classesByRank, imageTensor, oneHotRows, predictedClasses, readLogits } from './classifier';
import { differenceEach } from './losses';
import type { Attack, AttackRun, Outcome } from './types';

/**
 * Projection on a hyperplane within the box [0, 1] (Croce and Hein 2020, FAB): the shortest d in the norm with w·d = c and x + d in the box, in
 * float64; where no d reaches c, the one that comes nearest. Pixel i moves towards the hyperplane at a speed (1 in L∞, |w_i| in L2) until it meets
 * the box, so that w·d is a concave, piecewise linear function of the time λ, and Newton's method from below ends at its root after finitely many
 * steps. Writes d to `out` and returns its norm.
 */
export function projectOnHyperplane(x: Float32Array, w: Float32Array, c: number, norm: Ball['norm'], out: Float64Array): number {
  const time = hittingTime(x, w, c, norm);
  let largest = 0;
  let squares = 0;
  for (let i = 0; i < x.length; i += 1) {
    const slope = w[i] ?? 0;
    const d = slope === 0 ? 0 : Math.min(time * speedOf(slope, norm), roomOf(x[i] ?? 0, slope, c));
    out[i] = slope > 0 === c > 0 ? d : -d;
    largest = Math.max(largest, d);
    squares += d * d;
  }
  return norm === 'inf' ? largest : Math.sqrt(squares);
}

/** Pieces that Newton's method passes at most; a handful is usual. */
const MAX_STEPS = 100;

/** The λ at which w·d reaches c; ∞ where it never does, 0 where it has. */
function hittingTime(x: Float32Array, w: Float32Array, c: number, norm: Ball['norm']): number {
  const target = Math.abs(c);
  let time = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    let reached = 0;
    let rate = 0;
    for (let i = 0; i < x.length; i += 1) {
      const slope = w[i] ?? 0;
      const weight = Math.abs(slope);
      const speed = speedOf(slope, norm);
      const room = roomOf(x[i] ?? 0, slope, c);
      if (time * speed < room) {
        reached += weight * time * speed;
        rate += weight * speed;
      } else reached += weight * room;
    }
    const missing = target - reached;
    if (!(missing > 0)) return time;
    if (rate === 0) return Infinity;
    const next = time + missing / rate;
    if (next === time) return time;
    time = next;
  }
  return time;
}

const speedOf = (slope: number, norm: Ball['norm']): number => (norm === 2 ? Math.abs(slope) : 1);
/** Way of a pixel to the box, in the direction that brings w·d nearer to c. */
const roomOf = (x: number, slope: number, c: number): number => (slope > 0 === c > 0 ? 1 - x : x);

/**
 * FAB-T, the targeted fast adaptive boundary attack (Croce and Hein 2020): the nearest misclassified image, by steps to the linearised boundary
 * with each of the classes that follow the label by their clean logits. As in AutoAttack there is no final search. What it finds beyond ε is no
 * success; an image is left out once something within ε is found.
 */
export const fab: Attack = {
  ...attackCatalogue['fab-t'],
  budget(options, classes) {
    const steps = options.iterations * options.restarts * targetCount(options, classes);
    return { gradients: steps, queries: steps };
  },
  async *run(run) {
    const { iterations, restarts } = run.options;
    const targets = await classesByRank(run, targetCount(run.options, run.classifier.classes));
    const steps = iterations * restarts * targets.length;
    const outcomes = run.batch.labels.map((): Outcome => ({ adversarial: null, gradients: steps, queries: steps, stalled: true, nearest: Infinity }));
    const rounds = targets.flatMap((classes, rank) => Array.from({ length: restarts }, (_, restart) => ({ classes, rank, restart })));
    for (const [number, { classes, rank, restart }] of rounds.entries()) {
      const walks = outcomes.flatMap(({ adversarial, nearest }, image) =>
        adversarial ? [] : [walkOf(run, image, rank, restart, nearest, classes[image] ?? 0)],
      );
      yield* walkToBoundary(run, walks, number * iterations, outcomes);
    }
    return outcomes;
  },
};

/** One image on its way to the boundary with one class. */
interface Walk {
  readonly image: number;
  readonly clean: Float32Array;
  readonly label: number;
  readonly target: number;
  readonly iterate: Float32Array;
}

/** From the second start on, an image begins at random, at half of the radius or of the least distance found, where that is less. */
function walkOf({ batch, options, streamOf }: AttackRun, image: number, rank: number, restart: number, nearest: number, target: number): Walk {
  const size = batch.pixels.length / batch.labels.length;
  const clean = batch.pixels.subarray(image * size, (image + 1) * size);
  const iterate = Float32Array.from(clean);
  if (restart > 0) {
    const direction = options.norm === 'inf' ? streamOf(image, rank, restart).uniform(size, -1, 1) : streamOf(image, rank, restart).normal(size, 1);
    const scale = Math.min(options.epsilon, nearest) / 2 / distance(direction, new Float32Array(size), options.norm);
    direction.forEach((d, i) => (iterate[i] = clip((clean[i] ?? 0) + scale * d)));
  }
  return { image, clean, label: batch.labels[image] ?? 0, target, iterate };
}

/** The iterations of one target and start; writes outcomes, with `offset` iterations counted before. */
async function* walkToBoundary(run: AttackRun, begun: readonly Walk[], offset: number, outcomes: Outcome[]): AsyncGenerator<undefined, void> {
  const { device, classifier, options, batch } = run;
  const scratch = [new Float64Array(batch.pixels.length / batch.labels.length), new Float64Array(batch.pixels.length / batch.labels.length)] as const;
  let walks = begun;
  for (let k = 1; k <= options.iterations && walks.length > 0; k += 1) {
    const { differences, gradients } = await linearised(run, walks);
    walks.forEach((walk, row) => {
      const size = walk.iterate.length;
      const slope = gradients.subarray(row * size, (row + 1) * size);
      if (slope.some((g) => g !== 0)) change(outcomes, walk.image, { stalled: false });
      step(walk, differences[row] ?? 0, slope, options, scratch);
    });
    const predicted = predictedClasses(await readLogits(device, classifier, joined(walks), batch.shape), classifier.classes);
    walks = walks.filter((walk, row) => {
      if (predicted[row] === walk.label) return true;
      const length = distance(walk.iterate, walk.clean, options.norm);
      const nearest = Math.min(length, outcomes[walk.image]?.nearest ?? Infinity);
      const steps = offset + k;
      change(outcomes, walk.image, { nearest });
      if (length <= options.epsilon) {
        change(outcomes, walk.image, { adversarial: { at: steps, pixels: walk.iterate }, gradients: steps, queries: steps });
        return false;
      }
      walk.iterate.forEach((v, i) => (walk.iterate[i] = (1 - options.beta) * (walk.clean[i] ?? 0) + options.beta * v));
      return true;
    });
    yield;
  }
}

/** z_t − z_y at each iterate, and its gradient by the pixels; entries that are not finite count as 0. */
async function linearised({ device, classifier, batch }: AttackRun, walks: readonly Walk[]) {
  const { classes } = classifier;
  const [differences = new Float32Array(), gradients = new Float32Array()] = await device.read((tf) => {
    const pixels = imageTensor(tf, joined(walks), batch.shape);
    const [labels, targets] = [walks.map(({ label }) => label), walks.map(({ target }) => target)].map((list) => oneHotRows(tf, list, classes));
    const { gradients: slopes, extra } = valueAndGradients(tf, [pixels], () => {
      const z = classifier.logits(tf, pixels);
      const difference = labels && targets ? differenceEach(tf, z, labels, targets) : tf.sum(z, 1);
      return { value: tf.sum(difference), extra: [difference] };
    });
    return [...extra, ...slopes];
  });
  for (const list of [differences, gradients]) list.forEach((v, i) => (Number.isFinite(v) ? undefined : (list[i] = 0)));
  return { differences, gradients };
}

/**
 * One iteration in place: from the iterate x and from the clean image c, the projections d and e on the linearised boundary, each overshot by η and
 * mixed with the weight α = min(‖d‖/(‖d‖ + ‖e‖), α_max) of the latter.
 */
function step(
  { iterate, clean }: Walk,
  difference: number,
  slope: Float32Array,
  { norm, eta, alphaMax }: Pick<Ball, 'norm'> & { readonly eta: number; readonly alphaMax: number },
  [fromIterate, fromClean]: readonly [Float64Array, Float64Array],
): void {
  const away = slope.reduce((sum, w, i) => sum + w * ((iterate[i] ?? 0) - (clean[i] ?? 0)), 0);
  const near = projectOnHyperplane(iterate, slope, -difference, norm, fromIterate);
  const far = projectOnHyperplane(clean, slope, away - difference, norm, fromClean);
  const alpha = near > 0 ? Math.min(near / (near + far), alphaMax) : 0;
  for (let i = 0; i < iterate.length; i += 1) {
    const moved = (iterate[i] ?? 0) + eta * (fromIterate[i] ?? 0);
    const biased = (clean[i] ?? 0) + eta * (fromClean[i] ?? 0);
    iterate[i] = clip((1 - alpha) * moved + alpha * biased);
  }
}

function change(outcomes: Outcome[], image: number, values: Partial<Outcome>): void {
  const before = outcomes[image];
  if (before) outcomes[image] = { ...before, ...values };
}

function joined(walks: readonly Walk[]): Float32Array {
  const size = walks[0]?.iterate.length ?? 0;
  const pixels = new Float32Array(walks.length * size);
  walks.forEach(({ iterate }, k) => pixels.set(iterate, k * size));
  return pixels;
}

const clip = (v: number): number => Math.min(Math.max(v, 0), 1);
