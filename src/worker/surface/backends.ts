import { type Device, findGpu, findRenderer, openDevice, type TensorBackend } from '../../tensors/device';
import { backendOrder, type BackendChoice, type BackendName, type Report } from '../rpc/backendNames';

/** The tfjs backends of this worker, opened when first needed and remembered when they fail. */
export interface Backends {
  /** The backend, opened if need be; rejects with a sentence. */
  open(backend: TensorBackend): Promise<Device>;
  /** Remembers that a backend failed, so that 'auto' leaves it alone and an explicit choice opens it afresh. */
  fail(backend: TensorBackend, why: string): void;
  /** The best real GPU, or nothing on a machine without one. */
  gpu(): Promise<'webgpu' | 'webgl' | undefined>;
  failures(): Report['failedBackends'];
}

/** Renderers that are a processor in disguise. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export function openBackends(open: (backend: TensorBackend) => Promise<Device> = openDevice): Backends {
  const devices = new Map<TensorBackend, Promise<Device>>();
  const failed = new Map<TensorBackend, string>();
  let found: Promise<'webgpu' | 'webgl' | undefined> | undefined;
  return {
    open: (backend) => {
      const device = devices.get(backend) ?? open(backend);
      devices.set(backend, device);
      return device;
    },
    fail: (backend, why) => {
      devices.delete(backend);
      failed.set(backend, why);
    },
    gpu: () => (found ??= findRealGpu()),
    failures: () => [...failed].map(([backend, why]) => ({ backend, why })),
  };
}

async function findRealGpu(): Promise<'webgpu' | 'webgl' | undefined> {
  const adapter = await findGpu();
  if (adapter && !adapter.info.isFallbackAdapter && !SOFTWARE.test(`${adapter.info.architecture} ${adapter.info.description}`)) return 'webgpu';
  const renderer = findRenderer();
  return renderer !== undefined && !SOFTWARE.test(renderer) ? 'webgl' : undefined;
}

/** What to try for a choice, best first; float64 always stands last. `auto` is the backend that 'auto' begins with. */
export function chainFrom(choice: BackendChoice, auto: BackendName, failures: Report['failedBackends']): BackendName[] {
  const chain = backendOrder.slice(backendOrder.indexOf(choice === 'auto' ? auto : choice));
  return choice === 'auto' ? chain.filter((backend) => !failures.some((failure) => failure.backend === backend)) : chain;
}
