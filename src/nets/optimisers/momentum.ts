import type { Tf } from '../../tensors/tf';
import type { Weights } from '../kinds';
import { each, plus } from '../weights';
import type { OptValues } from './kinds';

/** What momentum makes of a gradient d: b ← μb + d (b = d at first); the step is b, or d + μb with Nesterov. Without momentum nothing is remembered. */
export function stepped(
  tf: Tf,
  d: Weights,
  before: Weights | undefined,
  { momentum, nesterov }: Pick<OptValues, 'momentum' | 'nesterov'>,
): { step: Weights; velocity: { velocity?: Weights } } {
  if (momentum === 0) return { step: d, velocity: {} };
  const velocity = before ? each((b, g) => tf.add(tf.mul(b, momentum), g), before, d) : d;
  return { step: nesterov ? plus(tf, d, momentum, velocity) : velocity, velocity: { velocity } };
}
