import { openDevice } from '../../src/tensors/device';

const folder = `${process.cwd()}/node_modules/@tensorflow/tfjs-backend-wasm/dist`;

/** tfjs on its single-threaded WASM build, as the page runs it. */
export const openWasm = () => openDevice('wasm', { plain: `${folder}/tfjs-backend-wasm.wasm`, simd: `${folder}/tfjs-backend-wasm-simd.wasm` });

/** Runs a job to its end without a pause. */
export function finish<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
