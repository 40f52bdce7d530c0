import { CONV_BIAS_GRADIENT, registerConvGradients, type Tf } from './convKernels';
import { registerReductionGradients } from './reductionGradients';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import type * as core from '@tensorflow/tfjs-core';

export type TensorBackend = 'webgpu' | 'webgl' | 'wasm';

/** One running tfjs backend. */
export interface Device {
  readonly backend: TensorBackend;
  /** The adapter as the browser names it. */
  readonly adapter: string;
  /** Builds tensors in a tidy, reads their values, and frees them in every case. Rejects with a sentence when the device is lost. */
  read(build: (tf: Tf) => core.Tensor[]): Promise<Float32Array[]>;
  /** Builds tensors in a tidy; what is returned lasts until `free`. Throws a sentence when the device is lost. */
  make<T extends core.TensorContainer>(build: (tf: Tf) => T): T;
  /** Number of tensors allocated now; equal before and after every job. */
  tensors(): number;
}

/** Addresses of the two single-threaded WASM builds. */
export interface WasmFiles {
  readonly plain: string;
  readonly simd: string;
}
const builtWasm: WasmFiles = { plain: plainWasm, simd: simdWasm };

/** What is registered beside the kernels: networks need gradients, surfaces do not. */
export interface DeviceOptions {
  readonly gradients?: boolean;
}

interface Started {
  readonly adapter: string;
  /** Calls back with a sentence when the device is lost or reports an error. */
  watch(onFailure: (reason: string) => void): void;
}

const starterOf = { webgpu: startWebGpu, webgl: startWebGl, wasm: startWasm };

/** Starts a backend. Rejects with a sentence when this machine cannot, and as a failed import or a network error while its files do not arrive. */
export async function openDevice(backend: TensorBackend, files: WasmFiles = builtWasm, options: DeviceOptions = {}): Promise<Device> {
  const tf = await import('@tensorflow/tfjs-core');
  const { adapter, watch } = await starterOf[backend](tf, files);
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} could not be started`);
  if (options.gradients) {
    await import('@tensorflow/tfjs-core/dist/register_all_gradients');
    registerConvGradients(tf);
    registerReductionGradients(tf);
    if (backend === 'wasm') await (await import('./kernels/wasmConvolution')).registerWasmConvolution(tf, CONV_BIAS_GRADIENT);
  }
  let failure: string | undefined;
  const pending = new Set<(error: Error) => void>();
  watch((reason) => {
    failure ??= reason;
    pending.forEach((reject) => reject(new Error(reason)));
  });
  /** `work`, rejected when the device fails. A race with one lasting promise would retain every result. */
  const untilFailure = <T>(work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      pending.add(reject);
      const remove = (): boolean => pending.delete(reject);
      work.then(resolve, reject).then(remove, remove);
    });
  const make: Device['make'] = (build) => {
    if (failure !== undefined) throw new Error(failure);
    void tf.setBackend(backend); // started already, so this takes effect at once
    return tf.tidy(() => build(tf));
  };
  return {
    backend,
    adapter,
    tensors: () => tf.memory().numTensors,
    make,
    read: async (build) => {
      const tensors = make(build);
      try {
        return await untilFailure(Promise.all(tensors.map((tensor) => tensor.data<'float32'>())));
      } catch (error) {
        if (failure === undefined) await untilFailure(pause(LOSS_REPORT_DELAY_MS)).catch(() => undefined);
        throw new Error(failure ?? `${backend} broke off: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        free(tensors);
      }
    },
  };
}

/** Reads of a lost device fail before its loss is reported, by up to about the time that it was still busy. */
const LOSS_REPORT_DELAY_MS = 1000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What `build` returns, its intermediate tensors freed (tf.tidy). */
export function inTidy<T extends core.Tensor | core.Tensor[]>(tf: Tf, build: () => T): T {
  return tf.tidy(build);
}

/** The successors of `tensors`, which are freed. */
export function replaceTensors<T extends core.Tensor[]>(tf: Tf, tensors: T, build: (tensors: T) => T): T {
  const next = inTidy(tf, () => build(tensors));
  free(tensors);
  return next;
}

/** Frees tensors that outlived their tidy. */
export function free(tensors: Iterable<core.Tensor>): void {
  for (const tensor of tensors) tensor.dispose();
}

export interface ValueAndGradients {
  readonly value: core.Scalar;
  /** In the order and the shapes of the inputs. */
  readonly gradients: core.Tensor[];
  readonly extra: core.Tensor[];
}
export interface Pass {
  readonly value: core.Scalar;
  readonly extra?: readonly core.Tensor[];
}

/** A scalar function of `inputs`, its gradients, and auxiliary tensors of the same pass (`extra`, not differentiated). Run in a tidy. */
export function valueAndGradients(tf: Tf, inputs: readonly core.Tensor[], pass: () => Pass): ValueAndGradients {
  let extra: core.Tensor[] = []; // kept beyond the tidy of the pass
  try {
    const { value, grads } = tf.valueAndGrads<core.Scalar>(() => {
      const result = pass();
      extra = (result.extra ?? []).map((tensor) => tf.keep(tf.clone(tensor)));
      return result.value;
    })([...inputs]);
    return { value, gradients: grads, extra: extra.map((tensor) => tf.clone(tensor)) };
  } finally {
    free(extra);
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
  tf.env().set('WEBGPU_CPU_FORWARD', false); // small tensors too are computed on the reported device
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  return {
    adapter: nameOf(adapter.info),
    watch: (onFailure) => {
      void device.lost.then(({ reason, message }) => onFailure(`The GPU was lost (${reason}${message ? `: ${message}` : ''})`));
      device.addEventListener('uncapturederror', ({ error }) => onFailure(`The GPU reported an error: ${error.message.split('\n')[0]}`));
    },
  };
}

const nameOf = ({ vendor, architecture, device, description }: GPUAdapterInfo): string =>
  [vendor, architecture, description || device].filter((part) => part !== '').join(' ') || 'unnamed adapter';

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
    watch: (onFailure) => gl.canvas.addEventListener('webglcontextlost', () => onFailure('The WebGL context was lost')),
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
  if (files === builtWasm) await requireFile(simd ? files.simd : files.plain);
  return { adapter: simd ? 'SIMD, one thread' : 'one thread', watch: () => undefined };
}

/** Fetches a file into the browser's cache: tfjs reports one that does not arrive as a backend that this machine lacks. */
async function requireFile(address: string): Promise<void> {
  try {
    await (await fetch(address)).arrayBuffer();
  } catch {
    throw new DOMException('The WASM file could not be fetched: is the network gone?', 'NetworkError');
  }
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
