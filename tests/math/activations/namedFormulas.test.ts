import { parseDocument } from '../../../src/documents/parseSurface';
import { drawActivation } from '../../../src/figures/charts/activationChart';
import { activationOf } from '../../../src/math/activations';
import { namedFormulas } from '../../../src/math/activations/namedFormulas';
import { describe, expect, test } from 'vitest';

/** The textbook form of each row, as code of its own. */
const textbook: Readonly<Record<string, (z: number) => number>> = {
  ReLU: (z) => (z > 0 ? z : 0),
  'leaky ReLU, slope 0.1': (z) => (z > 0 ? z : z / 10),
  ELU: (z) => (z > 0 ? z : Math.expm1(z)),
  'GELU, tanh form': (z) => 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3))),
  Mish: (z) => z * Math.tanh(Math.log1p(Math.exp(z))),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  'hard tanh': (z) => Math.min(1, Math.max(-1, z)),
  softsign: (z) => z / (1 + Math.abs(z)),
  arctangent: Math.atan,
  sine: Math.sin,
  'cubic over quadratic': (z) => z ** 3 / (1 + z ** 2),
};

describe.each(namedFormulas.map(({ label, formula }) => [label, formula] as const))('%s', (label, formula) => {
  test('is the textbook function, and a model of a document', () => {
    const { f } = activationOf({ formula });
    for (let z = -6; z <= 6; z += 0.37) expect(f(z)).toBeCloseTo(textbook[label]?.(z) ?? NaN, 12);
    expect(parseDocument({ model: { formula } })).toMatchObject({ ok: true });
  });

  test('φ and φ′ are drawn in the box, φ′ broken at every kink', () => {
    const figure = drawActivation({ formula }, 254, 96);
    const kinks = activationOf({ formula }).kinks?.(4) ?? [];
    expect(figure.slope.split('M').length - 1).toBe(kinks.length + 1);
    const pixels = (path: string) => path.match(/-?[\d.]+ -?[\d.]+/g)?.map((pair) => Number(pair.split(' ')[1])) ?? [];
    for (const y of [...pixels(figure.value), ...pixels(figure.slope)]) expect(y >= 0 && y <= 96).toBe(true);
    expect(Math.abs(figure.ends[0] - figure.ends[1])).toBeGreaterThanOrEqual(12);
  });
});
