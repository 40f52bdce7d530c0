/** Beyond this q = p/(p − 1) the dual norm nearly has corners along |s| = |t|, as it has for q = ∞; and beyond this they are as good as sharp. */
const [NEAR, SHARP] = [8, 1e6];
/** Further from a corner, in u = q log|s/t|, the norm differs from its larger part by less than e⁻²⁴ of it. */
const FAR = 24;

const dualOf = (p: number): number => (p === 1 ? Infinity : p / (p - 1));

/** Whether the dual norm has a corner at |s| = |t|, to all that integrals can see. */
export const isSharp = (p: number): boolean => dualOf(p) > SHARP;

/** How much of its near corners ‖(s, t)‖_q = |t| (1 + eᵘ)^{1/q} shows from one s to another, in units of u: over a few it is no polynomial. */
export function bendsOf(p: number): (t: number, from: number, to: number) => number {
  const q = dualOf(p);
  if (!(q > NEAR) || isSharp(p)) return () => 0;
  const place = (s: number, t: number): number => (s === 0 ? -FAR : Math.min(FAR, Math.max(-FAR, q * Math.log(Math.abs(s / t)))));
  return (t, from, to) => {
    if (t === 0) return 0;
    const [u, v] = [place(from, t), place(to, t)];
    return from * to < 0 ? u + v + 2 * FAR : Math.abs(v - u);
  };
}
