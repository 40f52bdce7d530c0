import type { TrainingChoice } from '../../experiment/training';
import type { Dataset, Net, Outline } from '../../nets/kinds';
import { modelOf, type Model } from '../../nets/model';
import { nets } from '../../nets/models';

/** The network of a document, built for its images. */
export function modelFor({ name, ...options }: TrainingChoice['net'], { train, classes, mean, std }: Dataset): Model {
  const rows: Readonly<Record<string, Net>> = nets;
  const net = rows[name];
  if (!net) throw new Error(`net.name: "${name}" is not one of ${Object.keys(rows).join(', ')}`);
  const values = Object.fromEntries(Object.entries(options).filter((option): option is [string, number] => typeof option[1] === 'number'));
  return modelOf(net, { height: train.height, width: train.width, classes: classes.length, mean, std }, values);
}

export const sizeOf = (specs: Outline['weights']): number =>
  specs.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);

/** Lists shaped like the weights that an optimiser carries: SGD weights and velocity; EntropySGD centre, walk, mean, two momenta; second order a square. */
const lists = { sgd: 2, 'entropy-sgd': 5, 'entropy-sgd-2': 6 } as const;

/** Bytes of the state that is kept of a run, the best weights included. */
export function keptBytes({ optimiser }: TrainingChoice, { weights, statistics }: Outline): number {
  return 4 * ((lists[optimiser.name] + 1) * sizeOf(weights) + 2 * sizeOf(statistics));
}

/** Gradients by pixel or by weight behind one image of a training batch, and behind one that is judged. */
export function passes({ method, attack, awp, evaluate }: TrainingChoice): { readonly train: number; readonly judge: number } {
  const inner = method === 'standard' ? 0 : attack.steps;
  const outer = method === 'trades' ? 2 : 1;
  return { train: inner + outer * (awp ? 2 : 1), judge: evaluate.steps + 2 / 3 }; // two forward passes cost two thirds of a gradient
}

/** Images that one evaluation looks at: the test images, and half as many of the others. */
export function judged({ data, evaluate }: TrainingChoice): number {
  const test = Math.min(evaluate.count, data.test);
  return test + Math.min(Math.ceil(test / 2), data.train);
}
