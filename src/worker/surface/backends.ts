import { type Device, findGpu, findRenderer, openDevice, type TensorBackend } from '../../tensors/device';
import { fetchedModule, isNetworkError } from '../rpc/network';
import { errorMessage } from '../rpc/server';
import { backendOrder, type BackendChoice, type BackendName, type Report } from '../rpc/backendNames';

/** Registry of the tfjs backends of this worker: opened when first needed, with their failures. */
export interface Backends {
  /** The backend, opened if need be; rejects with a sentence. */
  open(backend: TensorBackend): Promise<Device>;
  /** Records a failure: 'auto' skips the backend, and an explicit choice opens it again. Files that did not arrive are no failure of the backend. */
  fail(backend: TensorBackend, error: unknown): void;
  /** The best real GPU, or nothing on a machine without one. */
  gpu(): Promise<'webgpu' | 'webgl' | undefined>;
  failures(): Report['failedBackends'];
}

/** Software renderers, which run on the CPU. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export function openBackends(open: (backend: TensorBackend) => Promise<Device> = openDevice): Backends {
  const devices = new Map<TensorBackend, Promise<Device>>();
  const failed = new Map<TensorBackend, string>();
  let realGpu: Promise<'webgpu' | 'webgl' | undefined> | undefined;
  return {
    open: (backend) => {
      const device = devices.get(backend) ?? fetchedModule(open(backend));
      devices.set(backend, device);
      return device;
    },
    fail: (backend, error) => {
      devices.delete(backend);
      if (!isNetworkError(error)) failed.set(backend, errorMessage(error));
    },
    gpu: () => (realGpu ??= findRealGpu()),
    failures: () => [...failed].map(([backend, why]) => ({ backend, why })),
  };
}

async function findRealGpu(): Promise<'webgpu' | 'webgl' | undefined> {
  const adapter = await findGpu();
  if (adapter && !adapter.info.isFallbackAdapter && !SOFTWARE.test(`${adapter.info.architecture} ${adapter.info.description}`)) return 'webgpu';
  const renderer = findRenderer();
  return renderer !== undefined && !SOFTWARE.test(renderer) ? 'webgl' : undefined;
}

/** Backends to try for a choice, best first; float64 is always last. `auto` is the first backend of 'auto'. */
export function fallbackChain(choice: BackendChoice, auto: BackendName, failures: Report['failedBackends']): BackendName[] {
  const chain = backendOrder.slice(backendOrder.indexOf(choice === 'auto' ? auto : choice));
  return choice === 'auto' ? chain.filter((backend) => !failures.some((failure) => failure.backend === backend)) : chain;
}
