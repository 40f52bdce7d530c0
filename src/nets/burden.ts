import type { TrainingChoice } from '../experiment/training';
import type { Outline } from './kinds';
import { countOf } from './models/outline';

/** What a run asks of a machine, before it starts. */
export interface Burden {
  /** Trainable numbers. */
  readonly parameters: number;
  /** While it trains: weights, memory of the optimiser, and one batch forward and backward. */
  readonly bytes: number;
  /** Of the run's state, kept between epochs. */
  readonly kept: number;
  /** Multiply-adds of one epoch with its attacks and its evaluation. */
  readonly macsPerEpoch: number;
}

/** A gradient costs about three forward passes, one by pixel alone about two. */
const [BY_WEIGHT, BY_PIXEL] = [3, 2];

export function burdenOf({ weights, statistics, macs, activations }: Outline, choice: TrainingChoice): Burden {
  const { method, attack, awp, optimiser, batch, evaluate, data } = choice;
  const parameters = countOf(weights);
  const lists = (optimiser.name === 'sgd' ? 2 : optimiser.name === 'entropy-sgd' ? 5 : 6) + (awp ? 1 : 0);
  const kept = 4 * ((optimiser.name === 'sgd' ? 3 : 6) * parameters + 2 * countOf(statistics)); // the best weights among them
  const passes = method === 'trades' ? 2 : 1;
  const perImage = passes * BY_WEIGHT * (awp ? 2 : 1) + (method === 'standard' ? 0 : attack.steps * BY_PIXEL);
  const judged = (Math.min(evaluate.count, data.test) * 1.5 * (BY_PIXEL * evaluate.steps + 2)) / evaluate.every; // test images, and half as many of training
  return {
    parameters,
    bytes: 4 * ((lists + 2) * parameters + passes * 2 * activations * batch),
    kept,
    macsPerEpoch: macs * (data.train * perImage + judged),
  };
}

/** More than this a browser's tab seldom gets. */
const MEMORY = 3e9;
const DAY = 86_400;

/** Plain sentences where a run is hopeless on a machine of so many multiply-adds a second. */
export function warningsOf({ bytes, macsPerEpoch }: Burden, { epochs }: Pick<TrainingChoice, 'epochs'>, macsPerSecond?: number): string[] {
  const seconds = macsPerSecond === undefined ? 0 : (macsPerEpoch * epochs) / macsPerSecond;
  return [
    ...(bytes > MEMORY ? [`This needs about ${(bytes / 1e9).toFixed(1)} GB while it trains, more than a browser usually gives a page.`] : []),
    ...(seconds > DAY ? [`At the speed of this machine it would take about ${(seconds / DAY).toFixed(seconds < 10 * DAY ? 1 : 0)} days.`] : []),
  ];
}
