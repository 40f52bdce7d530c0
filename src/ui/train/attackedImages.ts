import type { AttackImagesResult } from '../../worker/rpc/trainingProtocol';

/** One image under attack: pixels in [0, 1], the perturbation scaled about grey, and the predictions before and after. */
export interface AttackedImage {
  readonly clean: Float32Array;
  readonly perturbation: Float32Array;
  readonly adversarial: Float32Array;
  readonly truth: string;
  readonly before: Prediction;
  readonly after: Prediction;
}
export interface AttackedImages {
  readonly images: readonly AttackedImage[];
  /** Factor of the displayed perturbations. */
  readonly stretch: number;
}
export interface Prediction {
  readonly name: string;
  /** Softmax of the logits, in [0, 1]. */
  readonly confidence: number;
  readonly correct: boolean;
}

/** Factor at which ± the largest change of a pixel spans the whole grey scale. */
export const perturbationScale = (largest: number): number => (largest > 0 ? 0.5 / largest : 1);

/** Images under attack from a job result. L∞ is scaled by ε, so that a pixel at the bound is black or white; L2 by the largest change among the images. */
export function attackedImages(result: AttackImagesResult): AttackedImages {
  const { pixels, adversarial, labels, classes, height, width, attack } = result;
  const size = height * width * 3;
  const stretch = perturbationScale(attack.norm === 2 ? largestChange(pixels, adversarial) : attack.epsilon);
  const images = labels.map((label, i) => {
    const [clean, shifted] = [pixels.subarray(i * size, (i + 1) * size), adversarial.subarray(i * size, (i + 1) * size)];
    const predict = (logits: Float32Array): Prediction => predictionOf(logits.subarray(i * classes.length, (i + 1) * classes.length), classes, label);
    return {
      clean,
      adversarial: shifted,
      perturbation: clean.map((value, k) => Math.min(1, Math.max(0, 0.5 + stretch * ((shifted[k] ?? 0) - value)))),
      truth: classes[label] ?? String(label),
      before: predict(result.before),
      after: predict(result.after),
    };
  });
  return { images, stretch };
}

const largestChange = (a: Float32Array, b: Float32Array): number => a.reduce((max, value, i) => Math.max(max, Math.abs(value - (b[i] ?? 0))), 0);

function predictionOf(logits: Float32Array, classes: readonly string[], label: number): Prediction {
  const top = logits.reduce((best, value, i) => (value > (logits[best] ?? -Infinity) ? i : best), 0);
  const maxLogit = logits[top] ?? 0;
  return {
    name: classes[top] ?? String(top),
    confidence: 1 / logits.reduce((sum, value) => sum + Math.exp(value - maxLogit), 0),
    correct: top === label,
  };
}
