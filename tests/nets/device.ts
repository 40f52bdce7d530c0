import { openDevice } from '../../src/tensors/device';

const folder = `${process.cwd()}/node_modules/@tensorflow/tfjs-backend-wasm/dist`;

/** tfjs on its single-threaded WASM build with the gradients of networks, as the worker opens it. */
export const openTrainer = () =>
  openDevice('wasm', { plain: `${folder}/tfjs-backend-wasm.wasm`, simd: `${folder}/tfjs-backend-wasm-simd.wasm` }, { gradients: true });
