import type { Tf } from './convKernels';

/**
 * Registers gradients of Mean and Sum that broadcast by a tensor filled on the device. The library's own multiply by an array of ones as large as the
 * input, which is filled in JavaScript and uploaded in every backward pass.
 */
export function registerReductionGradients(tf: Tf): void {
  for (const kernelName of [tf.Mean, tf.Sum])
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], { axis }) => {
        const shape = x?.shape ?? [];
        const axes = tf.util.parseAxisParam(axis as number[], shape);
        const kept = shape.map((side, k) => (axes.includes(k) ? 1 : side));
        const count = kernelName === tf.Mean ? axes.reduce((n, k) => n * (shape[k] ?? 1), 1) : 1;
        const [each] = Array.isArray(dy) ? dy : [dy];
        if (!each) throw new Error(`the gradient of ${kernelName} has no gradient to start from`);
        return { x: () => tf.add(tf.div(tf.reshape(each, kept), count), tf.fill(shape, 0)) };
      },
    });
}
