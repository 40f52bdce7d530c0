import type { TrainEvent, TrainingChoice } from '../../nets/training/types';
import { evaluatedImages, gradientsPerImage } from './costEstimate';

/** Progress estimator of a run: its position, speed and remaining time, from the milliseconds between training events. */
export interface ProgressEstimator {
  /** Records an event and the milliseconds of work before it. */
  record(event: TrainEvent, ms: number): void;
  position(): {
    readonly epoch: number;
    readonly batch: number;
    readonly batches: number;
    readonly loss: number;
    readonly imagesPerSecond: number;
    readonly secondsLeft?: number;
  };
  /** Milliseconds of the last whole batch. */
  stepMs(): number | undefined;
}

/** Weight of the newest batch in the exponential moving average of milliseconds per image. */
const AVERAGE_WEIGHT = 0.2;

export function progressEstimator(choice: TrainingChoice, from: { readonly epoch: number; readonly call: number }): ProgressEstimator {
  const batches = Math.ceil(choice.data.train / choice.batch);
  const gradients = gradientsPerImage(choice);
  const { every } = choice.evaluate;
  let { epoch, call } = from;
  let [loss, elapsed, evaluated] = [0, 0, 0];
  let batchMs: number | undefined;
  let msPerImage: number | undefined;
  let msPerEvaluated: number | undefined;

  /** Evaluations that remain, the current one included. */
  const evaluationsLeft = (): number => Math.floor((choice.epochs - 1) / every) - Math.floor(epoch / every) + 1;
  return {
    record: (event, ms) => {
      elapsed += ms;
      if (event.kind === 'step') return;
      if (event.kind === 'batch') {
        ({ call, loss } = event);
        batchMs = elapsed;
        const measured = elapsed / event.images;
        msPerImage = msPerImage === undefined ? measured : (1 - AVERAGE_WEIGHT) * msPerImage + AVERAGE_WEIGHT * measured;
      } else if (event.kind === 'evaluating') {
        if (event.done > evaluated) msPerEvaluated = elapsed / (event.done - evaluated);
        evaluated = event.done;
      } else {
        epoch = event.state.epoch;
        call = 0;
        evaluated = 0;
      }
      elapsed = 0;
    },
    position: () => {
      const position = { epoch, batch: call, batches, loss, imagesPerSecond: msPerImage ? 1000 / msPerImage : 0 };
      if (msPerImage === undefined) return position;
      const images = (choice.epochs - epoch) * choice.data.train - Math.min(call * choice.batch, choice.data.train);
      const evaluationMs = msPerEvaluated ?? (msPerImage * gradients.evaluate) / gradients.train;
      const msLeft = images * msPerImage + Math.max(0, evaluationsLeft() * evaluatedImages(choice) - evaluated) * evaluationMs;
      return { ...position, secondsLeft: msLeft / 1000 };
    },
    stepMs: () => batchMs,
  };
}
