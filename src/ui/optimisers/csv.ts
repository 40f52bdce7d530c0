import type { RaceRequest, RaceResult } from '../../engine/protocol';
import { wholeDocument, type Experiment } from '../../experiment/store';
import { trimDocument } from '../../experiment/parse';

/** Every recorded state of every method, one row each; the recipe stands in the comment lines. */
export function raceCsv(state: Pick<Experiment, 'document' | 'sight'>, request: RaceRequest, result: RaceResult): string {
  const lines = [
    `# ${JSON.stringify(trimDocument(wholeDocument(state)))}`,
    `# race ${JSON.stringify({ start: request.start, steps: request.steps, seed: request.seed, racers: request.racers })}`,
    `# float64; minimum ${result.minimum.loss} at ${result.minimum.theta.join(' ')}`,
    'method,step,theta1,theta2,loss,adversarial,clean,gradient_norm,gradients,integrals,crossings1,crossings2',
  ];
  for (const { name, run } of result.runs)
    for (let k = 0; k < run.count; k += 1)
      lines.push(
        [
          name,
          k,
          run.theta[2 * k],
          run.theta[2 * k + 1],
          run.loss[k],
          run.adversarial[k],
          run.clean[k],
          run.slope[k],
          run.evaluations[k],
          run.integrals[k],
          run.crossings[2 * k],
          run.crossings[2 * k + 1],
        ].join(','),
      );
  return `${lines.join('\n')}\n`;
}
