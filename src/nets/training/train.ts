import { streamOf } from '../../math/core/random';
import { type Device, free } from '../../tensors/device';
import type { Model } from '../models/defineNet';
import type { Dataset } from '../models/types';
import { netOptimisers } from '../optimisers';
import { batchOf, batchRanges } from './batches';
import { evaluate, type EvaluatedNet, recalibratedStatistics } from './evaluate';
import { startRun, replaceState, disposeRun, type LiveRun, downloadTensors, snapshotOf, switchOptimiser } from './liveRun';
import { evaluationAttack, optimiserAt, learningRateAt, gradientOptionsAt, hyperparametersAt } from './schedule';
import { gradientCall, tensorsOf } from './trainingGradient';
import type { RunState, TrainEvent, TrainingChoice } from './types';

/** An event without its snapshot; undefined after one gradient of an attack. */
type UnstampedEvent<E = TrainEvent> = E extends TrainEvent ? Omit<E, 'snapshot'> | undefined : never;

/**
 * Trains one seed as a generator of events, from the beginning or from a checkpoint. The result depends on choice, data and seed alone, wherever
 * training was interrupted. Returning at any event frees every tensor. `clock`, in ms, is read such that pauses between events do not count.
 */
export async function* train(
  device: Device,
  model: Model,
  dataset: Dataset,
  choice: TrainingChoice,
  seed: number,
  from?: RunState,
  clock: () => number = () => performance.now(),
): AsyncGenerator<TrainEvent, void> {
  const live = startRun(device, model, choice, seed, from);
  let resumedAt = clock();
  const seconds = (): number => live.seconds + (clock() - resumedAt) / 1000;
  const events = trainEpochs(device, dataset, choice, seed, live, seconds);
  try {
    for (;;) {
      resumedAt = clock();
      const { value, done } = await events.next();
      live.seconds = seconds();
      resumedAt = clock();
      if (done) return;
      yield { ...(value ?? { kind: 'step' }), snapshot: () => snapshotOf(device, live, live.seconds) };
    }
  } finally {
    await events.return();
    disposeRun(live);
  }
}

/** The remaining epochs, each with its evaluation when due. */
async function* trainEpochs(
  device: Device,
  dataset: Dataset,
  choice: TrainingChoice,
  seed: number,
  live: LiveRun,
  seconds: () => number,
): AsyncGenerator<UnstampedEvent, void> {
  const count = Math.min(choice.data.train, dataset.train.count);
  for (let epoch = live.epoch; epoch < choice.epochs; epoch += 1) {
    switchOptimiser(device, live, optimiserAt(choice, epoch));
    yield* trainEpoch(device, dataset, choice, seed, live, count);
    const last = epoch === choice.epochs - 1;
    const due = last || (epoch + 1) % choice.evaluate.every === 0;
    const evaluation = due ? yield* evaluateEpoch(device, dataset, choice, seed, live, count) : undefined;
    const metrics = evaluation && {
      epoch: epoch + 1,
      seconds: seconds(),
      lr: learningRateAt(choice, epoch),
      trainLoss: live.lossSum / count,
      ...evaluation,
    };
    if (metrics) live.metrics.push(metrics);
    Object.assign(live, { epoch: epoch + 1, call: 0, lossSum: 0 });
    yield { kind: 'epoch', ...(metrics && { metrics }), state: await snapshotOf(device, live, seconds()) };
  }
}

/** The remaining gradient calls of one epoch: each batch of a fresh random order once, whatever the optimiser. */
async function* trainEpoch(
  device: Device,
  { train: images }: Dataset,
  choice: TrainingChoice,
  seed: number,
  live: LiveRun,
  count: number,
): AsyncGenerator<UnstampedEvent, void> {
  const { model, epoch } = live;
  const order = streamOf(seed, 'batches', epoch).order(count);
  const [options, values, optimiser] = [gradientOptionsAt(choice, epoch), hyperparametersAt(choice, epoch), netOptimisers[live.optimiser]];
  const calls = batchRanges(count, choice.batch);
  for (const [call, { from, to }] of calls.entries()) {
    if (call < live.call) continue;
    const batch = device.make((tf) => ({ ...batchOf(tf, images, order.subarray(from, to)) }));
    try {
      const result = yield* gradientCall(
        device,
        model,
        options,
        optimiser.gradientPoint(live.state),
        live.statistics,
        batch,
        streamOf(seed, 'start', epoch, call),
      );
      try {
        const noise = streamOf(seed, 'noise', epoch, call);
        const noiseOf = (tf: Parameters<typeof optimiser.update>[0]) => () =>
          model.outline.weights.map(({ shape }) =>
            tf.tensor(
              noise.normal(
                shape.reduce((n, side) => n * side, 1),
                1,
              ),
              [...shape],
            ),
          );
        const [[loss = NaN] = []] = await device.read((tf) => [tf.clone(result.loss)]);
        if (!Number.isFinite(loss)) throw new Error(`The training loss is ${loss} in epoch ${epoch + 1}: a smaller learning rate may help`);
        live.state = replaceState(device, live.state, (tf) => optimiser.update(tf, live.state, result.gradients, values, noiseOf(tf)));
        free(live.statistics);
        live.statistics = device.make((tf) => result.statistics.map((tensor) => tf.clone(tensor)));
        Object.assign(live, { call: call + 1, lossSum: live.lossSum + loss * (to - from) });
      } finally {
        free(tensorsOf(result));
      }
    } finally {
      free([batch.x, batch.y]);
    }
    yield { kind: 'batch', epoch, call: call + 1, calls: calls.length, images: to - from, loss: live.lossSum / to };
  }
}

/** Evaluates the centre on training and test images; stores it as the best epoch when its robust accuracy is the highest so far. */
async function* evaluateEpoch(device: Device, dataset: Dataset, choice: TrainingChoice, seed: number, live: LiveRun, count: number) {
  const { model, epoch } = live;
  const weights = netOptimisers[live.optimiser].centre(live.state);
  const statistics = yield* recalibratedStatistics(device, live, weights, dataset.train, count, choice.batch);
  try {
    const net: EvaluatedNet = { model, weights, statistics };
    const test = Math.min(choice.evaluate.count, choice.data.test, dataset.test.count);
    const trainCount = Math.min(Math.ceil(test / 2), count); // half: as expensive as test images and less informative
    const sizes = { batch: choice.batch, seed };
    const report = (done: number): UnstampedEvent => ({ kind: 'evaluating', epoch, done, of: test + trainCount });
    const attack = evaluationAttack(choice);
    const trained = yield* evaluate(device, net, dataset.train, attack, { ...sizes, count: trainCount }, report);
    const tested = yield* evaluate(device, net, dataset.test, attack, { ...sizes, count: test }, (done) => report(trainCount + done));
    if (!live.best || tested.robust > live.best.testRobust) {
      const [bestWeights, bestStatistics] = [
        await downloadTensors(device, model.outline.weights, weights),
        await downloadTensors(device, model.outline.statistics, statistics),
      ];
      live.best = { epoch: epoch + 1, testRobust: tested.robust, weights: bestWeights, statistics: bestStatistics };
    }
    return {
      trainClean: trained.clean,
      trainRobust: trained.robust,
      testClean: tested.clean,
      testRobust: tested.robust,
      testStalled: tested.stalled,
    };
  } finally {
    free(statistics);
  }
}
