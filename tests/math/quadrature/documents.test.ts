import { activationOf } from '../../../src/math/activations';
import { linspace } from '../../../src/math/core/grid';
import type { Point } from '../../../src/math/core/types';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { smoothings } from '../../../src/math/smoothing';
import { smoothedValues } from '../smoothing/smoothedValues';
import { testProblem } from '../oracles';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Document {
  readonly name: string;
  readonly model: Parameters<typeof activationOf>[0];
  readonly points: readonly Point[];
  readonly norm: number | 'inf';
  readonly epsilon: number;
  readonly gamma?: number;
  readonly sigma?: number;
  /** At theta2 (outer), theta1 in −3, −1.8, 0, 1.8, 3. */
  readonly values: readonly number[];
}
const { documents } = JSON.parse(readFileSync(new URL('../../data/quadrature.json', import.meta.url), 'utf8')) as { documents: Document[] };

/** Evaluations of the loss in thousands, at most. */
const BUDGETS: Readonly<Record<string, number>> = {
  'linear Linf 1pt g1': 17,
  'linear L2 1pt g1': 61,
  'linear L1 4pt g1': 23,
  'linear p3 1pt g1': 93,
  'swish Linf 1pt g1': 20,
  'swish L2 1pt g1': 46,
  'swish L2 1pt g100': 164,
  'swish Linf 4pt g1': 44,
  'swish Linf 4pt g.05': 52,
  'tanh Linf 8pt g10': 31,
  'sin2z+z/3 L2 4pt': 737,
  '||z|-1| Linf 3pt': 202,
  'linear Linf steep g.05': 342,
  'swish L2 30pt g1': 427,
  'linear L2 1pt g1e4': 7479,
  'mean swish Linf 2pt': 35,
};

test.each(documents)('$name: 101 × 101 nodes to 1e-8, in few evaluations', ({ name, values, model, points, norm, epsilon, ...smoothing }) => {
  const gamma = smoothing.gamma ?? 1 / (smoothing.sigma ?? 1) ** 2;
  const integral =
    smoothing.sigma === undefined
      ? smoothings['entropy-sgd'].integral({ gamma, normalised: true })
      : smoothings['gaussian-mean'].integral({ sigma: smoothing.sigma });
  const landscape = landscapeOf(testProblem({ points, epsilon, p: norm, model, reach: 1000 }));
  let evaluations = 0;
  const counted: typeof landscape = {
    ...landscape,
    valuesAt: (a, b, out) => {
      evaluations += a.length;
      landscape.valuesAt(a, b, out);
    },
  };
  const nodes = linspace(-3, 3, 101);
  const z = smoothedValues(counted, integral, nodes, nodes);
  const picked = [0, 20, 50, 80, 100];
  const found = picked.flatMap((i) => picked.map((j) => z[101 * i + j]!));
  found.forEach((value, k) => expect(Math.abs(value - values[k]!)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(values[k]!))));
  expect(evaluations / 1000).toBeLessThan(BUDGETS[name] ?? 0);
});
