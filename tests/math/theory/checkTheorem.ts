import type { BenchOptions } from '../../../src/math/theory/options';
import { checkTheoremTask } from '../../../src/math/theory/check';
import type { Outcome, Theorem, TheoremContext } from '../../../src/math/theory/types';

/** checkTheoremTask() run to its end. */
export function checkTheorem(theorem: Theorem, context: TheoremContext, options: BenchOptions): Outcome {
  const task = checkTheoremTask(theorem, context, options);
  for (;;) {
    const { done, value } = task.next();
    if (done) return value;
  }
}
