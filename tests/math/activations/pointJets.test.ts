import { activationOf, activations } from '../../../src/math/activations';
import { describe, expect, test } from 'vitest';

/** Central differences of eighth order (Fornberg 1988). */
const FIRST = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
const SECOND = [8 / 5, -1 / 5, 8 / 315, -1 / 560];
const STEP = 0.008;
const firstDifference = (f: (z: number) => number, z: number): number =>
  FIRST.reduce((sum, c, k) => sum + c * (f(z + (k + 1) * STEP) - f(z - (k + 1) * STEP)), 0) / STEP;
const secondDifference = (f: (z: number) => number, z: number): number =>
  SECOND.reduce((sum, c, k) => sum + c * (f(z + (k + 1) * STEP) - 2 * f(z) + f(z - (k + 1) * STEP)), 0) / STEP ** 2;

/** Every function of the parser, alone or composed, and where φ has kinks or is undefined. */
const formulas: readonly (readonly [formula: string, exceptions: readonly number[]])[] = [
  ['z^3/(1+z^2)', []],
  ['exp(-(z-2)^2)', []],
  ['log(1 + z^2) - 3', []],
  ['sqrt(1 + z^4)', []],
  ['abs(z - 1/2)*z', [0.5]],
  ['sin(2z) + z/3', []],
  ['cos(z)^3', []],
  ['tan(z/4)', []],
  ['sinh(z/3)*cosh(z/2)', []],
  ['tanh(2z - 1)', []],
  ['asinh(z) - atan(2z)', []],
  ['sigmoid(3z)*z', []],
  ['swish(z)', []],
  ['softplus(z)', []],
  ['softplus(-2z) + relu(z)', [0]],
  ['relu(z) - 0.1 z^2', [0]],
  ['sec(z/5) + sech(z)', []],
  ['square(sin(z))', []],
  ['max(z, z/3)', [0]],
  ['min(max(z, -1), 1)', [-1, 1]],
  ['abs(abs(z) - 1)', [-1, 0, 1]],
  ['abs(z)^3', []],
  ['z*abs(z)', [0]],
  ['abs(z^2)', []],
  ['sqrt(z^4)', []],
  ['sin(z)/z', [0]],
  ['1/(z^2 + 1)^2', []],
  ['(1 + z^2)^sin(z)', []],
  ['2^z - e^(-z/tau)', []],
  ['z^5 - z^4 + pi z^3', []],
  ['(z^2 + 1)^-1.5', []],
  ['sinh(sin(cos(z)))', []],
  ['exp(z)/(1 + exp(z))', []],
  ['-(-z)^7/100 + +z^0', []],
  ['7', []],
];

describe.each(formulas)('%s', (formula, exceptions) => {
  const { f, df, ddf } = activationOf({ formula });
  const places = [...Array.from({ length: 241 }, (_, k) => (k - 120) / 24), -0.3171, 1e-3, 1e-6, -1e-8].filter((z) =>
    exceptions.every((at) => Math.abs(z - at) > 4.5 * STEP),
  );
  // |z|³ has a jump in its third derivative, which differences feel
  const tolerance = (z: number): number => (formula === 'abs(z)^3' && Math.abs(z) < 5 * STEP ? 0.1 : 1e-9 * (1 + Math.abs(f(z)) + Math.abs(ddf(z))));

  test('φ′ and φ″ are the central differences of eighth order', () => {
    for (const z of places) {
      expect(Math.abs(df(z) - firstDifference(f, z)), `φ′(${z})`).toBeLessThan(tolerance(z));
      expect(Math.abs(ddf(z) - secondDifference(f, z)), `φ″(${z})`).toBeLessThan(tolerance(z));
    }
  });

  test('derivatives do not depend on earlier computations', () => {
    const once = places.map((z) => [df(z), ddf(z)]);
    const fresh = activationOf({ formula: ` ${formula}` });
    expect(places.map((z) => [fresh.ddf(z), fresh.df(z)].reverse())).toEqual(once);
  });
});

test.each(Object.entries(activations))('%s: the formula has the derivatives of the row', (_name, row) => {
  const { df, ddf } = activationOf({ formula: row.expression });
  for (const z of [-900, -710, -50, -5, -1.3, -1e-7, 0, 1e-9, 0.4, 2, 7, 60, 800]) {
    expect(df(z)).toBeCloseTo(row.df(z), 14);
    expect(ddf(z)).toBeCloseTo(row.ddf(z), 14);
  }
});

/** φ, a kink, and φ′ and φ″ just before and just after it. */
const kinks: readonly (readonly [formula: string, at: number, before: readonly [number, number], after: readonly [number, number]])[] = [
  ['abs(z)', 0, [-1, 0], [1, 0]],
  ['relu(z) - 0.1 z^2', 0, [0, -0.2], [1, -0.2]],
  ['z*abs(z)', 0, [0, -2], [0, 2]],
  ['relu(z)^2', 0, [0, 0], [0, 2]],
  ['max(z, z/4) + z^2', 0, [0.25, 2], [1, 2]],
  ['min(max(z, -1), 1)', 1, [1, 0], [0, 0]],
  ['abs(abs(z) - 1)', -1, [-1, 0], [1, 0]],
  ['exp(abs(z - 2))', 2, [-1, 1], [1, 1]],
  ['relu(relu(z))', 0, [0, 0], [1, 0]],
  ['abs(sin(z))*cos(z)', 0, [-1, 0], [1, 0]],
];

test.each(kinks)('%s has one-sided derivatives at %f, and their mean there', (formula, at, before, after) => {
  const { df, ddf } = activationOf({ formula });
  const [h, digits] = [1e-9, 7];
  expect([df(at - h), ddf(at - h)]).toEqual([expect.closeTo(before[0], digits), expect.closeTo(before[1], digits)]);
  expect([df(at + h), ddf(at + h)]).toEqual([expect.closeTo(after[0], digits), expect.closeTo(after[1], digits)]);
  expect(df(at)).toBeCloseTo((before[0] + after[0]) / 2, 14);
  expect(ddf(at)).toBeCloseTo((before[1] + after[1]) / 2, 14);
});

test('where |u| touches 0 without a kink both derivatives are exact', () => {
  for (const [formula, first, second] of [
    ['abs(z^2)', 0, 2],
    ['abs(z)^3', 0, 0],
    ['abs(z)*sin(z)*0 + z', 1, 0],
    ['softplus(z)', 0.5, 0.25],
    ['log(1 + exp(-abs(z))) + (z + abs(z))/2', 0.5, 0.25],
    ['abs(z)*abs(z)', 0, 2],
    ['max(z, -z)^2', 0, 2],
  ] as const) {
    const { df, ddf } = activationOf({ formula });
    expect(df(0), formula).toBeCloseTo(first, 15);
    expect(ddf(0), formula).toBeCloseTo(second, 15);
  }
});

test('where a rule is 0/0 or ∞/∞ the limits are found', () => {
  for (const [formula, z, first, second] of [
    ['sin(z)/z', 0, 0, -1 / 3],
    ['tanh(z)/z', 0, 0, -2 / 3],
    ['sqrt(z^4)', 0, 0, 2],
    ['(z^4)^0.5 - z', 0, -1, 2],
    ['z/(1 + exp(-z))', -900, 0, 0],
    ['1/(1 + exp(-2z))', -500, 0, 0],
  ] as const) {
    const { df, ddf } = activationOf({ formula });
    expect(df(z), formula).toBeCloseTo(first, 9);
    expect(ddf(z), formula).toBeCloseTo(second, 5);
  }
});
