import type { Ball } from './ball';

/** The same image in the ball about `clean` and in [0, 1], float32 numbers whose distance in float64 is at most ε: what float32 rounded out of it is moved in. */
export function insideBall(pixels: Float32Array, clean: Float32Array, { norm, epsilon }: Ball): Float32Array {
  if (norm === 'inf') return insideCube(pixels, clean, epsilon);
  let inside = pixels.map(clip);
  for (let margin = ULP; distance(inside, clean, norm) > epsilon; margin *= 2) {
    const factor = Math.max((epsilon / distance(inside, clean, norm)) * (1 - margin), 0); // rounding may undo a small margin, so it doubles
    inside = inside.map((v, i) => (clean[i] ?? 0) + factor * (v - (clean[i] ?? 0)));
  }
  return inside;
}

/** Spacing of float32 numbers from 0.5 to 1; below it is smaller. */
const ULP = 2 ** -24;

function insideCube(pixels: Float32Array, clean: Float32Array, epsilon: number): Float32Array {
  return pixels.map((v, i) => {
    const x = clean[i] ?? 0;
    const nearest = Math.fround(Math.min(Math.max(clip(v), x - epsilon), x + epsilon));
    if (Math.abs(nearest - x) <= epsilon) return nearest;
    return nearest > x ? nearest - ULP : nearest + ULP;
  });
}

const clip = (v: number): number => Math.min(Math.max(v, 0), 1);

/** Distance of two images in a norm, in float64. */
export function distance(a: Float32Array, b: Float32Array, norm: Ball['norm']): number {
  let [largest, squares] = [0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const d = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (!(d <= largest)) largest = d;
    squares += d * d;
  }
  return norm === 'inf' ? largest : Math.sqrt(squares);
}
