import type { LandscapeChoice } from '../../documents/landscapeDocument';
import type { AverageFlatness, Sharpness } from '../../nets/landscape/flatness';
import type { RitzPair } from '../../nets/spectrum/lanczos';
import type { SpectralDensity } from '../../nets/spectrum/density';
import type { TraceEstimate } from '../../nets/spectrum/trace';
import type { BackendName } from './backendNames';

/** Measures the Hessian of the loss at the best weights of a run, and how flat the loss is about them. */
export interface SpectrumRequest {
  readonly run: string;
  /** Of it the images, the loss, the attack and the seeds. */
  readonly choice: LandscapeChoice;
  /** Radius of the balls of weights, relative to the norm of each tensor, and to that of all weights. */
  readonly radius: number;
}

/** An eigenvalue estimate without its vector. */
export type Eigenvalue = Omit<RitzPair, 'vector'>;

export interface SpectrumResult {
  /** What is being measured. */
  readonly stage: 'loading' | 'eigenvalues' | 'trace' | 'density' | 'average' | 'worst' | 'sharpness' | 'done';
  /** Steps of this stage done, and at most how many there are. */
  readonly done: number;
  readonly of: number;
  readonly choice: LandscapeChoice;
  readonly radius: number;
  readonly eigenvalues: { readonly largest: readonly Eigenvalue[]; readonly smallest: readonly Eigenvalue[]; readonly steps: number } | null;
  readonly trace: TraceEstimate | null;
  readonly density: SpectralDensity | null;
  /** Flatness of the loss (Stutz et al. 2021): rise on average and in the worst case found in the relative ball, nats. */
  readonly average: AverageFlatness | null;
  readonly worst: { readonly loss: number; readonly rise: number } | null;
  /** Definition 2 in the Euclidean ball of radius α. */
  readonly sharpness: (Sharpness & { readonly alpha: number }) | null;
  readonly seconds: number;
  readonly backend: BackendName;
  /** Complete epochs behind the weights. */
  readonly epoch: number;
}
