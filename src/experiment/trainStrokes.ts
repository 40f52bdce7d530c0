import { optimisers } from '../math/optimisers';
import type { Stroke } from '../math/optimisers/kinds';
import type { TrainingChoice } from './training';
import { methodLabel } from './trainingNames';

const trades: Stroke = { light: '#00805C', dark: '#3DBE93', width: 1.8, dash: [10, 3, 3, 3], marker: 'square' };

/** How a method is drawn wherever it is drawn; a method that has two names (AWP, EnSGD) takes the colour of the latter and the dash of the former. */
export function strokeOf({ method, awp, optimiser }: Pick<TrainingChoice, 'method' | 'awp' | 'optimiser'>): Stroke {
  const own = optimiser.name === 'sgd' ? baseOf(method, awp !== null) : optimisers[optimiser.name].stroke;
  if (optimiser.name === 'sgd') return method === 'trades' && awp ? { ...own, ...dashOf(optimisers.awp.stroke) } : own;
  if (method === 'trades') return { ...own, ...dashOf(awp ? optimisers.sam.stroke : trades) };
  return awp ? { ...own, ...dashOf(optimisers.awp.stroke) } : own;
}

const dashOf = ({ dash, marker }: Stroke): Pick<Stroke, 'dash' | 'marker'> => ({ dash, marker });

function baseOf(method: TrainingChoice['method'], awp: boolean): Stroke {
  if (method === 'trades') return trades;
  if (awp) return optimisers.awp.stroke;
  return method === 'at' ? optimisers.sgd.stroke : optimisers.momentum.stroke;
}

/** Dashes of the second, third, … method of one name, so that it is told from the first. */
const again: readonly (readonly number[])[] = [[2, 3], [6, 3], [10, 3, 2, 3], [4, 6]]; // prettier-ignore

/** Name and stroke of each of these choices; one that has the name of an earlier one is numbered and dashed otherwise. */
export function namesOf(
  choices: readonly Pick<TrainingChoice, 'method' | 'awp' | 'optimiser'>[],
): readonly { readonly label: string; readonly stroke: Stroke }[] {
  const seen = new Map<string, number>();
  return choices.map((choice) => {
    const [label, stroke] = [methodLabel(choice), strokeOf(choice)];
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return before === 0
      ? { label, stroke }
      : { label: `${label} (${before + 1})`, stroke: { ...stroke, dash: again[(before - 1) % again.length] ?? [] } };
  });
}
