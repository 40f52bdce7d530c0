import { activationOf } from '../../../src/math/activations';
import { compile, subexpressions } from '../../../src/math/activations/expression';
import { parseFormula } from '../../../src/math/activations/formula';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const places = [-1.7, -0.4, 0.3, 2.2];
const relu = (z: number): number => Math.max(z, 0);

test.each<readonly [formula: string, same: (z: number) => number]>([
  ['z(1-z)', (z) => z * (1 - z)],
  ['z (1 - z)^2', (z) => z * (1 - z) ** 2],
  ['2z(1-z)', (z) => 2 * z * (1 - z)],
  ['z^2(1-z)', (z) => z ** 2 * (1 - z)],
  ['pi(z+1)', (z) => Math.PI * (z + 1)],
  ['−z^2', (z) => -(z ** 2)],
  ['z – 3', (z) => z - 3],
  ['2·z × z', (z) => 2 * z * z],
  ['z ÷ 4', (z) => z / 4],
  ['z**2', (z) => z ** 2],
  ['2**-z', (z) => 2 ** -z],
  ['z.^2 .* 3', (z) => z ** 2 * 3],
  ['z²', (z) => z ** 2],
  ['z³ − 2z²', (z) => z ** 3 - 2 * z ** 2],
  ['(1+z²)⁻¹', (z) => 1 / (1 + z ** 2)],
  ['z¹⁰/1000', (z) => z ** 10 / 1000],
  ['π z', (z) => Math.PI * z],
  ['sin(2πz)', (z) => Math.sin(2 * Math.PI * z)],
  ['τ/z²', (z) => (2 * Math.PI) / z ** 2],
  ['√(1+z²)', (z) => Math.sqrt(1 + z * z)],
  ['√2 z', (z) => Math.SQRT2 * z],
  ['|z|', (z) => Math.abs(z)],
  ['2|z|z - |z-1|', (z) => 2 * Math.abs(z) * z - Math.abs(z - 1)],
  ['||z|-1|', (z) => Math.abs(Math.abs(z) - 1)],
  ['ln(1+z^2)', (z) => Math.log(1 + z * z)],
  ['arctan(z)', Math.atan],
  ['Tanh(Z)', Math.tanh],
  ['ReLU(z)', relu],
  ['SiLU(z)', (z) => z / (1 + Math.exp(-z))],
  ['1E-1*z', (z) => 0.1 * z],
  ['max(z,0,1)', (z) => Math.max(z, 0, 1)],
  ['min(z, 1, -z, 0.2)', (z) => Math.min(z, 1, -z, 0.2)],
  ['e^(−z)', (z) => Math.exp(-z)],
  ['pow(z, 2)', (z) => z * z],
])('%s is understood', (formula, same) => {
  const { f } = activationOf({ formula });
  for (const z of places) expect(f(z)).toBeCloseTo(same(z), 12);
});

test.each([
  ['sin z', 'write sin(z)'],
  ['sin^2(z)', 'write sin(z), and sin(z)^2 for its square'],
  ['2 tanh 3z', 'write tanh(z)'],
  ['max', 'write max(z, 0)'],
  ['max(z)', 'write max(z, 0)'],
  ['exp(z, 2)', 'write exp(z)'],
  ['log(z, 10)', 'write log(z)'],
  ['pow(z)', 'write pow(z, 1)'],
  ['0,5*z', 'a decimal has a point, as in 0.5'],
  ['tanh(1,5*z)', 'write tanh(z)'],
  ['x^2', 'the variable is z'],
  ['θ', 'the variable is z'],
  ['y = z^2', 'write only what stands at the right of ='],
  ['f(z) = z^2', 'write only what stands at the right of ='],
  ['|z', 'write abs(z) for |z|'],
  ['floor(z)', 'a formula consists of numbers, z,'],
  ['z.tanh(3)', 'a dot or an index is not allowed'],
  ['z["tanh"](3)', 'a dot or an index is not allowed'],
  ['1e999', '"Infinity" is not allowed'],
  ['Infinity', 'is not allowed'],
  ['z > 1', '">" is not allowed'],
  ['z % 2', '"%" is not allowed'],
  ['z!', '"!" is not allowed'],
])('%s is refused and the sentence says: %s', (formula, advice) => {
  expect(() => activationOf({ formula })).toThrow(advice);
});

describe('the list of what a formula holds', () => {
  const list = (() => {
    try {
      return parseFormula('nothing') && '';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  })();
  const names = /\) and (.*), each with/.exec(list)?.[1]?.split(', ') ?? [];

  test('names functions', () => expect(names.length).toBeGreaterThan(15));
  test.each(names)('%s is accepted with parentheses, and without them the sentence asks for them', (name) => {
    const example = ['max', 'min'].includes(name) ? `${name}(z, 0)` : `${name}(z)`;
    expect(() => parseFormula(example)).not.toThrow();
    expect(() => parseFormula(name)).toThrow(`write ${example}`);
    expect(() => parseFormula(`${name} z`)).toThrow(`write ${example}`);
  });
  test.each(['pi', 'e', 'tau', 'z', '2', '1 + 1', '1 − 1', '2 * z', '2 / z', 'z ^ 2', '(z)'])('%s is accepted', (formula) =>
    expect(() => parseFormula(formula)).not.toThrow(),
  );
});

describe('nested functions that are defined by others', () => {
  const nested = fc
    .array(fc.constantFrom('relu(', 'swish(', 'max(1, ', 'min(-1, ', 'softplus(', 'sigmoid(', 'square(', 'abs('), { minLength: 10, maxLength: 24 })
    .map((heads) => `${heads.join('')}z${')'.repeat(heads.length)}`);

  test('have a size that grows with the length of the formula, not exponentially', () => {
    fc.assert(
      fc.property(nested, (formula) => {
        const expr = parseFormula(formula);
        expect(subexpressions(expr).size).toBeLessThan(12 * formula.length);
        expect(Number.isNaN(compile(expr)(0.3))).toBe(false);
      }),
      { numRuns: 100, seed: 5 },
    );
  });

  test('are searched for turning points and kinks, and derived', () => {
    const depth = 33;
    const { f, df, critical, kinks } = activationOf({ formula: `${'relu('.repeat(depth)}z${')'.repeat(depth)}` });
    expect([f(2), f(-2), df(2), df(-2)]).toEqual([2, 0, 1, 0]);
    expect([critical(4), kinks?.(4)]).toEqual([[], [0]]);
  });
});
