import type { TrainingChoice } from '../../experiment/training';
import { trainingSpecs as specs } from '../../experiment/trainingSpecs';
import { field } from '../controls/numbers';

/** What tells a method from its neighbours, in a few letters. */
export function brief({ awp, optimiser, method, beta }: Pick<TrainingChoice, 'method' | 'awp' | 'optimiser'> & { readonly beta?: number }): string {
  const entropy = `γ ${field(optimiser.gamma ?? specs.entropy.gamma.default, 0)}, L ${optimiser.L ?? specs.entropy.L.default}`;
  return [
    optimiser.name === 'sgd' ? `η ${field(optimiser.lr, 0)}` : entropy,
    ...(awp ? [`size ${field(awp.size, 0)}`] : []),
    ...(method === 'trades' ? [`β ${field(beta ?? specs.trades.beta.default, 0)}`] : []),
  ].join(', ');
}
