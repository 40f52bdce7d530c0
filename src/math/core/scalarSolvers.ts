/** Bisection: a root of f in [lo, hi], where f changes sign, to the last bit. A jump across 0 counts as a root. */
export function bisect(f: (t: number) => number, lo: number, hi: number): number {
  let [left, right] = [lo, hi];
  const rising = f(lo) <= 0;
  for (let k = 0; k < 200; k += 1) {
    const middle = left + (right - left) / 2;
    if (middle <= Math.min(left, right) || middle >= Math.max(left, right)) break;
    if (f(middle) <= 0 === rising) left = middle;
    else right = middle;
  }
  return left + (right - left) / 2;
}

/** The Illinois variant of false position (Dowell, Jarratt 1971): a root of a continuous f that changes sign on [lo, hi], to 14 digits. */
export function illinois(f: (t: number) => number, lo: number, hi: number): number {
  let [a, b, fa, fb] = [lo, hi, f(lo), f(hi)];
  if (fa * fb > 0) return Math.abs(fa) < Math.abs(fb) ? a : b;
  for (let k = 0; k < 100; k += 1) {
    const c = fa === fb ? (a + b) / 2 : b - (fb * (b - a)) / (fb - fa);
    const fc = f(c);
    if (fc === 0 || Math.abs(b - a) <= 1e-14 * Math.max(1, Math.abs(c))) return c;
    if (fc * fb < 0) [a, fa] = [b, fb];
    else fa /= 2;
    if (Math.abs(c - b) <= 1e-15 * Math.max(1, Math.abs(c))) return c;
    [b, fb] = [c, fc];
  }
  return b;
}

const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** A minimiser on a line and the minimum. */
export interface LineMinimum {
  readonly at: number;
  readonly value: number;
}

/** Golden-section search (Kiefer 1953): the least value evaluated on [lo, hi], ends included; the global minimum if f is unimodal. */
export function goldenSection(f: (t: number) => number, [lo, hi]: readonly [number, number], steps = 56): LineMinimum {
  let [a, b] = [lo, hi];
  let best: LineMinimum = { at: lo, value: f(lo) };
  const evaluate = (at: number): LineMinimum => {
    const point = { at, value: f(at) };
    if (point.value < best.value) best = point;
    return point;
  };
  evaluate(hi);
  let [left, right] = [evaluate(b - GOLDEN_RATIO * (b - a)), evaluate(a + GOLDEN_RATIO * (b - a))];
  for (let k = 0; k < steps; k += 1) {
    if (left.value <= right.value) {
      [b, right] = [right.at, left];
      left = evaluate(b - GOLDEN_RATIO * (b - a));
    } else {
      [a, left] = [left.at, right];
      right = evaluate(a + GOLDEN_RATIO * (b - a));
    }
  }
  return best;
}
