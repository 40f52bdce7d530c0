import type { SavedTensor } from '../models/weights';
import { valueProduct, type WeightVector } from './weightVectors';

/** What a normalisation scales together: filters (rows of the last axis of a tensor), whole tensors, or nothing. */
export type NormalisedUnit = 'filter' | 'tensor' | 'none';

/** Parameters with one axis (biases, γ and β of batch norm): 'fixed' gives them 0, 'moved' treats each tensor as one unit. */
export type VectorParameters = 'fixed' | 'moved';

/**
 * Normalisation of a direction (Li et al. 2018, section 4): every unit of d is scaled to the norm of the same unit of the weights,
 * d ← d·‖w‖/‖d‖; 0 where d is 0. In float64, so that the result is the same on every device.
 */
export function normalised(direction: WeightVector, weights: WeightVector, unit: NormalisedUnit, vectors: VectorParameters): SavedTensor[] {
  return direction.map(({ name, shape, values }, k) => {
    const { values: w } = weights[k] ?? { values: new Float32Array() };
    const single = shape.length < 2;
    if (single && vectors === 'fixed') return { name, shape, values: new Float32Array(values.length) };
    if (unit === 'none') return { name, shape, values };
    const filters = unit === 'tensor' || single ? 1 : (shape.at(-1) ?? 1);
    return { name, shape, values: filters === 1 ? scaledTensor(values, w) : scaledFilters(values, w, filters) };
  });
}

function scaledTensor(d: Float32Array, w: Float32Array): Float32Array {
  const scale = ratio(valueProduct(w, w), valueProduct(d, d));
  return d.map((value) => value * scale);
}

/** The output channel, which counts the filters, is the last axis. */
function scaledFilters(d: Float32Array, w: Float32Array, filters: number): Float32Array {
  const [ofD, ofW] = [new Float64Array(filters), new Float64Array(filters)];
  for (let i = 0; i < d.length; i += 1) {
    const filter = i % filters;
    ofD[filter] = ofD[filter]! + d[i]! ** 2;
    ofW[filter] = ofW[filter]! + w[i]! ** 2;
  }
  const scales = ofD.map((squares, filter) => ratio(ofW[filter]!, squares));
  return d.map((value, i) => value * scales[i % filters]!);
}

/** ‖w‖/‖d‖ from squares; 0 where d is 0. */
const ratio = (squaresOfW: number, squaresOfD: number): number => (squaresOfD > 0 ? Math.sqrt(squaresOfW / squaresOfD) : 0);
