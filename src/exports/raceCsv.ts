import type { RaceRequest, RaceResult } from '../engine/protocol';
import type { SurfaceDocument } from '../experiment/document';
import { shortest } from './csv';

/** Every recorded state of every method, one row each; the recipe, with the document on one line, stands before them. */
export function raceCsv(document: SurfaceDocument, request: RaceRequest, result: RaceResult, version: string): string {
  const { start, steps, seed, racers } = request;
  const lines = [
    `# document: ${JSON.stringify(document)}`,
    `# version: smoothscape ${version}`,
    `# race: ${JSON.stringify({ start, steps, seed, racers })}`,
    `# precision: float64; least loss ${result.minimum.loss} at ${result.minimum.theta.join(' ')}`,
    ...result.runs.filter(({ run }) => run.why !== '').map(({ name, run }) => `# ${name} ${run.end}: ${run.why}`),
    'method,step,theta1,theta2,loss,adversarial,clean,gradient_norm,gradients,integrals,crossings1,crossings2',
  ];
  for (const { name, run } of result.runs)
    for (let k = 0; k < run.count; k += 1) {
      const numbers = [run.theta[2 * k]!, run.theta[2 * k + 1]!, run.loss[k]!, run.adversarial[k]!, run.clean[k]!, run.slope[k]!];
      const counts = [run.evaluations[k]!, run.integrals[k]!, run.crossings[2 * k]!, run.crossings[2 * k + 1]!];
      lines.push([name, k, ...numbers.map(shortest), ...counts].join(','));
    }
  return `${lines.join('\n')}\n`;
}
