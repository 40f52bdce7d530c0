import type { Scene } from '../adversarial';
import { none } from '../attacks/none';
import type { Landscape } from '../kinds';

/** Factors of 1 to 2 in one product, far from overflow. */
const BATCH = 512;

/**
 * The mean loss of an exact attack, to 10⁻¹⁵ of an absolute nat: log(1 + eᵘ) = max(u, 0) + log(1 + e^−|u|), and the logarithms of
 * all points are taken as one, of their product. A loss near 0 loses its digits; exp(−L) does not.
 */
export function quickLoss({ activation, critical, points, attack, epsilon, norm }: Scene): Landscape['value'] {
  const { f } = activation;
  const flat = Float64Array.from(points.flatMap(({ x, y }) => [...x, y])); // [points, 3]
  const [levels, heights] = [Float64Array.from(critical), Float64Array.from(critical, f)];
  const [count, radius] = [points.length, attack === none ? 0 : epsilon];
  const rising = critical.length === 0 && f(1) > f(0);
  return (a, b) => {
    const r = radius === 0 ? 0 : radius * norm.dualPair(a, b);
    let [sum, product] = [0, 1];
    for (let k = 0; k < count; k += 1) {
      const y = flat[3 * k + 2]!;
      const centre = a * flat[3 * k]! + b * flat[3 * k + 1]!;
      let least = y * f(centre - y * r); // where the attack drives a rising φ
      if (!rising && r > 0) {
        least = Math.min(least, y * f(centre + y * r));
        for (let c = 0; c < levels.length; c += 1)
          if (levels[c]! > centre - r && levels[c]! < centre + r && y * heights[c]! < least) least = y * heights[c]!;
      }
      if (least < 0) sum -= least;
      product *= 1 + Math.exp(-Math.abs(least));
      if (k % BATCH === BATCH - 1) {
        sum += Math.log(product);
        product = 1;
      }
    }
    return (sum + Math.log(product)) / count;
  };
}
