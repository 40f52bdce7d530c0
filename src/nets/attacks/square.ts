import { attackCatalogue } from './autoAttackOptions';
import { predictedClasses, readLogits } from './classifier';
import { distance } from './ball';
import { proposals2, proposalsInf, windowShare } from './squareProposals';
import type { Attack, AttackRun, Outcome } from './types';
import type { Stream } from '../../math/core/random';

/**
 * Square Attack (Andriushchenko et al. 2020): random search without gradients. A random change within a square window is kept where it lowers the
 * margin z_y − max z_j. Each image has its own windows and signs (the published code draws them for a batch), and is left out once misclassified.
 */
export const square: Attack = {
  ...attackCatalogue.square,
  budget: ({ queries, restarts }) => ({ gradients: 0, queries: queries * restarts }),
  async *run(run) {
    const { queries, restarts } = run.options;
    const outcomes = run.batch.labels.map((): Outcome => ({
      adversarial: null,
      gradients: 0,
      queries: queries * restarts,
      stalled: false,
      nearest: Infinity,
    }));
    for (let restart = 0; restart < restarts; restart += 1) {
      const images = outcomes.flatMap(({ adversarial }, image) => (adversarial ? [] : [image]));
      if (images.length > 0) yield* search(run, images, restart, outcomes);
    }
    return outcomes;
  },
};

/** One image in the search. */
interface Searched {
  readonly image: number;
  readonly clean: Float32Array;
  readonly label: number;
  readonly stream: Stream;
  /** The image of least margin so far, and that margin. */
  readonly current: Float32Array;
  margin: number;
}

/** One start of the search on the given images. */
async function* search(run: AttackRun, images: readonly number[], restart: number, outcomes: Outcome[]): AsyncGenerator<undefined, void> {
  const { device, classifier, options, batch } = run;
  const [height, width, channels] = batch.shape;
  const size = height * width * channels;
  const { start, propose } = (options.norm === 'inf' ? proposalsInf : proposals2)(batch.shape, options.windows);
  let searched = images.map((image): Searched => {
    const [clean, stream] = [batch.pixels.subarray(image * size, (image + 1) * size), run.streamOf(image, restart)];
    return { image, clean, label: batch.labels[image] ?? 0, stream, current: start(stream, clean, options.epsilon), margin: Infinity };
  });
  let proposals = joined(searched, size);
  for (let query = 0; query < options.queries && searched.length > 0; query += 1) {
    if (query > 0) {
      const p = windowShare(query - 1, options.pInit, options.schedule, options.queries);
      for (const [row, { stream, clean, current }] of searched.entries())
        propose(stream, clean, current, proposals.subarray(row * size, (row + 1) * size), options.epsilon, p);
    }
    const logits = await readLogits(device, classifier, proposals, batch.shape);
    const predicted = predictedClasses(logits, classifier.classes);
    const kept = searched.filter((entry, row) => {
      const proposal = proposals.subarray(row * size, (row + 1) * size);
      if (predicted[row] !== entry.label) {
        const at = restart * options.queries + query;
        const nearest = distance(proposal, entry.clean, options.norm);
        outcomes[entry.image] = { adversarial: { at, pixels: proposal.slice() }, gradients: 0, queries: at + 1, stalled: false, nearest };
        return false;
      }
      const margin = marginOf(logits.subarray(row * classifier.classes, (row + 1) * classifier.classes), entry.label);
      if (margin < entry.margin) {
        entry.current.set(proposal);
        entry.margin = margin;
      } else proposal.set(entry.current);
      return true;
    });
    if (kept.length < searched.length) proposals = joined(kept, size);
    searched = kept;
    yield;
  }
}

/** z_y − max_{j≠y} z_j of one image. */
function marginOf(z: Float32Array, label: number): number {
  let other = -Infinity;
  for (let j = 0; j < z.length; j += 1) if (j !== label) other = Math.max(other, z[j] ?? NaN);
  return (z[label] ?? NaN) - other;
}

function joined(searched: readonly Searched[], size: number): Float32Array {
  const pixels = new Float32Array(searched.length * size);
  searched.forEach(({ current }, k) => pixels.set(current, k * size));
  return pixels;
}
