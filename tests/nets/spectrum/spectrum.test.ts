import { describe, expect, test } from 'vitest';
import { runTask } from '../../../src/math/core/cooperative';
import { spectralDensity, type SpectralDensity } from '../../../src/nets/spectrum/density';
import { extremeEigenpairs, lanczos, ritz } from '../../../src/nets/spectrum/lanczos';
import { dot, norm, type ProductProgress } from '../../../src/nets/spectrum/operator';
import { hutchPlusPlus } from '../../../src/nets/spectrum/trace';
import { withSpectrum } from './operators';

const range = (n: number, of: (k: number) => number): number[] => Array.from({ length: n }, (_, k) => of(k));
/** Like a Hessian of a network: a bulk at 0, a few large values, some negative ones. */
const hessianLike = [...range(193, (k) => 0.01 * Math.sin(k)), 3, 7, 12, -2, -1.4, -0.9, 30];

describe('Lanczos', () => {
  test('finds both ends of a known spectrum to 1e-8, with vectors and residuals that hold', async () => {
    const operator = withSpectrum(hessianLike);
    const { largest, smallest, converged, steps } = await runTask(extremeEigenpairs(operator, { count: 3, steps: 60, tolerance: 1e-10, seed: 1 }));
    expect(converged).toBe(true);
    expect(steps).toBe(operator.products());
    [30, 12, 7].forEach((value, k) => expect(Math.abs((largest[k]?.value ?? NaN) / value - 1)).toBeLessThan(1e-8));
    [-2, -1.4, -0.9].forEach((value, k) => expect(Math.abs((smallest[k]?.value ?? NaN) / value - 1)).toBeLessThan(1e-8));
    for (const { value, vector, residual } of [...largest, ...smallest]) {
      const product = await runTask(operator.product(vector));
      expect(norm(vector)).toBeCloseTo(1, 12);
      expect(norm(product.map((p, i) => p - value * vector[i]!))).toBeLessThan(residual + 1e-11);
    }
  });

  test.each([1, 2, 4, 8, 16])(
    'after %i steps an eigenvalue lies within the residual of each Ritz value, and all lie within the spectrum',
    async (steps) => {
      const { largest, smallest } = await runTask(extremeEigenpairs(withSpectrum(hessianLike), { count: 1, steps, tolerance: 0, seed: 2 }));
      for (const { value, residual } of [...largest, ...smallest]) {
        expect(Math.min(...hessianLike.map((lambda) => Math.abs(lambda - value)))).toBeLessThanOrEqual(residual + 1e-12);
        expect(value).toBeGreaterThanOrEqual(-2 - 1e-12);
        expect(value).toBeLessThanOrEqual(30 + 1e-12);
      }
    },
  );

  test('long after convergence no copy of an eigenvalue appears: the basis stays orthogonal', async () => {
    const operator = withSpectrum([...range(99, (k) => k / 99), 1000]);
    const krylov = await runTask(lanczos(operator, Float64Array.from(range(100, (k) => Math.cos(k * k))), 80));
    expect(ritz(krylov).values.filter((value) => value > 2)).toHaveLength(1);
    krylov.basis.forEach((a, i) => krylov.basis.forEach((b, j) => expect(Math.abs(dot(a, b) - (i === j ? 1 : 0))).toBeLessThan(1e-13)));
  });

  test('a space that is invariant ends it: with m different eigenvalues after m steps', async () => {
    const { largest, smallest, steps, converged } = await runTask(
      extremeEigenpairs(withSpectrum(range(50, (k) => (k % 2 === 0 ? -1 : 4))), { count: 2, steps: 40, tolerance: 1e-9, seed: 3 }),
    );
    expect([steps, converged]).toEqual([2, true]);
    expect(largest.map(({ value }) => Math.round(value * 1e9) / 1e9)).toEqual([4, -1]);
    expect(smallest[0]?.residual).toBe(0);
    const zero = await runTask(extremeEigenpairs(withSpectrum(new Float64Array(10)), { count: 1, steps: 5, tolerance: 1e-6, seed: 1 }));
    expect(zero.largest[0]?.value).toBe(0);
  });

  test.each([1e-200, 1, 1e200])('the length %s of the start does not matter; a start of 0 is refused', async (scale) => {
    const start = Float64Array.from(hessianLike, (_, k) => scale * (1 + (k % 7)));
    const { alpha } = await runTask(lanczos(withSpectrum(hessianLike), start, 3));
    const usual = await runTask(lanczos(withSpectrum(hessianLike), start.map((v) => v / scale), 3)); // prettier-ignore
    alpha.forEach((a, k) => expect(a).toBeCloseTo(usual.alpha[k] ?? NaN, 9));
    await expect(runTask(lanczos(withSpectrum([1, 2]), new Float64Array(2), 2))).rejects.toThrow('a start that is not 0');
  });

  test('what does not fit into memory is refused before the first product', async () => {
    const big = { ...withSpectrum([1]), size: 46_000_000 };
    await expect(runTask(extremeEigenpairs(big, { count: 1, steps: 20, tolerance: 0, seed: 1 }))).rejects.toThrow('at most 5 do, so fewer steps');
  });
});

describe('Hutch++', () => {
  const trace = hessianLike.reduce((sum, value) => sum + value, 0);
  test('is exact for an operator of low rank, and uses the products it was given', async () => {
    const operator = withSpectrum([...new Float64Array(190), 1, 2, 3, 4, 5, -6, 7, 8, 9, 10]);
    const found = await runTask(hutchPlusPlus(operator, { products: 48, seed: 1 }));
    expect(found.value).toBeCloseTo(43, 8);
    expect(found.standardError).toBeLessThan(1e-8);
    expect(found.products).toBe(operator.products());
    expect(found.products).toBeLessThanOrEqual(48);
  });

  test('its standard error covers the truth: of 60 seeds about 5 % are off by more than two of them, and their mean is unbiased', async () => {
    const errors: number[] = [];
    for (let seed = 1; seed <= 60; seed += 1) {
      const { value, standardError } = await runTask(
        hutchPlusPlus(
          withSpectrum(
            range(120, (k) => 1 / (k + 1) - 0.1),
            7,
          ),
          { products: 30, seed },
        ),
      );
      errors.push((value - range(120, (k) => 1 / (k + 1) - 0.1).reduce((sum, v) => sum + v, 0)) / standardError);
    }
    expect(errors.filter((error) => Math.abs(error) > 2.3).length).toBeLessThan(9); // Student's t of 9 degrees of freedom
    expect(errors.filter((error) => Math.abs(error) > 0.3).length).toBeGreaterThan(30);
    expect(Math.abs(errors.reduce((sum, v) => sum + v, 0) / 60)).toBeLessThan(0.5);
  });

  test('on a spectrum like that of a network it is within three standard errors', async () => {
    const { value, standardError } = await runTask(hutchPlusPlus(withSpectrum(hessianLike), { products: 30, seed: 4 }));
    expect(Math.abs(value - trace)).toBeLessThan(3 * standardError + 1e-9);
    expect(standardError).toBeLessThan(0.2);
  });

  test('five products are refused', async () => {
    await expect(runTask(hutchPlusPlus(withSpectrum([1]), { products: 5, seed: 1 }))).rejects.toThrow('5 products are too few');
  });
});

describe('stochastic Lanczos quadrature', () => {
  const mass = ({ at, density }: SpectralDensity, from = -Infinity, to = Infinity): number =>
    at.reduce((sum, x, k) => sum + (x >= from && x <= to ? density[k]! * (at[1]! - at[0]!) : 0), 0);
  const moment = ({ probes }: SpectralDensity, power: number): number =>
    probes.reduce((sum, { values, weights }) => sum + values.reduce((s, value, k) => s + weights[k]! * value ** power, 0), 0) / probes.length;

  test('weights sum to 1 for each vector, the density has mass 1, and its nodes lie within the spectrum', async () => {
    const found = await runTask(spectralDensity(withSpectrum(hessianLike), { probes: 5, steps: 30, seed: 1 }));
    for (const { weights } of found.probes) expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
    expect(mass(found)).toBeCloseTo(1, 4);
    expect(found.range[0]).toBeGreaterThanOrEqual(-2 - 1e-10);
    expect(found.range[1]).toBeLessThanOrEqual(30 + 1e-10);
    expect(found.range[0]).toBeCloseTo(-2, 6);
    expect(found.range[1]).toBeCloseTo(30, 6);
  });

  test('two clusters have the mass of their shares, within the band', async () => {
    const spectrum = range(300, (k) => (k % 3 === 0 ? 10 : 0) + 0.02 * Math.sin(k));
    const found = await runTask(spectralDensity(withSpectrum(spectrum), { probes: 20, steps: 20, seed: 2 }));
    expect(Math.abs(mass(found, 5) - 1 / 3)).toBeLessThan(0.03);
    expect(Math.abs(mass(found, -Infinity, 5) - 2 / 3)).toBeLessThan(0.03);
    expect(moment(found, 1)).toBeCloseTo(spectrum.reduce((sum, v) => sum + v, 0) / 300, 0);
  });

  test('a uniform spectrum has a flat density, nine tenths of it within three standard errors', async () => {
    const found = await runTask(spectralDensity(withSpectrum(range(400, (k) => k / 399)), { probes: 20, steps: 40, seed: 3, width: 0.05 }));
    const inner = [...found.at.keys()].filter((k) => found.at[k]! > 0.15 && found.at[k]! < 0.85);
    const within = inner.filter((k) => Math.abs(found.density[k]! - 1) < 3 * found.standardError[k]! + 1e-3);
    expect(within.length / inner.length).toBeGreaterThan(0.9);
    for (const k of inner) expect(Math.abs(found.density[k]! - 1)).toBeLessThan(0.25);
  });

  test('one vector has no band, and a multiple of the identity is one narrow peak', async () => {
    const found = await runTask(spectralDensity(withSpectrum(new Float64Array(20).fill(3)), { probes: 1, steps: 10, seed: 1 }));
    expect(found.standardError.every(Number.isNaN)).toBe(true);
    expect([mass(found), found.range[0]]).toEqual([expect.closeTo(1, 4), expect.closeTo(3, 12)]);
  });

  test('progress counts every product of all vectors, and a stop between two products is heeded', async () => {
    const operator = withSpectrum(hessianLike);
    const counts: ProductProgress[] = [];
    const onEvent = (event: ProductProgress | undefined): void => {
      if (event) counts.push(event);
    };
    await runTask(spectralDensity(operator, { probes: 3, steps: 4, seed: 1 }), { onEvent });
    expect(counts).toEqual(range(12, (k) => k + 1).map((done) => ({ done, of: 12 })));
    const abort = new AbortController();
    const stopped = runTask(spectralDensity(operator, { probes: 3, steps: 4, seed: 1 }), {
      signal: abort.signal,
      onEvent: () => abort.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(operator.products()).toBeLessThan(15);
  });
});
