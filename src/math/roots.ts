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
