const RATIO = (Math.sqrt(5) - 1) / 2;

/** A place and the value there. */
export interface Least {
  readonly at: number;
  readonly least: number;
}

/** The least f that golden section sees on [lo, hi], ends included (Kiefer 1953): the least of all where f has one valley. */
export function golden(f: (t: number) => number, [lo, hi]: readonly [number, number], steps = 56): Least {
  let [a, b] = [lo, hi];
  let best: Least = { at: lo, least: f(lo) };
  const look = (at: number): Least => {
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
