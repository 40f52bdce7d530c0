import { runToCompletion } from '../../../src/math/core/cooperative';
import { smoothedValuesTask } from '../../../src/math/smoothing/smoothedSurface';

/** Tolerance of reference integrals, far below that of surfaces. */
export const FINE_TOLERANCE = 1e-10;

/** Values of a smoothed surface on a lattice. */
export const smoothedValues = (...of: Parameters<typeof smoothedValuesTask>): Float64Array => runToCompletion(smoothedValuesTask(...of)).value;
