/** A root of f in [lo, hi], where f changes sign, to the last bit. A jump across 0 counts as a root. */
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

/** A root of a continuous f between lo and hi, where f changes sign, to 14 digits: false position, Illinois variant (Dowell, Jarratt 1971). */
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

const RATIO = (Math.sqrt(5) - 1) / 2;

/** A place and the value there. */
export interface LineMinimum {
  readonly at: number;
  readonly least: number;
}

/** The least f that golden section sees on [lo, hi], ends included (Kiefer 1953): the least of all where f has one valley. */
export function goldenSection(f: (t: number) => number, [lo, hi]: readonly [number, number], steps = 56): LineMinimum {
  let [a, b] = [lo, hi];
  let best: LineMinimum = { at: lo, least: f(lo) };
  const look = (at: number): LineMinimum => {
    const here = { at, least: f(at) };
    if (here.least < best.least) best = here;
    return here;
  };
  look(hi);
  let [left, right] = [look(b - RATIO * (b - a)), look(a + RATIO * (b - a))];
  for (let k = 0; k < steps; k += 1) {
    if (left.least <= right.least) {
      [b, right] = [right.at, left];
      left = look(b - RATIO * (b - a));
    } else {
      [a, left] = [left.at, right];
      right = look(a + RATIO * (b - a));
    }
  }
  return best;
}
