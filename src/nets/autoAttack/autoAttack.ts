import { streamOf } from '../../math/core/random';
import type { Device } from '../../tensors/device';
import { attacks } from '../attacks';
import { type AutoAttackOptions, isStandard, optionsError } from '../attacks/autoAttackOptions';
import { distance, insideBall } from '../attacks/ball';
import { type Classifier, predictedClasses, readLogits } from '../attacks/classifier';
import type { Attack, AttackBatch, Outcome } from '../attacks/types';
import type { Images } from '../models/types';
import { chainWarnings, classifierWarnings } from './autoAttackWarnings';
import { accuracies, type AutoAttackResult, type AutoAttackState, isRobust, type Verdict } from './verdicts';
import { workTimer } from './workTimer';

/** How far a chain is. */
export interface AutoAttackProgress {
  /** The attack that runs, by its name in the table; null before the first, while images are classified without one. */
  readonly attack: string | null;
  /** Share of the work done, in [0, 1]; work that a success saves counts as done. */
  readonly fraction: number;
  /** Seconds left at most, at the speed so far; undefined until something is done. */
  readonly secondsLeft: number | undefined;
  /** The last checkpoint: images whose attack is under way begin it again. */
  readonly state: AutoAttackState;
}

/** What does not change any verdict. */
export interface AutoAttackRun {
  /** Images attacked together: memory and speed. */
  readonly batch: number;
  /** The checkpoint to go on from. */
  readonly state?: AutoAttackState | undefined;
  /** Receives the pixels [height, width, channels] of what is kept of an image, when it is found. */
  readonly onAdversarial?: (index: number, pixels: Float32Array) => void;
  /** Milliseconds, for the time left. */
  readonly clock?: () => number;
}

/** Steps of a batch between two progress events. */
const STEPS_PER_EVENT = 16;

/**
 * AutoAttack (Croce and Hein 2020): each attack of the chain in turn on the images that are still classified correctly, judged by a forward pass of
 * what it found, moved into the ball and [0, 1]. Each image has its own random streams, by seed, attack and its index in the data set: its verdict
 * does not depend on batch, order or neighbours (the published code draws by batch). `indices` are places in the data set, each once. Yields
 * undefined between gradients and queries, and now and then its progress; returning from the generator at any of these frees every tensor.
 * Throws a sentence for options out of range, an unknown attack, and a checkpoint of other options or images.
 */
export async function* autoAttack(
  device: Device,
  classifier: Classifier,
  images: Images,
  indices: readonly number[],
  options: AutoAttackOptions,
  run: AutoAttackRun,
): AsyncGenerator<AutoAttackProgress | undefined, AutoAttackResult> {
  const { classes } = classifier;
  const chain = chainOf(options);
  let state = checkedState(run.state, JSON.stringify({ ...options, classes }), images, indices);
  const timer = workTimer(chain, options, classes, run.clock ?? (() => performance.now()));
  const progress = (attack: string | null, within: number): AutoAttackProgress => ({
    attack,
    ...timer.left(state.verdicts, indices.length, within),
    state,
  });
  const none = options.epsilon === 0 || classes === 1;

  for (let from = state.verdicts.length; from < indices.length; from = state.verdicts.length) {
    const batch = batchOf(images, indices.slice(from, from + run.batch));
    const warnings = from === 0 ? await classifierWarnings(device, classifier, batch.pixels, batch.shape) : [];
    const predicted = predictedClasses(await readLogits(device, classifier, batch.pixels, batch.shape), classes);
    const verdicts = batch.indices.map((index, k) =>
      initialVerdict(index, batch.labels[k] ?? 0, predicted[k] ?? -1, none ? chain.length : 0, chain.length),
    );
    state = { ...state, verdicts: [...state.verdicts, ...verdicts], warnings: [...state.warnings, ...warnings] };
    yield progress(null, 0);
  }

  for (const [place, attack] of chain.entries()) {
    const name = options.attacks[place] ?? '';
    const due = state.verdicts.filter((verdict) => isRobust(verdict) && verdict.finished <= place);
    for (let from = 0; from < due.length; from += run.batch) {
      const batch = batchOf(
        images,
        due.slice(from, from + run.batch).map(({ index }) => index),
      );
      const steps = attack.run({
        ...{ device, classifier, options, batch },
        streamOf: (image, ...address) => streamOf(options.seed, name, batch.indices[image] ?? 0, ...address),
      });
      const outcomes = yield* withProgress(steps, (step) => progress(name, timer.within(attack, step, batch.labels.length)));
      const successes = await judged(device, classifier, options, batch, outcomes, run.onAdversarial);
      const after = new Map(batch.indices.map((index, k) => [index, { outcome: outcomes[k], success: successes[k] }]));
      const verdicts = state.verdicts.map((verdict) => {
        const { outcome, success } = after.get(verdict.index) ?? {};
        return outcome
          ? nextVerdict(verdict, outcome, success ? { ...success, attack: name, finished: chain.length } : { finished: place + 1 })
          : verdict;
      });
      timer.add(outcomes);
      state = { ...state, verdicts };
      yield progress(name, 0);
    }
  }
  return autoAttackResult(options, classes, state);
}

/** What a checkpoint amounts to: of a finished chain its result, of one under way the result so far, of states of other images joined theirs together. */
function autoAttackResult(options: AutoAttackOptions, classes: number, state: AutoAttackState): AutoAttackResult {
  const chain = chainOf(options);
  const warnings = [...state.warnings, ...chainWarnings(options, chain, state.verdicts, classes)];
  const standard = isStandard(options) && chain.every((attack) => attack.substitution?.(classes) === undefined);
  return { ...accuracies(state.verdicts, options), verdicts: state.verdicts, standard, warnings };
}

/** The rows of the table that the options name. */
function chainOf(options: AutoAttackOptions): Attack[] {
  const table: Readonly<Record<string, Attack>> = attacks;
  const problem = optionsError(options);
  if (problem !== undefined) throw new Error(problem);
  const twice = options.attacks.find((name, place) => options.attacks.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`attacks: "${twice}" stands there twice`);
  return options.attacks.map((name) => {
    const attack = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!attack) throw new Error(`attacks: "${name}" is not one of ${Object.keys(table).join(', ')}`);
    return attack;
  });
}

/** The checkpoint to begin with, once it fits options and images. */
function checkedState(state: AutoAttackState | undefined, key: string, { labels }: Images, indices: readonly number[]): AutoAttackState {
  if (!state) return { key, verdicts: [], warnings: [] };
  if (state.key !== key) throw new Error(`The checkpoint is of other options: ${state.key}, here ${key}`);
  const other = state.verdicts.find(({ index, label }, k) => index !== indices[k] || label !== labels[index]);
  if (other) throw new Error(`The checkpoint is of other images: it has image ${other.index} of class ${other.label} where this chain has another`);
  return state;
}

/** Images of a data set by index; pixels in [0, 1]. */
function batchOf(
  { pixels, labels, height, width, channels }: Images,
  indices: readonly number[],
): AttackBatch & { readonly indices: readonly number[] } {
  const size = height * width * channels;
  const chosen = new Float32Array(indices.length * size);
  indices.forEach((index, k) =>
    chosen.set(
      Float32Array.from(pixels.subarray(index * size, (index + 1) * size), (byte) => byte / 255),
      k * size,
    ),
  );
  return { pixels: chosen, shape: [height, width, channels], labels: indices.map((index) => labels[index] ?? 0), indices };
}

/** The verdict before any attack. */
function initialVerdict(index: number, label: number, predicted: number, finished: number, whole: number): Verdict {
  const nothing = { attack: null, at: null, adversarial: null, distance: null, gradients: 0, queries: 0, stalled: false };
  return { index, label, predicted, finished: predicted === label ? finished : whole, ...nothing };
}

function nextVerdict(verdict: Verdict, { gradients, queries, stalled }: Outcome, change: Partial<Verdict>): Verdict {
  return {
    ...verdict,
    gradients: verdict.gradients + gradients,
    queries: verdict.queries + queries,
    stalled: verdict.stalled || stalled,
    ...change,
  };
}

/** What is kept of an image, and how it is classified. */
type Kept = Pick<Verdict, 'at' | 'adversarial' | 'distance'>;

/** The finds of a batch, moved into the ball, that the classifier does get wrong. */
async function judged(
  device: Device,
  classifier: Classifier,
  options: AutoAttackOptions,
  batch: AttackBatch & { readonly indices: readonly number[] },
  outcomes: readonly Outcome[],
  onAdversarial: AutoAttackRun['onAdversarial'],
): Promise<(Kept | undefined)[]> {
  const size = batch.pixels.length / batch.labels.length;
  const finds = outcomes.flatMap(({ adversarial }, image) => {
    const clean = batch.pixels.subarray(image * size, (image + 1) * size);
    if (!adversarial) return [];
    const pixels = insideBall(adversarial.pixels, clean, options);
    return [{ image, pixels, at: adversarial.at, distance: distance(pixels, clean, options.norm) }];
  });
  if (finds.length === 0) return [];
  const joined = new Float32Array(finds.length * size);
  finds.forEach(({ pixels }, k) => joined.set(pixels, k * size));
  const predicted = predictedClasses(await readLogits(device, classifier, joined, batch.shape), classifier.classes);
  const kept: (Kept | undefined)[] = batch.labels.map(() => undefined);
  finds.forEach(({ image, pixels, at, distance: length }, k) => {
    if (predicted[k] === batch.labels[image] || !(length <= options.epsilon)) return;
    kept[image] = { at, adversarial: predicted[k] ?? -1, distance: length };
    onAdversarial?.(batch.indices[image] ?? 0, pixels);
  });
  return kept;
}

/** The steps of an attack, some of them as progress. */
async function* withProgress<T>(
  steps: AsyncGenerator<undefined, T>,
  progress: (step: number) => AutoAttackProgress,
): AsyncGenerator<AutoAttackProgress | undefined, T> {
  try {
    for (let step = 1; ; step += 1) {
      const { value, done } = await steps.next();
      if (done) return value;
      yield step % STEPS_PER_EVENT === 0 ? progress(step) : undefined;
    }
  } finally {
    await steps.return(undefined as never);
  }
}
