import { registerConvGradients, type Tf } from './convKernels';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import type * as core from '@tensorflow/tfjs-core';
export type TensorBackend = 'webgpu' | 'webgl' | 'wasm';

/** One running tfjs backend. */
export interface Device {
  readonly backend: TensorBackend;
  /** The adapter as the browser names it. */
  readonly adapter: string;
  /** Builds tensors in a tidy, reads them, and frees them whatever happens. Rejects with a sentence when the device is gone. */
  read(build: (tf: Tf) => core.Tensor[]): Promise<Float32Array[]>;
  /** Builds tensors in a tidy and holds what is returned until `free`. Throws a sentence when the device is gone. */
  make<T extends core.TensorContainer>(build: (tf: Tf) => T): T;
  /** Tensors alive now; equal before and after every job. */
  tensors(): number;
}

/** Where the two single-threaded WASM builds lie. */
export interface WasmFiles {
  readonly plain: string;
  readonly simd: string;
}

/** What a device is to know beside its kernels: surfaces need no gradients, networks do. */
export interface Needs {
  readonly gradients?: boolean;
}

interface Started {
  readonly adapter: string;
  /** Calls back with a sentence when the device is lost or reports an error. */
  watch(trouble: (why: string) => void): void;
}

const starters = { webgpu: startWebGpu, webgl: startWebGl, wasm: startWasm };

/** Starts a backend, loading only its own code. Rejects with a sentence when this machine cannot. */
export async function openDevice(
  backend: TensorBackend,
  files: WasmFiles = { plain: plainWasm, simd: simdWasm },
  needs: Needs = {},
): Promise<Device> {
  const tf = await import('@tensorflow/tfjs-core');
  const { adapter, watch } = await starters[backend](tf, files);
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} could not be started`);
  if (needs.gradients) {
    await import('@tensorflow/tfjs-core/dist/register_all_gradients');
    registerConvGradients(tf);
  }
  let trouble: string | undefined;
  const waiting = new Set<(error: Error) => void>();
  watch((why) => {
    trouble ??= why;
    waiting.forEach((reject) => reject(new Error(why)));
  });
  /** `work`, broken off by trouble. No race with one lasting promise: that would hold every result there ever was. */
  const untroubled = <T>(work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      waiting.add(reject);
      const over = (): boolean => waiting.delete(reject);
      work.then(resolve, reject).then(over, over);
    });
  const make: Device['make'] = (build) => {
    if (trouble !== undefined) throw new Error(trouble);
    void tf.setBackend(backend); // started already, so this takes effect at once
    return tf.tidy(() => build(tf));
  };
  return {
    backend,
    adapter,
    tensors: () => tf.memory().numTensors,
    make,
    read: async (build) => {
      const held = make(build);
      try {
        return await untroubled(Promise.all(held.map((tensor) => tensor.data<'float32'>())));
      } catch (error) {
        if (trouble === undefined) await untroubled(pause(LATE)).catch(() => undefined);
        throw new Error(trouble ?? `${backend} broke off: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        held.forEach((tensor) => tensor.dispose());
      }
    },
  };
}

/** A lost device breaks its reads before it says that it is lost, by about as long as it was still busy. */
const LATE = 1000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What `build` makes, with everything it needed on the way freed. */
export function distil<T extends core.Tensor | core.Tensor[]>(tf: Tf, build: () => T): T {
  return tf.tidy(build);
}

/** Swaps held tensors for their successors: what `build` makes is kept, what it was made from is freed. */
export function replaceTensors<T extends core.Tensor[]>(tf: Tf, held: T, build: (held: T) => T): T {
  const next = distil(tf, () => build(held));
  held.forEach((tensor) => tensor.dispose());
  return next;
}

/** Frees tensors that outlived their tidy. */
export function free(held: Iterable<core.Tensor>): void {
  for (const tensor of held) tensor.dispose();
}

export interface Slopes {
  readonly value: core.Scalar;
  /** In the order and the shapes of the inputs. */
  readonly gradients: core.Tensor[];
  readonly extra: core.Tensor[];
}
export interface Pass {
  readonly value: core.Scalar;
  readonly extra?: readonly core.Tensor[];
}

/** A scalar made of `inputs`, its gradients, and whatever else the same pass made (`extra`, no part of the gradient). Run in a tidy. */
export function valueAndGradients(tf: Tf, inputs: readonly core.Tensor[], pass: () => Pass): Slopes {
  let kept: core.Tensor[] = []; // the pass has a tidy of its own
  try {
    const { value, grads } = tf.valueAndGrads<core.Scalar>(() => {
      const made = pass();
      kept = (made.extra ?? []).map((tensor) => tf.keep(tf.clone(tensor)));
      return made.value;
    })([...inputs]);
    return { value, gradients: grads, extra: kept.map((tensor) => tf.clone(tensor)) };
  } finally {
    free(kept);
  }
}

async function startWebGpu(tf: Tf): Promise<Started> {
  const adapter = await findGpu();
  if (!adapter) throw new Error('This browser offers no WebGPU adapter');
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const { maxStorageBufferBindingSize, maxBufferSize, maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup } = adapter.limits;
  const { maxComputeWorkgroupSizeX, maxComputeWorkgroupsPerDimension } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxStorageBufferBindingSize,
      maxBufferSize,
      maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX,
      maxComputeWorkgroupsPerDimension,
    },
  });
  tf.env().set('WEBGPU_CPU_FORWARD', false); // small tensors too are computed where the report says
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  return {
    adapter: nameOf(adapter.info),
    watch: (trouble) => {
      void device.lost.then(({ reason, message }) => trouble(`The GPU was lost (${reason}${message ? `: ${message}` : ''})`));
      device.addEventListener('uncapturederror', ({ error }) => trouble(`The GPU reported an error: ${error.message.split('\n')[0]}`));
    },
  };
}

const nameOf = ({ vendor, architecture, device, description }: GPUAdapterInfo): string =>
  [vendor, architecture, description || device].filter((word) => word !== '').join(' ') || 'unnamed adapter';

async function startWebGl(tf: Tf): Promise<Started> {
  const { MathBackendWebGL } = await import('@tensorflow/tfjs-backend-webgl');
  tf.env().set('WEBGL_CPU_FORWARD', false);
  tf.removeBackend('webgl');
  const webgl = new MathBackendWebGL();
  const { gl } = webgl.getGPGPUContext();
  if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) throw new Error('This WebGL keeps only 16 bits of a number');
  tf.registerBackend('webgl', () => webgl);
  return {
    adapter: rendererOf(gl),
    watch: (trouble) => gl.canvas.addEventListener('webglcontextlost', () => trouble('The WebGL context was lost')),
  };
}

async function startWasm(tf: Tf, files: WasmFiles): Promise<Started> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false); // the threaded build breaks when minified
  setWasmPaths({
    'tfjs-backend-wasm.wasm': files.plain,
    'tfjs-backend-wasm-simd.wasm': files.simd,
    'tfjs-backend-wasm-threaded-simd.wasm': files.simd,
  });
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return { adapter: simd ? 'SIMD, one thread' : 'one thread', watch: () => undefined };
}

/** The WebGPU adapter, if the browser has one. */
export async function findGpu(): Promise<GPUAdapter | undefined> {
  if (typeof navigator === 'undefined' || !('gpu' in navigator)) return undefined;
  return (await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })) ?? undefined;
}

/** The name of the WebGL renderer, or nothing without WebGL 2 in a worker. */
export function findRenderer(): string | undefined {
  if (typeof OffscreenCanvas === 'undefined') return undefined;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return undefined;
  const name = rendererOf(gl);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return name;
}

function rendererOf(gl: WebGLRenderingContext | WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return typeof name === 'string' ? name : 'unnamed renderer';
}
