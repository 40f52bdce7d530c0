import { activationOf, activations } from '../../../src/math/activations';
import { discontinuityOf, parseFormula } from '../../../src/math/activations/formula';
import { compile } from '../../../src/math/activations/expression';
import { describe, expect, test } from 'vitest';

const formulas = [
  'z^3/(1+z^2)',
  'exp(-(z-2)^2)',
  'sin(z)/2 + z/5',
  'abs(z)',
  'z*sigmoid(3 z)',
  'asinh(z) - atan(2z)',
  'relu(z) - 0.1 z^2',
  'softplus(z)',
  'cosh(z)/9',
  'swish(z)',
  'max(z, z/3) + min(sin(z), 0.5)',
];
const rows = [...Object.entries(activations), ...formulas.map((formula) => [formula, activationOf({ formula })] as const)];
const REACH = 12;
const at = Array.from({ length: 480 }, (_, k) => -REACH + k * 0.05 + 0.0013);

describe.each(rows)('%s', (_name, row) => {
  test('the derivative is the central difference', () => {
    for (const z of at) expect(row.df(z)).toBeCloseTo((row.f(z + 1e-5) - row.f(z - 1e-5)) / 2e-5, 4 - Math.ceil(Math.log10(1 + Math.abs(row.f(z)))));
  });

  test('the list of critical points is complete', () => {
    const critical = row.critical(REACH);
    for (const c of critical)
      expect(Math.min(Math.abs(row.df(c)), Math.sign(row.df(c - 1e-6)) * Math.sign(row.df(c + 1e-6)) < 0 ? 0 : 1)).toBeLessThan(1e-6);
    for (let k = 1; k < at.length; k += 1) {
      const [a, b] = [at[k - 1] ?? 0, at[k] ?? 0];
      if (row.df(a) * row.df(b) < 0) expect(critical.filter((c) => c >= a && c <= b)).toHaveLength(1);
    }
    expect([...critical]).toEqual([...critical].sort((a, b) => a - b));
  });

  test('no slope exceeds slopeBound', () => {
    for (const z of at) expect(Math.abs(row.df(z))).toBeLessThanOrEqual(row.slopeBound(REACH) * (1 + 1e-3) + 1e-12);
  });

  test('the expression equals the code', () => {
    const f = compile(parseFormula(row.expression));
    for (const z of at) expect(f(z)).toBeCloseTo(row.f(z), 10);
  });

  test('values are finite at large z', () => {
    if (formulas.includes(row.label)) return;
    for (const z of [-3000, -800, 800, 3000]) expect([row.f(z), row.df(z)].every(Number.isFinite)).toBe(true);
  });
});

describe('formulas', () => {
  test.each([
    'z +',
    'import({a:1})',
    'createUnit("x")',
    'f(z)=z',
    'z; z',
    '[z, 1]',
    'z > 1',
    'z ? 1 : 2',
    '"a"',
    'z.x',
    'y',
    'sin',
    'exp(z, 2)',
    'z!',
    '{a: z}',
    'a = 3',
    'eval("1")',
    'constructor(z)',
    'toString(z)',
    '__proto__',
    'i',
    '',
  ])('%s is refused', (text) => {
    expect(() => activationOf({ formula: text })).toThrow(/./);
  });

  test('gaps and poles are found, also between samples', () => {
    expect(discontinuityOf('1/z', 5)?.z).toBe(0);
    expect(discontinuityOf('1/(z-1.23456)', 5)?.z).toBeCloseTo(1.23456, 6);
    expect(discontinuityOf('log(z+2)', 5)?.z).toBeLessThanOrEqual(-2);
    expect(discontinuityOf('z^3', 50)).toBeUndefined();
    expect(discontinuityOf('1/cos(80*z)', 5)).toBeDefined();
    expect(discontinuityOf('cosh(z)', 700)).toBeUndefined();
    expect(Math.abs(discontinuityOf('cosh(z)', 720)?.z ?? 0)).toBeGreaterThan(710);
  });
});

describe('turning points of fast formulas', () => {
  const critical = (formula: string, reach: number): readonly number[] => activationOf({ formula }).critical(reach);
  test('a kink rounded onto the end of a cell hides no turning point', () => {
    const found = critical('abs(sin(z))', 9);
    expect(found).toHaveLength(11);
    for (const [k, z] of found.entries()) expect(z).toBeCloseTo(((k - 5) * Math.PI) / 2, 10);
  });

  test('all critical points are found, in closed form where there is one', () => {
    const found = critical('sin(80*z) + z/10', 85);
    const first = Math.acos(-0.1 / 80) / 80; // 80 cos(80 z) = −0.1
    const wanted = Array.from({ length: 4000 }, (_, k) => (2 * Math.PI * (k - 2000)) / 80)
      .flatMap((turn) => [turn - first, turn + first])
      .filter((z) => Math.abs(z) <= 85)
      .sort((a, b) => a - b);
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((z, k) => expect(found[k]).toBeCloseTo(z, 12));
    expect(critical('sin(30*z)*z', 60)).toHaveLength(1147);
    expect(critical('tanh(50*(z - 7.3)) - tanh(50*(z - 7.35))', 4000)).toEqual([expect.closeTo(7.325, 12)]);
  });

  test('rounding adds none where φ saturates, and kinks are those of the list of kinks', () => {
    expect(critical('z/(1 + exp(-z))', 4000)).toEqual([expect.closeTo(-1.278464542761074, 14)]);
    for (const formula of ['z^3', 'max(z, 0)', 'min(max(z, -1), 1)', 'softplus(z)', 'tanh(z - 30)']) expect(critical(formula, 4000)).toEqual([]);
    const { critical: turns, kinks } = activationOf({ formula: 'abs(z - 0.37) + abs(sin(z))/4' });
    expect(turns(3)).toContain(0.37);
    expect(kinks?.(3)).toEqual([0, 0.37]);
  });

  test('too many critical points are rejected in a sentence', () => {
    expect(() => critical('sin(5000*z)', 85)).toThrow(/^"sin\(5000\*z\)" cannot be used: it turns too often/);
    expect(() => discontinuityOf('sin(5000*z)', 85)).toThrow(/turns too often/);
  });
});

describe('terms that cancel', () => {
  const found = (formula: string) => activationOf({ formula });
  test.each(['sin(z)^2 + cos(z)^2', 'cos(3*z)*cos(3*z) + sin(3*z)^2', 'cosh(z)^2 - sinh(z)^2', 'z - z', 'abs(relu(z)) - relu(z)'])(
    '%s is constant',
    (formula) => {
      const { critical, kinks, slopeBound: steepness } = found(formula);
      expect([critical(9), kinks?.(9)]).toEqual([[], []]);
      expect(steepness(9)).toBeLessThan(1e-9);
    },
  );

  test('flat stretches of a product are no turning points; its peaks and corners are all found', () => {
    const { critical, kinks, df } = found('relu(sin(20*z))*z');
    const corners = Array.from({ length: 115 }, (_, k) => ((k - 57) * Math.PI) / 20).filter((z) => z !== 0);
    expect(kinks?.(9)).toHaveLength(corners.length);
    corners.forEach((z, k) => expect(kinks?.(9)[k]).toBeCloseTo(z, 9));
    const peaks = critical(9).filter((z) => !corners.some((corner) => Math.abs(corner - z) < 1e-8));
    for (const z of peaks) expect(Math.abs(Math.sin(20 * z) + 20 * z * Math.cos(20 * z))).toBeLessThan(1e-8);
    expect(peaks.filter((z) => z > 0)).toHaveLength(29);
    expect(df(-0.01)).toBeCloseTo(0, 12);
  });

  test('an undetected cancellation is reported in a sentence', () => {
    expect(() => found('exp(z)*exp(-z)').critical(9)).toThrow(/its terms nearly cancel near z = -16/);
  });
});

test('kinks of a formula are found: each once, and none where φ is smooth', () => {
  const kinks = (formula: string): readonly number[] => activationOf({ formula }).kinks?.(60) ?? [];
  expect(kinks('relu(z)')).toEqual([0]);
  expect(kinks('abs(z - 1.5) + abs(z + 2)')).toEqual([-2, 1.5]);
  for (const smooth of ['z^3/(1+z^2)', 'sin(z)', 'swish(z)', 'exp(-(z-2)^2)', 'atan(20 z)']) expect(kinks(smooth)).toEqual([]);
});
