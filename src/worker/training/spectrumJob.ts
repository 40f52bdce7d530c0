import { averageFlatness, type FlatnessOptions, sharpnessOf, worstFlatness } from '../../nets/landscape/flatness';
import { type MeasuredNet, openNetworkLoss } from '../../nets/landscape/networkLoss';
import { vectorNorm } from '../../nets/landscape/weightVectors';
import { spectralDensity } from '../../nets/spectrum/density';
import { extremeEigenpairs } from '../../nets/spectrum/lanczos';
import { openHessian } from '../../nets/spectrum/lossHessian';
import { add, norm, type SymmetricOperator } from '../../nets/spectrum/operator';
import { hutchPlusPlus } from '../../nets/spectrum/trace';
import type { Device } from '../../tensors/device';
import type { BackendName } from '../rpc/backendNames';
import type { Eigenvalue, SpectrumRequest, SpectrumResult } from '../rpc/spectrumProtocol';
import type { CheckpointRegistry } from './checkpoints';
import { backendsOf } from './evaluateJob';
import type { DataLoader } from './imageJobs';
import { BATCH, inOutlineOrder, loadMeasuredRun, lossOptions, onBackends, reported, withMeasuredNet } from './measuredRun';
import type { Services } from './services';

/** Eigenvalues wanted at each end, most products with the Hessian, and the share of the largest modulus that residuals may keep. */
const EIGEN = { count: 3, steps: 40, tolerance: 1e-3 };
const TRACE = { products: 30 };
const DENSITY = { probes: 3, steps: 20 };
/** Random perturbations of the average case, and steps of the ascents. */
const [SAMPLES, STEPS] = [10, 10];
/** Least milliseconds between two results posted. */
const POST_INTERVAL_MS = 300;

/** Spectrum job: eigenvalues, trace and density of the Hessian at a run's best weights; flatness and sharpness of the loss about them. */
export function openSpectrum(services: Services, loader: DataLoader, registry: CheckpointRegistry) {
  return async function* (
    { run, choice, radius }: SpectrumRequest,
    onBackend: (backend: BackendName) => void,
  ): AsyncGenerator<SpectrumResult | undefined, void> {
    const measured = yield* loadMeasuredRun(loader, registry, run, choice);
    const { checkpoint, model, centre } = measured;
    const began = performance.now();
    yield* onBackends(services, backendsOf({ backend: 'auto' }, checkpoint), [], onBackend, (device, backend) =>
      withMeasuredNet(device, measured, choice, (net) => measureOn(device, net, backend)),
    );

    async function* measureOn(device: Device, net: MeasuredNet, backend: BackendName): AsyncGenerator<SpectrumResult | undefined, void> {
      const nothing = { eigenvalues: null, trace: null, density: null, average: null, worst: null, sharpness: null };
      let now: SpectrumResult = { stage: 'loading', done: 0, of: 0, choice, radius, ...nothing, seconds: 0, backend, epoch: centre.epoch };
      let posted = -Infinity;
      const next = (change: Partial<SpectrumResult>): SpectrumResult => {
        now = { ...now, done: 0, of: 0, ...change, seconds: (performance.now() - began) / 1000 };
        return structuredClone(now); // posting moves the arrays
      };
      const report = ({ done, of }: { readonly done: number; readonly of: number }): SpectrumResult | undefined => {
        if (performance.now() - posted < POST_INTERVAL_MS) return undefined;
        posted = performance.now();
        return next({ done, of });
      };
      const { images, indices } = net;
      const { seed } = choice.directions;
      const attack = choice.loss === 'clean' ? null : choice.attack;
      yield next({ stage: 'eigenvalues' });
      const hessian = yield* openHessian(device, net, { images, indices, batch: BATCH, attack, seed: choice.seed });
      let spectralNorm = 0;
      try {
        const { largest, smallest, steps } = yield* reported(extremeEigenpairs(hessian, { ...EIGEN, seed }), report);
        spectralNorm = Math.max(...[...largest, ...smallest].map(({ value }) => Math.abs(value)));
        const eigenvalues: { readonly [K in 'largest' | 'smallest']: Eigenvalue[] } = { largest: [], smallest: [] };
        for (const end of ['largest', 'smallest'] as const)
          for (const { value, vector } of { largest, smallest }[end])
            eigenvalues[end].push({ value, residual: yield* residualOf(hessian, value, vector) });
        yield next({ stage: 'trace', eigenvalues: { ...eigenvalues, steps } });
        const trace = yield* reported(hutchPlusPlus(hessian, { ...TRACE, seed }), report);
        yield next({ stage: 'density', trace });
        const density = yield* reported(spectralDensity(hessian, { ...DENSITY, seed }), report);
        yield next({ stage: 'average', density });
      } finally {
        hessian.close();
      }
      const loss = yield* openNetworkLoss(device, net, lossOptions(choice));
      try {
        const weights = inOutlineOrder(model, centre.weights);
        const relative: FlatnessOptions = { kind: choice.loss, ball: { kind: 'relative', radius }, seed };
        const average = yield* reported(averageFlatness(device, weights, loss, { ...relative, samples: SAMPLES }), report);
        yield next({ stage: 'worst', average });
        const worst = yield* reported(worstFlatness(device, weights, loss, { ...relative, steps: STEPS }), report);
        yield next({ stage: 'sharpness', worst: { loss: worst.loss, rise: worst.rise } });
        const alpha = radius * vectorNorm(weights);
        const ball = { kind: 'euclidean', radius: alpha } as const;
        const steepest = yield* reported(worstFlatness(device, weights, loss, { ...relative, ball, steps: STEPS }), report);
        yield next({ stage: 'done', sharpness: { ...sharpnessOf(steepest, spectralNorm, alpha), alpha } });
      } finally {
        loss.close();
      }
    }
  };
}

/** ‖H·v − λ·v‖ from one more product: in float32 it cannot be as small as the recurrence of Lanczos says. */
async function* residualOf(hessian: SymmetricOperator, value: number, vector: Float64Array): AsyncGenerator<undefined, number> {
  const rest = yield* hessian.product(vector);
  add(rest, -value, vector);
  return norm(rest);
}
