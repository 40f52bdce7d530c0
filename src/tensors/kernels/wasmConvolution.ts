import address from './convolution.wasm?url&inline';
import type * as core from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';

type Tf = typeof core;
type Shape4 = [number, number, number, number];

/** What the kernels use of tfjs's WASM backend. Its memory is shared with them: addresses of tensors hold in both. */
interface WasmBackend {
  readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory } };
  makeOutput(shape: readonly number[], dtype: 'float32'): TensorInfo;
  getMemoryOffset(dataId: TensorInfo['dataId']): number;
  disposeData(dataId: TensorInfo['dataId']): boolean;
}

/** The exports of convolution.wasm, see assembly/convolution.ts; an address of 0 stands for a tensor that is left out. */
interface ConvolutionModule {
  setShape(...sides: readonly number[]): void;
  scratchBytes(): number;
  forward(x: number, filter: number, bias: number, relu: boolean, out: number, scratch: number): void;
  inputGradient(dy: number, y: number, filter: number, dx: number, scratch: number): void;
  filterGradient(x: number, dy: number, y: number, dfilter: number, scratch: number): void;
  biasGradient(dy: number, y: number, dbias: number, scratch: number): void;
}

interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid';
  readonly dilations?: number | [number, number];
  readonly activation?: string;
  readonly inputShape?: Shape4;
  readonly filterShape?: Shape4;
}
type Inputs = Readonly<Partial<Record<'x' | 'filter' | 'bias' | 'dy' | 'y', TensorInfo>>>;

/**
 * Registers convolution and its gradients on the running WASM backend, by matrix products of our own. In the gradients an input `y`, the output of a
 * convolution with ReLU, has dy counted as 0 where y ≤ 0. `biasGradient` names the kernel of the gradient of a bias. Rejects where WASM has no SIMD.
 */
export async function registerWasmConvolution(tf: Tf, biasGradient: string): Promise<void> {
  const backend = tf.backend() as unknown as WasmBackend;
  const code = Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));
  if (!WebAssembly.validate(code)) throw new Error('This browser’s WASM has no SIMD, which training needs');
  const { instance } = await WebAssembly.instantiate(code, { env: { memory: backend.wasm.asm.memory } });
  const module = instance.exports as unknown as ConvolutionModule;

  /** Registers a kernel: the shape of its convolution, the shape of its output, and its call on addresses. */
  const register = (
    kernelName: string,
    sides: (inputs: Inputs, attributes: ConvAttributes) => { readonly x: Shape4; readonly filter: Shape4; readonly dy?: Shape4 },
    shapeOf: (conv: core.backend_util.Conv2DInfo) => readonly number[],
    call: (at: Record<keyof Inputs | 'out' | 'scratch', number>, attributes: ConvAttributes) => void,
  ): void => {
    if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs: given, attrs }) => {
        const inputs: Inputs = given;
        const attributes = attrs as unknown as ConvAttributes;
        const { x, filter } = sides(inputs, attributes);
        const conv = tf.backend_util.computeConv2DInfo(x, filter, attributes.strides, attributes.dilations ?? 1, attributes.pad);
        if (conv.dilationHeight !== 1 || conv.dilationWidth !== 1) throw new Error('a dilated convolution has no kernel on WASM');
        if (conv.strideHeight !== conv.strideWidth) throw new Error('a convolution with two strides has no kernel on WASM');
        module.setShape(
          ...[conv.batchSize, conv.inHeight, conv.inWidth, conv.inChannels, conv.outHeight, conv.outWidth, conv.outChannels],
          ...[conv.filterHeight, conv.filterWidth, conv.strideHeight, conv.padInfo.top, conv.padInfo.left],
        );
        const out = backend.makeOutput(shapeOf(conv), 'float32');
        const scratch = backend.makeOutput([module.scratchBytes() / Float32Array.BYTES_PER_ELEMENT], 'float32');
        const addressOf = (tensor?: TensorInfo): number => (tensor ? backend.getMemoryOffset(tensor.dataId) : 0);
        const at = { x: addressOf(inputs.x), filter: addressOf(inputs.filter), bias: addressOf(inputs.bias), dy: addressOf(inputs.dy) };
        call({ ...at, y: addressOf(inputs.y), out: addressOf(out), scratch: addressOf(scratch) }, attributes);
        backend.disposeData(scratch.dataId);
        return out;
      },
    });
  };

  for (const name of [tf.Conv2D, tf.FusedConv2D])
    register(
      name,
      ({ x, filter }) => ({ x: shape4(x), filter: shape4(filter) }),
      ({ outShape }) => outShape,
      ({ x, filter, bias, out, scratch }, { activation = 'linear' }) => {
        if (activation !== 'linear' && activation !== 'relu') throw new Error(`a convolution with ${activation} has no kernel on WASM`);
        module.forward(x, filter, bias, activation === 'relu', out, scratch);
      },
    );
  register(
    tf.Conv2DBackpropInput,
    ({ filter }, { inputShape }) => ({ x: shape4({ shape: inputShape }), filter: shape4(filter) }),
    ({ inShape }) => inShape,
    ({ dy, y, filter, out, scratch }) => module.inputGradient(dy, y, filter, out, scratch),
  );
  register(
    tf.Conv2DBackpropFilter,
    ({ x }, { filterShape }) => ({ x: shape4(x), filter: shape4({ shape: filterShape }) }),
    ({ filterShape }) => filterShape,
    ({ x, dy, y, out, scratch }) => module.filterGradient(x, dy, y, out, scratch),
  );
  register(
    biasGradient,
    ({ dy }) => {
      const shape = shape4(dy); // as a convolution of size 1
      return { x: shape, filter: [1, 1, shape[3], shape[3]] };
    },
    ({ outChannels }) => [outChannels],
    ({ dy, y, out, scratch }) => module.biasGradient(dy, y, out, scratch),
  );
}

function shape4(tensor: { readonly shape?: readonly number[] | undefined } | undefined): Shape4 {
  const [n, height, width, channels, ...rest] = tensor?.shape ?? [];
  if (n === undefined || height === undefined || width === undefined || channels === undefined || rest.length > 0)
    throw new Error('a convolution works on [N, H, W, channels]');
  return [n, height, width, channels];
}
