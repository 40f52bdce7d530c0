import type { GaussianIntegral } from '../../math/quadrature/integrand';
import { nodesFor } from '../../math/smoothing/smoothedSurface';
import type { Device } from '../../tensors/device';
import { smoothedTensors } from '../../tensors/gaussianTensors';
import { lossTensor } from '../../tensors/lossTensors';
import { worstCaseTensors } from '../../tensors/worstCaseTensors';
import { type SampledSurface, type Lattice, overLattice } from './float64Surface';
import type { PreparedSurface } from './surfaceProblem';

/** The surface in float32 on a tfjs backend. Gradients that may not exist are taken in float64, where a crease is exact. */
export async function deviceField(device: Device, prepared: PreparedSurface, lattice: Lattice, gradient: boolean): Promise<SampledSurface> {
  const { problem, smoothed, landscape } = prepared;
  if (smoothed.kind === 'integral') return integralField(device, prepared, smoothed.integral, lattice, gradient);
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

async function integralField(
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
