import { createRequire } from 'node:module';

/** Names of adapters that compute on a processor. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** The WebGPU adapter of this process. */
export interface DawnAdapter {
  readonly info: Readonly<Record<'vendor' | 'architecture' | 'device' | 'description', string>>;
  readonly software: boolean;
  readonly limits: Readonly<Record<string, number>>;
}

/** Calls of this process to WebGPU so far. */
export const calls = { dispatches: 0, submits: 0 };

/** Gives Node a `navigator.gpu` of Dawn (`webgpu` on npm), which counts its calls. Rejects where there is no adapter; `file`: Dawn's module for Node. */
export async function openDawn(file: string): Promise<DawnAdapter> {
  const { create, globals } = createRequire(import.meta.url)(file) as { create(flags: string[]): GPU; globals: object };
  Object.assign(globalThis, globals);
  countCalls(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', 'dispatches');
  countCalls(GPUQueue.prototype, 'submit', 'submits');
  const gpu = create([]);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('there is no WebGPU adapter: is a driver for Vulkan, Metal or Direct3D installed?');
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeInvocationsPerWorkgroup } = adapter.limits;
  return {
    info: { vendor, architecture, device, description },
    software: isFallbackAdapter || SOFTWARE.test(`${architecture} ${device} ${description}`),
    limits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeInvocationsPerWorkgroup },
  };
}

function countCalls<T extends object>(prototype: T, name: keyof T & string, key: keyof typeof calls): void {
  const plain = prototype[name] as (...args: unknown[]) => unknown;
  Object.defineProperty(prototype, name, {
    configurable: true,
    value(this: unknown, ...args: unknown[]) {
      calls[key] += 1;
      return plain.apply(this, args);
    },
  });
}
