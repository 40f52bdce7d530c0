import type { TrainEvent, TrainingChoice } from '../../nets/training/types';
import { judged, passes } from './costEstimate';

/** Where a run is and how fast it goes; learns from the time between events. */
export interface Pace {
  /** Takes in an event and the milliseconds of work before it. */
  note(event: TrainEvent, ms: number): void;
  where(): {
    readonly epoch: number;
    readonly batch: number;
    readonly batches: number;
    readonly loss: number;
    readonly imagesPerSecond: number;
    readonly secondsLeft?: number;
  };
  /** Milliseconds of the newest whole batch. */
  step(): number | undefined;
}

/** Share of the newest batch in the running mean of their times. */
const SHARE = 0.2;

export function openPace(choice: TrainingChoice, from: { readonly epoch: number; readonly call: number }): Pace {
  const batches = Math.ceil(choice.data.train / choice.batch);
  const unit = passes(choice);
  const every = choice.evaluate.every;
  let [epoch, call, loss, partial, evaluating] = [from.epoch, from.call, 0, 0, 0];
  let newest: number | undefined;
  let perImage: number | undefined; // ms
  let perJudged: number | undefined;

  /** Evaluations that are still to come, the one that is going on included. */
  const evaluations = (): number => {
    const whole = Math.floor((choice.epochs - 1) / every) - Math.floor(epoch / every);
    return whole + 1;
  };
  return {
    note: (event, ms) => {
      partial += ms;
      if (event.kind === 'step') return;
      if (event.kind === 'batch') {
        ({ call, loss } = event);
        newest = partial;
        const own = partial / event.images;
        perImage = perImage === undefined ? own : (1 - SHARE) * perImage + SHARE * own;
      } else if (event.kind === 'evaluating') {
        if (event.done > evaluating) perJudged = partial / (event.done - evaluating);
        evaluating = event.done;
      } else {
        epoch = event.state.epoch;
        call = 0;
        evaluating = 0;
      }
      partial = 0;
    },
    where: () => {
      const done = { epoch, batch: call, batches, loss, imagesPerSecond: perImage ? 1000 / perImage : 0 };
      if (perImage === undefined) return done;
      const images = (choice.epochs - epoch) * choice.data.train - Math.min(call * choice.batch, choice.data.train);
      const eyed = perJudged ?? (perImage * unit.judge) / unit.train;
      const left = images * perImage + Math.max(0, evaluations() * judged(choice) - evaluating) * eyed;
      return { ...done, secondsLeft: left / 1000 };
    },
    step: () => newest,
  };
}
