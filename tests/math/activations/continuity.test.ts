import { activationOf } from '../../../src/math/activations';
import { discontinuityOf } from '../../../src/math/activations/formula';
import { discontinuitySentence } from '../../../src/math/activations/continuity';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const REACH = 4;
type RealFunction = (z: number) => number;

/** Random formulas of the allowed functions, nested up to four deep; quotients, logarithms and tan make gaps, and jumps where something bounded follows. */
const formulas: fc.Arbitrary<string> = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('z', 'z', '(z-1)', '(z+0.3)', '2*z', '(1-z^2)'),
    fc
      .tuple(
        fc.constantFrom('atan', 'tanh', 'exp', 'abs', 'sin', 'cos', 'tan', 'log', 'sqrt', 'sigmoid', 'relu', 'asinh', 'sech', 'softplus', 'swish'),
        tie('formula'),
      )
      .map(([name, a]) => `${name}(${a})`),
    fc.tuple(tie('formula'), fc.constantFrom('+', '-', '*', '/', '/'), tie('formula')).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    fc.tuple(fc.constantFrom('1', '-2', '0.5'), tie('formula')).map(([a, b]) => `${a}/${b}`),
    fc.tuple(tie('formula'), fc.constantFrom('^2', '^3', '^-1', '^0.5', '^-2')).map(([a, power]) => `(${a})${power}`),
    fc.tuple(fc.constantFrom('max', 'min'), tie('formula'), tie('formula')).map(([name, a, b]) => `${name}(${a}, ${b})`),
  ),
})).formula;

/** Values up to which a change between neighbouring floats is no matter of slope. */
const MAX_VALUE = 1e4;

/** The change of f between two neighbouring floats in [lo, hi], found by bisection towards the larger change. */
function changeOfNeighbours(f: RealFunction, lo: number, hi: number): number {
  let [a, b] = [lo, hi];
  for (;;) {
    const middle = (a + b) / 2;
    if (middle <= a || middle >= b) return Math.abs(f(b) - f(a));
    const at = f(middle);
    if (Math.abs(at - f(a)) > Math.abs(f(b) - at)) b = middle;
    else a = middle;
  }
}

/** Where a dense scan of floats finds f not finite, or different at neighbouring floats. */
function scan(f: RealFunction): string | undefined {
  const at = (k: number): number => -REACH + (k * REACH) / 1000;
  for (let k = 0; k <= 2000; k += 1) if (!Number.isFinite(f(at(k)))) return `not finite at ${at(k)}`;
  for (let k = 1; k <= 2000; k += 1) {
    const [a, b] = [at(k - 1), at(k)];
    const size = Math.max(Math.abs(f(a)), Math.abs(f(b)));
    if (size < MAX_VALUE && Math.abs(f(b) - f(a)) > 0.02 * Math.max(1, size) && changeOfNeighbours(f, a, b) > 0.02)
      return `a jump between ${a} and ${b}`;
  }
  return undefined;
}

/** Whether floats close to z show a gap: φ not finite, or growing beyond bounds. */
const hasGap = (f: RealFunction, z: number): boolean =>
  [0, 1e-16, 1e-15, 1e-13, 1e-12, 1e-9, 1e-7].flatMap((h) => [f(z - h), f(z + h)]).some((value) => !(Math.abs(value) < 10));

test('a dense scan of floats finds no gap and no jump where a formula is taken for continuous, and those that are named', () => {
  const counts = { continuous: 0, gap: 0, jump: 0, other: 0 };
  fc.assert(
    fc.property(formulas, (formula) => {
      let found: ReturnType<typeof discontinuityOf>;
      try {
        found = discontinuityOf(formula, REACH);
      } catch {
        return; // another reason, such as too many turning points
      }
      const { f } = activationOf({ formula });
      counts[found?.kind ?? 'continuous'] += 1;
      if (found === undefined) expect([formula, scan(f)]).toEqual([formula, undefined]);
      else if (found.kind === 'gap') expect([formula, found.z, hasGap(f, found.z)]).toEqual([formula, found.z, true]);
      else if (found.kind === 'jump') {
        const [left, right] = [f(found.z - 1e-9), f(found.z + 1e-9)];
        expect(Math.abs(right - left), formula).toBeGreaterThan(0.9 * Math.abs(found.limits[1] - found.limits[0]));
      }
    }),
    { numRuns: 400, seed: 11 },
  );
  expect(Math.min(counts.continuous, counts.gap, counts.jump), JSON.stringify(counts)).toBeGreaterThan(10);
});

describe('a formula that is not continuous is refused with the place', () => {
  const sentence = (formula: string): string | undefined => {
    const found = discontinuityOf(formula, 6);
    return found && discontinuitySentence(found);
  };
  test.each([
    ['atan(1/z)', 'jumps from -1.571 to 1.571 at z = 0'],
    ['1/(1+exp(1/z))', 'jumps from 1 to 0 at z = 0'],
    ['atan(tan(z))', 'jumps from 1.571 to -1.571 at z = -1.571'],
    ['z - atan(tan(pi*z))/pi', 'jumps from -1 to 0 at z = -0.5'],
    ['abs(z)/z', 'jumps from -1 to 1 at z = 0'],
    ['sqrt((z-1)^2)/(z-1)', 'jumps from -1 to 1 at z = 1'],
    ['max(abs(z)/z, 0)', 'jumps from 0 to 1 at z = 0'],
    ['0.001*atan(1/(z-0.3)) + z', 'jumps from 0.2984 to 0.3016 at z = 0.3'],
    ['atan(1/sin(z))', 'jumps from -1.571 to 1.571 at z = 0'],
    ['tanh(1/log(abs(z)+0.5))', 'jumps from 1 to -1 at z = -0.5'],
    ['sin(1/z)', 'is not finite, or past 1e+200, at z = 0'],
    ['0^abs(z)', 'is not continuous, as far as float64 can tell, at z = 0'],
    ['1/z - 1/z', 'is not finite, or past 1e+200, at z = 0'],
    ['sin(z)/z', 'is not finite, or past 1e+200, at z = 0'],
  ])('%s %s', (formula, wanted) => expect(sentence(formula)).toBe(`${wanted}, which this document reaches`));

  test.each([
    'atan(1/z)^2',
    'z*atan(1/z)',
    'exp(-1/z^2)',
    '1/(2+tan(z)^2)',
    'atan(log(abs(z)))',
    'abs(z)^0.3',
    'sqrt(abs(z))',
    'atan(1/(z-7))',
    'tanh(1e12*z)',
    '1/asinh(1/z)',
  ])('%s is continuous where the document looks', (formula) => expect(sentence(formula)).toBeUndefined());
});
