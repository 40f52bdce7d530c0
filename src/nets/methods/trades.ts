import { crossEntropy, klEach } from '../attacks/losses';
import type { Method } from './types';

/** Standard deviation of the start, in pixels of [0, 1]: at the clean image itself the gradient of the KL term vanishes. */
const START_DEVIATION = 0.001;

export const trades: Method = {
  label: 'TRADES',
  note: "Zhang et al. 2019: $\\mathrm{CE}(x)+\\beta\\,\\mathrm{KL}(p(x)\\,\\|\\,p(x'))$, the attack raising the KL term; the gradient flows through both.",
  inner: {
    start: (stream, _ball, n, size) => stream.normal(n * size, START_DEVIATION),
    clipStart: false,
    target: (_tf, _labels, natural) => natural(),
    objective: (tf, logits, natural) => klEach(tf, natural, logits),
  },
  loss(tf, logits, clean, attacked, labels, beta) {
    const natural = logits(clean);
    return tf.add(crossEntropy(tf, natural, labels), tf.mul(tf.mean(klEach(tf, natural, logits(attacked))), beta));
  },
};
