import type { SurfaceChoice } from '../../documents/surfaceDocument';
import type { CooperativeTask, ProgressCallback } from '../../math/core/cooperative';
import type { Pair } from '../../math/core/types';
import type { GaussianIntegral } from '../../math/quadrature/integrand';
import { nodesFor, smoothedDerivativesTask, smoothedValuesTask, type SurfaceErrors } from '../../math/smoothing/smoothedSurface';
import { worstCase } from '../../math/smoothing/worstCase';
import type { PreparedSurface } from '../../math/surface/surfaceProblem';
import type { Device } from '../../tensors/device';
import { smoothedTensors } from '../../tensors/gaussianTensors';
import { lossTensor } from '../../tensors/lossTensors';
import { worstCaseTensors } from '../../tensors/worstCaseTensors';

/** A γ below this may carry the integral to weights whose squares float64 cannot hold. */
const TINY = 1e-100;

/** Values over a lattice of θ, and the gradient where it was asked for: [n2, n1], at (theta1[j], theta2[i]). */
export interface SampledSurface {
  readonly z: Float64Array;
  readonly gradient?: { readonly g1: Float64Array; readonly g2: Float64Array };
  /** Estimated errors of an integral. */
  readonly errors?: SurfaceErrors;
}

/** The nodes a side; each equally spaced. */
export interface Lattice {
  readonly theta1: Float64Array;
  readonly theta2: Float64Array;
}

/** Throws one sentence where a value is not a finite number. Gradients may be: on creases there is none. */
export function requireFinite({ z }: SampledSurface, { theta1, theta2 }: Lattice, { smoothing }: Pick<SurfaceChoice, 'smoothing'>): void {
  const bad = z.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const place = `θ = (${theta1[bad % theta1.length]}, ${theta2[Math.floor(bad / theta1.length)]})`;
  if (smoothing.kind === 'entropy-sgd' && smoothing.gamma < TINY)
    throw new Error(`smoothing.gamma: ${smoothing.gamma} is too small: at ${place} the integral is not a finite number in float64`);
  throw new Error(`At ${place} the surface is not a finite number in float64`);
}

/** Fills an [n2, n1] array row by row. */
export function overLattice({ theta1, theta2 }: Lattice, value: (a: number, b: number) => number): Float64Array {
  const out = new Float64Array(theta1.length * theta2.length);
  theta2.forEach((b, i) => theta1.forEach((a, j) => (out[i * theta1.length + j] = value(a, b))));
  return out;
}

/** Milliseconds of computing between two yields. */
const YIELD_INTERVAL_MS = 25;

/** The surface in float64, as a cooperative task that reports the fraction done. */
export function* float64Field(
  prepared: PreparedSurface,
  lattice: Lattice,
  gradient: boolean,
  onProgress: ProgressCallback = () => undefined,
): Generator<undefined, SampledSurface> {
  const { landscape, smoothed } = prepared;
  if (smoothed.kind === 'integral') return yield* float64Integral(prepared, smoothed.integral, lattice, gradient, onProgress);
  if (smoothed.kind === 'none') {
    return yield* eachNode(lattice, gradient, onProgress, (a, b) => ({
      value: landscape.value(a, b),
      slope: gradient ? landscape.gradient(a, b) : undefined,
    }));
  }
  const { radius, norm } = smoothed;
  return yield* eachNode(lattice, gradient, onProgress, (a, b) => {
    const { value, v } = worstCase.at(landscape, [a, b], radius, norm);
    return { value, slope: gradient ? landscape.gradient(a + v[0], b + v[1]) : undefined };
  });
}

/** Timer of cooperative yields: true whenever YIELD_INTERVAL_MS have passed since the last time. */
export function pauseTimer(): () => boolean {
  let last = performance.now();
  return () => {
    const now = performance.now();
    if (now - last < YIELD_INTERVAL_MS) return false;
    last = now;
    return true;
  };
}

function* eachNode(
  lattice: Lattice,
  gradient: boolean,
  onProgress: ProgressCallback,
  at: (a: number, b: number) => { value: number; slope: Pair | undefined },
): Generator<undefined, SampledSurface> {
  const { theta1, theta2 } = lattice;
  const size = theta1.length * theta2.length;
  const [z, g1, g2] = [new Float64Array(size), new Float64Array(gradient ? size : 0), new Float64Array(gradient ? size : 0)];
  const due = pauseTimer();
  for (const [i, b] of theta2.entries()) {
    for (const [j, a] of theta1.entries()) {
      const k = i * theta1.length + j;
      const { value, slope } = at(a, b);
      z[k] = value;
      if (gradient) [g1[k], g2[k]] = slope ?? [NaN, NaN];
    }
    onProgress((i + 1) / theta2.length);
    if (due()) yield undefined;
  }
  return gradient ? { z, gradient: { g1, g2 } } : { z };
}

/** A cooperative task that yields only when the timer is due. */
export function* throttled<T>(work: CooperativeTask<T>, due = pauseTimer()): CooperativeTask<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (due()) yield undefined;
  }
}

function* float64Integral(
  { landscape, tolerance }: PreparedSurface,
  integral: GaussianIntegral,
  { theta1, theta2 }: Lattice,
  gradient: boolean,
  onProgress: ProgressCallback,
): Generator<undefined, SampledSurface> {
  if (!gradient) {
    const { value, errors } = yield* throttled(smoothedValuesTask(landscape, integral, theta1, theta2, tolerance, onProgress));
    return { z: value, errors };
  }
  const { value, g1, g2, errors } = yield* throttled(smoothedDerivativesTask(landscape, integral, theta1, theta2, tolerance, onProgress));
  return { z: value, gradient: { g1, g2 }, errors };
}

/** The surface in float32 on a tfjs backend. Gradients that may not exist are taken in float64, where a crease is exact. */
export async function deviceField(device: Device, prepared: PreparedSurface, lattice: Lattice, gradient: boolean): Promise<SampledSurface> {
  const { problem, smoothed, landscape } = prepared;
  if (smoothed.kind === 'integral') return deviceIntegral(device, prepared, smoothed.integral, lattice, gradient);
  const [a, b] = [Float32Array.from(overLattice(lattice, (t) => t)), Float32Array.from(overLattice(lattice, (_, t) => t))];
  if (smoothed.kind === 'ball') {
    const [values, v1, v2] = await device.read((tf) => worstCaseTensors(tf, problem, a, b, smoothed.radius, smoothed.norm));
    const at = (k: number) => landscape.gradient((a[k] ?? 0) + (v1?.[k] ?? 0), (b[k] ?? 0) + (v2?.[k] ?? 0));
    return withGradient(soundValues(device, values), gradient ? at : undefined);
  }
  const [values] = await device.read((tf) => [lossTensor(tf, problem, a, b)]);
  const n1 = lattice.theta1.length;
  const at = (k: number) => landscape.gradient(lattice.theta1[k % n1] ?? 0, lattice.theta2[Math.floor(k / n1)] ?? 0);
  return withGradient(soundValues(device, values), gradient ? at : undefined);
}

async function deviceIntegral(
  device: Device,
  { landscape, tolerance }: PreparedSurface,
  integral: GaussianIntegral,
  { theta1, theta2 }: Lattice,
  gradient: boolean,
): Promise<SampledSurface> {
  const nodes = nodesFor(landscape, integral, theta1, theta2, tolerance);
  const [logZ, mean1, mean2] = await device.read((tf) => smoothedTensors(tf, integral, nodes, theta1, theta2, gradient));
  const z = soundValues(device, logZ).map(integral.value);
  if (!gradient) return { z };
  return withGradient(z, (k) => integral.gradient(z[k] ?? 0, { mean: [mean1?.[k] ?? 0, mean2?.[k] ?? 0], second: [0, 0, 0] }));
}

function withGradient(z: Float64Array, at: ((k: number) => readonly [number, number] | undefined) | undefined): SampledSurface {
  if (!at) return { z };
  const [g1, g2] = [new Float64Array(z.length), new Float64Array(z.length)];
  for (let k = 0; k < z.length; k += 1) [g1[k], g2[k]] = at(k) ?? [NaN, NaN];
  return { z, gradient: { g1, g2 } };
}

/** Shader errors do not throw: they leave zeros or worse behind. */
function soundValues({ backend }: Device, values: Float32Array | undefined): Float64Array {
  if (!values || values.every((v) => v === 0)) throw new Error(`${backend} gave back nothing but zeros`);
  if (!values.every(Number.isFinite)) throw new Error(`${backend} gave back numbers that are not finite`);
  return Float64Array.from(values);
}
