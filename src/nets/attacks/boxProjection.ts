import type { Ball } from './ball';

/**
 * Projection on a hyperplane within the box [0, 1] (Croce and Hein 2020, FAB): the shortest d in the norm with w·d = c and x + d in the box, in
 * float64; where no d reaches c, the one that comes nearest. Pixel i moves towards the hyperplane at a speed (1 in L∞, |w_i| in L2) until it meets
 * the box, so that w·d is a concave, piecewise linear function of the time λ, and Newton's method from below ends at its root after finitely many
 * steps. Writes d to `out` and returns its norm.
 */
export function projectOnHyperplane(x: Float32Array, w: Float32Array, c: number, norm: Ball['norm'], out: Float64Array): number {
  const time = hittingTime(x, w, c, norm);
  let largest = 0;
  let squares = 0;
  for (let i = 0; i < x.length; i += 1) {
    const slope = w[i] ?? 0;
    const d = slope === 0 ? 0 : Math.min(time * speedOf(slope, norm), roomOf(x[i] ?? 0, slope, c));
    out[i] = slope > 0 === c > 0 ? d : -d;
    largest = Math.max(largest, d);
    squares += d * d;
  }
  return norm === 'inf' ? largest : Math.sqrt(squares);
}

/** Pieces that Newton's method passes at most; a handful is usual. */
const MAX_STEPS = 100;

/** The λ at which w·d reaches c; ∞ where it never does, 0 where it has. */
function hittingTime(x: Float32Array, w: Float32Array, c: number, norm: Ball['norm']): number {
  const target = Math.abs(c);
  let time = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    let reached = 0;
    let rate = 0;
    for (let i = 0; i < x.length; i += 1) {
      const slope = w[i] ?? 0;
      const weight = Math.abs(slope);
      const speed = speedOf(slope, norm);
      const room = roomOf(x[i] ?? 0, slope, c);
      if (time * speed < room) {
        reached += weight * time * speed;
        rate += weight * speed;
      } else reached += weight * room;
    }
    const missing = target - reached;
    if (!(missing > 0)) return time;
    if (rate === 0) return Infinity;
    const next = time + missing / rate;
    if (next === time) return time;
    time = next;
  }
  return time;
}

const speedOf = (slope: number, norm: Ball['norm']): number => (norm === 2 ? Math.abs(slope) : 1);
/** Way of a pixel to the box, in the direction that brings w·d nearer to c. */
const roomOf = (x: number, slope: number, c: number): number => (slope > 0 === c > 0 ? 1 - x : x);
