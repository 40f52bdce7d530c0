import type { Pair, Point } from '../../../src/math/core/types';
import { theoremContext } from '../../../src/math/theory/check';
import { checkTheorem } from './checkTheorem';
import { benchDefaults, type BenchOptions } from '../../../src/math/theory/options';
import { theorems } from '../../../src/math/theory/statements';
import { type TheoremName, theoremNames } from '../../../src/math/theory/catalogue';
import { attackJacobian, matrixNorm2, sigmaMin } from '../../../src/math/theory/statements/inputFlatness';
import type { Outcome, TheoremContext } from '../../../src/math/theory/types';
import { testProblem, type ProblemInput } from '../oracles';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const one: readonly Point[] = [{ x: [1, 1], y: 1 }];
const study = (input: Partial<ProblemInput> & Pick<ProblemInput, 'p'>, gamma = 1, range: Pair = [-3, 3]): TheoremContext =>
  theoremContext(testProblem({ points: one, epsilon: 0.5, reach: 500, ...input }), range, range, gamma);
const options = (more: Partial<BenchOptions> = {}): BenchOptions => ({ ...benchDefaults, pairs: 2000, ...more });
const outcome = (name: TheoremName, of: TheoremContext, more: Partial<BenchOptions> = {}): Outcome => checkTheorem(theorems[name], of, options(more));

/** Every number of an outcome: none may be NaN. */
const numbersOf = ({ inside, outside, constants }: Outcome): number[] => [
  ...constants.map(({ value }) => value),
  ...[inside, outside].flatMap((found) =>
    found ? [found.worst.left, found.worst.right, found.worst.ratio, found.worst.quotient, ...found.worst.theta.flat()] : [],
  ),
];

/** The documents in which a statement applies, drawn at random. */
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
const points = fc.array(fc.record({ x: fc.tuple(number(-3, 3), number(-3, 3)), y: fc.constantFrom<1 | -1>(1, -1) }), { minLength: 1, maxLength: 5 });
const anyNorm = fc.constantFrom<ProblemInput['p']>('none', 1, 1.5, 2, 3, 'inf');
const normFor = (name: TheoremName): fc.Arbitrary<ProblemInput['p']> =>
  /^(lemma-2|theorem-1|lemma-5)/.test(name) ? fc.constant(2) : /^(lemma-3|theorem-2)/.test(name) ? fc.constant('inf' as const) : anyNorm;
const modelFor = (name: TheoremName) =>
  /^(lemma-[23]|theorem-[12]|theorem-3-c|equation-4|definition-2)/.test(name)
    ? fc.constant('linear')
    : name === 'lemma-4'
      ? fc.constant('swish')
      : fc.constantFrom('linear', 'swish', 'softplus', 'tanh');
const oneInput = fc.record({ x: number(-3, 3).map((t): Pair => [t, 0]), y: fc.constant<1>(1) }).map((point): Point[] => [point]);

describe.each(theoremNames)('%s', (name) => {
  test('is not violated on 50 random documents within its assumptions', () => {
    let applied = 0;
    const document = fc.record({
      points: name === 'lemma-4' ? oneInput : points,
      epsilon: number(0.01, 2),
      p: normFor(name),
      model: modelFor(name),
      gamma: fc.constantFrom(0.2, 1, 10),
      thetaMin: number(0.05, 1),
      seed: fc.nat(1e6),
    });
    fc.assert(
      fc.property(document, ({ gamma, thetaMin, seed, ...input }) => {
        const more = { thetaMin, seed, pairs: 400, search: 'inside', ...(name === 'lemma-4' && { inputs: 1 as const }) } as const;
        const found = outcome(name, study(input, gamma), more);
        expect(found.verdict, `${JSON.stringify(input)} ${found.reason ?? ''} ${found.inside?.worst.ratio ?? ''}`).not.toBe('broken');
        expect(numbersOf(found).some(Number.isNaN)).toBe(false);
        if (found.verdict !== 'does-not-apply') applied += 1;
      }),
      { numRuns: 50, seed: 11 },
    );
    expect(applied).toBeGreaterThan(0);
  }, 120_000);
  test('the same seed gives the same outcome', () => {
    const of = study({ p: 2 });
    expect(outcome(name, of)).toEqual(outcome(name, of));
  });
  test('its suggested case is one in which it applies', () => {
    const { pane, options: more } = theorems[name].suggestedCase;
    const { attack, points: offered = one, model = 'linear' } = pane;
    const p = attack?.norm ?? 2;
    const of = study({ points: offered, p, model, epsilon: attack?.epsilon ?? 0.5 });
    expect(outcome(name, of, more).verdict).toMatch(/^(confirmed|corrected|breaks-outside)/);
  });
});

describe('counterexamples outside the assumptions', () => {
  const cases: readonly (readonly [TheoremName, ProblemInput['p'], string | undefined])[] = [
    ['lemma-3', 'inf', 'breaks-outside'],
    ['equation-5', 2, undefined],
    ['equation-6', 2, undefined],
    ['equation-7', 2, undefined],
    ['theorem-2', 'inf', undefined],
    ['theorem-2-explicit', 'inf', undefined],
    ['lemma-2', 2, undefined],
    ['lemma-2-sharper', 2, undefined],
    ['theorem-1', 2, undefined],
    ['theorem-1-explicit', 2, undefined],
    ['lemma-1', 'inf', undefined],
    ['lemma-5', 2, undefined],
    ['equation-8', 'inf', undefined],
    ['proposition-1', 'inf', 'corrected'],
    ['theorem-3', 'inf', undefined],
    ['theorem-3-c', 'inf', undefined],
  ];
  test.each(cases)('%s under L%s', (name, p, verdict) => {
    const { outside, verdict: both } = outcome(name, study({ p }));
    expect(outside?.violated).toBe(true);
    expect(outside?.worst.ratio).toBeGreaterThan(1);
    expect(both).toBe(verdict ?? 'confirmed');
    expect(outcome(name, study({ p }), { search: 'outside' }).verdict).toBe('breaks-outside');
  });
  test('Assumption 1: its constants are attained or nearly so, and grow with the inputs and the weights', () => {
    for (const [name, least, times] of [
      ['equation-5', 0.999, 10],
      ['equation-6', 0.999, 100],
      ['equation-7', 0.7, 6],
    ] as const) {
      const { inside, outside } = outcome(name, study({ p: 'inf' }));
      expect(inside?.count).toBe(2000);
      expect(inside?.worst.ratio).toBeGreaterThan(least);
      expect(inside?.worst.ratio).toBeLessThanOrEqual(1);
      expect(outside?.worst.ratio).toBeGreaterThan(0.9 * times);
      const [[a, b], [c, d]] = inside?.worst.inputs ?? [[0, 0] as Pair, [9, 9] as Pair];
      expect(Math.max(Math.hypot(a, b), Math.hypot(c, d))).toBeLessThanOrEqual(1.5 * Math.SQRT2 + 1e-12); // ‖x‖ + ε√2
    }
  });
  test('Assumption 1: with x = 0 and ε = 0 no two inputs are left', () => {
    const found = outcome('equation-7', study({ points: [{ x: [0, 0], y: 1 }], epsilon: 0, p: 'inf' }));
    expect([found.verdict, found.reason]).toEqual(['does-not-apply', 'Every input is x = 0 and ε = 0: there are no two inputs to compare.']);
  });
  test('Lemma 3: the perturbation jumps by one side of the square', () => {
    const { outside } = outcome('lemma-3', study({ p: 'inf' }));
    expect(outside?.worst.left).toBeGreaterThanOrEqual(1);
    expect(outside?.worst.quotient).toBeGreaterThan(600);
  });
  test('a level set that contains θ = 0 is not covered by Equation 4', () => {
    const found = outcome('equation-4', study({ p: 2 }), { theta0: [-1, -1] });
    expect([found.verdict, found.outside?.violated]).toEqual(['does-not-apply', true]);
  });
  test('Equation 4: a slope that is 0 at the origin leaves no jump there, and a constant', () => {
    const both = [1, -1].map((y) => ({ x: [1, 1], y })) as unknown as readonly Point[];
    const found = outcome('equation-4', study({ p: 2, points: both, model: { formula: 'z^3/(1+z^2)' } }));
    expect([found.verdict, found.inside?.violated]).toEqual(['confirmed', false]);
    expect(found.inside?.worst.ratio).toBeGreaterThan(0.05);
  });
  test.each([
    [[1, 0.5], false],
    [[1, 0], false],
    [[0.3, -0.7], false],
  ] as const)('Equation 4: two labels on one input leave a strip that no level set bounds: x = %j', (x, met) => {
    const strip = [1, -1].map((y) => ({ x, y })) as unknown as readonly Point[];
    const { assumptions } = outcome('equation-4', study({ p: 'none', points: strip }));
    expect(assumptions.find(({ text }) => text.startsWith('bounded level set'))?.met).toBe(met);
    const [a, b] = x;
    const three = [...strip, { x: [-b, a], y: 1 }, { x: [-b, a], y: -1 }] as readonly Point[];
    expect(outcome('equation-4', study({ p: 'none', points: three })).assumptions.find(({ text }) => text === 'bounded level set')?.met).toBe(true);
  });
  test('x = 0 without attack: both sides of Equation 4 and of Definition 2 are 0', () => {
    const nothing = study({ p: 'none', points: [{ x: [0, 0], y: 1 }] });
    for (const name of ['equation-4', 'definition-2'] as const) {
      const found = outcome(name, nothing);
      expect([name, found.verdict, found.reason, found.inside?.worst.left]).toEqual([name, 'confirmed', 'Both sides are 0 here.', 0]);
    }
  });
  test('Definition 2 prints the constant that it tries, and says where the printed estimate falls short', () => {
    const points: readonly Point[] = [1, 1, -1].map((y) => ({ x: [1, 1], y: y as 1 | -1 }));
    const found = outcome('definition-2', study({ p: 2, points, epsilon: 0.3 }));
    const [, sharp, estimate, tried] = found.constants.map(({ value }) => value);
    expect(found.verdict).toBe('corrected');
    expect(found.reason).toMatch(/third order/);
    expect(sharp).toBeGreaterThan(estimate ?? NaN);
    expect(sharp).toBeLessThan(tried ?? NaN);
  });
  test('Definition 2: at a minimum on a crease the loss rises in proportion to α', () => {
    const three: readonly Point[] = [
      { x: [1, 0], y: 1 },
      { x: [-1, 0], y: -1 },
      { x: [-0.3, 0], y: 1 },
    ];
    const smooth = outcome('definition-2', study({ points: three, epsilon: 0.2, p: 2 }));
    const creased = outcome('definition-2', study({ points: three, epsilon: 0.2, p: 'inf' }));
    expect([smooth.verdict, creased.verdict, creased.outside?.violated]).toEqual(['confirmed', 'does-not-apply', true]);
  });
});

describe('Lemmas 4 and 5', () => {
  test('the bordered Hessian of the linear model gives exactly ε/‖θ‖, and σ_min falls with ‖θ‖', () => {
    const found = [2, 1, 0.5, 0.1].map((t) => {
      const theta: Pair = [0.8 * t, 0.6 * t];
      const u = -(theta[0] + theta[1]) + 0.5 * t;
      const s = 1 / (1 + Math.exp(-u));
      expect(matrixNorm2(attackJacobian({ theta, x: [1, 1], side: -1, epsilon: 0.5, first: -s, second: s * (1 - s) }))).toBeCloseTo(0.5 / t, 10);
      return Number(sigmaMin(t, 0.5, -s, s * (1 - s)).toPrecision(3));
    });
    expect(found).toEqual([0.567, 0.578, 0.389, 0.0955]); // as derived from the paper's Eq. 44
  });
  test('swish in two dimensions has a singular Hessian, in one it has not', () => {
    const flat = outcome('lemma-4', study({ p: 2, model: 'swish' }));
    expect([flat.verdict, flat.constants[0]?.value]).toEqual(['does-not-apply', 0]);
    const line = outcome('lemma-4', study({ points: [{ x: [1, 0], y: 1 }], p: 2, model: 'swish' }), { inputs: 1 });
    expect(line.verdict).toBe('confirmed');
    const [table] = line.exhibits;
    expect(table?.kind).toBe('table');
    if (table?.kind === 'table')
      for (const [, formula = NaN, difference = NaN] of table.rows) expect(Math.abs(formula - difference)).toBeLessThan(1e-6);
  });
  test('the flatter the loss in x, the larger the change of the attack', () => {
    const found = outcome('lemma-5', study({ p: 2 })).exhibits.find(({ kind }) => kind === 'flattening');
    if (found?.kind !== 'flattening') throw new Error('no flattening');
    const { length, slope, singular, formula, measured, bound } = found;
    length.forEach((t, k) => {
      expect(formula[k]).toBeCloseTo(0.5 / t, 8);
      expect(Math.abs((measured[k] ?? NaN) / (formula[k] ?? NaN) - 1)).toBeLessThan(1e-4);
      expect(bound[k]).toBeGreaterThanOrEqual((formula[k] ?? NaN) * (1 - 1e-9));
      if (t > 0.5 || k === 0) return; // below, everything is in order: flatter, nearer to singular, less steady
      expect(slope[k]).toBeGreaterThan(slope[k - 1] ?? NaN);
      expect(singular[k]).toBeGreaterThan(singular[k - 1] ?? NaN);
      expect(formula[k]).toBeLessThan(formula[k - 1] ?? NaN);
    });
    expect(length).toContain(1);
  });
});

describe('degenerate documents', () => {
  const edges: readonly (readonly [string, ProblemInput, number])[] = [
    ['x = 0', { points: [{ x: [0, 0], y: 1 }], epsilon: 0.5, p: 2 }, 1],
    ['x = 0 and ε = 0', { points: [{ x: [0, 0], y: -1 }], epsilon: 0, p: 'inf' }, 1],
    ['repeated points', { points: [...one, ...one, ...one], epsilon: 0.5, p: 'inf' }, 1],
    ['ε = 0', { points: one, epsilon: 0, p: 2 }, 1],
    ['ε > ‖x‖', { points: one, epsilon: 50, p: 'inf' }, 1],
    ['γ = 0.05', { points: one, epsilon: 0.5, p: 2 }, 0.05],
    ['γ = 10⁴', { points: one, epsilon: 0.5, p: 'inf', model: 'swish' }, 1e4],
    [
      '200 points',
      {
        points: Array.from({ length: 200 }, (_, k): Point => ({ x: [Math.sin(k), Math.cos(3 * k)], y: k % 2 === 0 ? 1 : -1 })),
        epsilon: 0.5,
        p: 'inf',
      },
      1,
    ],
    ['PGD', { points: one, epsilon: 0.5, p: 2, solver: 'pgd' }, 1],
    ['a formula with a corner', { points: one, epsilon: 0.5, p: 'inf', model: { formula: 'abs(z - 1)' } }, 1],
  ];
  test.each(edges)(
    '%s: every statement has a verdict or a reason why not',
    (_, input, gamma) => {
      for (const name of theoremNames) {
        const found = outcome(name, study(input, gamma), { pairs: 500 });
        expect(found.verdict, name).not.toBe('broken');
        expect(numbersOf(found).some(Number.isNaN), name).toBe(false);
        if (found.verdict === 'does-not-apply') expect(found.reason, name).toBeTruthy();
      }
    },
    120_000,
  );
});
