import type { TrainRequest } from './netProtocol';
import type { BackendName, JobKind, Jobs, Report, SurfaceRequest } from './protocol';

/** Fastest first; the last needs nothing but arithmetic. */
export const backendOrder: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'float64'];

/** The backend to try after `failed`; nothing follows float64. */
export function after(failed: BackendName): BackendName | undefined {
  return backendOrder[backendOrder.indexOf(failed) + 1];
}

/** What to ask after the worker died under `backend` (undefined: before it named one): the same, one backend further; a training run goes on. */
export function askAgain<K extends JobKind>(request: Jobs[K]['request'], backend: BackendName | undefined, why: string): Jobs[K]['request'] {
  if (isTraining(request)) return { ...request, resume: true, fell: [...(request.fell ?? []), ...(backend ? [{ backend, why }] : [])] };
  if (!isSurface(request) || backend === undefined) return request;
  const fell: Report['fell'] = [...(request.fell ?? []), { backend, why }];
  return { ...request, backend: after(backend) ?? 'float64', fell };
}

const isSurface = (request: Jobs[JobKind]['request']): request is SurfaceRequest => 'backend' in request && 'surface' in request;
const isTraining = (request: Jobs[JobKind]['request']): request is TrainRequest => 'training' in request && 'resume' in request;
