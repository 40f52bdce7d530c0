import { probeTexts } from '../../src/exports/probeTexts';
import type { PointResult } from '../../src/worker/rpc/protocol';
import { expect, test } from 'vitest';

const probe = (theta: PointResult['theta'], shown: number, gradient?: PointResult['theta']): PointResult => ({
  ...{ theta, shown, adversarial: shown, clean: shown, deltas: [], u: [] },
  ...(gradient && { gradient }),
});
const probes = [probe([1, -1.5], 0.1 + 0.2, [-1e-9, 2 / 3]), probe([0, 1 / 3], 1e21)];

test('plain text has a row a weight, and every number reads back to the same float64; a missing gradient is empty', () => {
  const [head, ...rows] = probeTexts.plain(probes).split('\n').slice(0, -1);
  expect(head).toBe('theta1\ttheta2\tloss\tgrad1\tgrad2');
  expect(rows.map((row) => row.split('\t').map((cell) => (cell === '' ? NaN : Number(cell))))).toEqual([
    [1, -1.5, 0.1 + 0.2, -1e-9, 2 / 3],
    [0, 1 / 3, 1e21, NaN, NaN],
  ]);
});

test('LaTeX has powers of ten and a dash where there is no gradient; Python has floats', () => {
  expect(probeTexts.latex(probes)).toContain('$1$ & $-1.5$ & $0.30000000000000004$ & $-1\\times10^{-9}$ & $0.6666666666666666$ \\\\');
  expect(probeTexts.latex(probes)).toContain('$1\\times10^{21}$ & -- & -- \\\\');
  expect(probeTexts.python(probes)).toContain('    (1.0, -1.5, 0.30000000000000004, -1e-9, 0.6666666666666666),\n');
  expect(probeTexts.python(probes)).toContain('    (0.0, 0.3333333333333333, 1e+21, float("nan"), float("nan")),\n');
});
