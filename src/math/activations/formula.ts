import type { Activation } from '../kinds';
import { bisect } from '../roots';
import { compile, parseWithDerivative } from './expression';

export { parseFormula, type CallName, type Expr } from './expression';

const SAMPLES = 4001; // odd, so that z = 0 is one of them

/** Points of [−reach, reach], dense near 0 and thinner outwards. */
function samples(reach: number): number[] {
  const stretch = Math.asinh(reach);
  return Array.from({ length: SAMPLES }, (_, i) => Math.sinh(stretch * ((2 * i) / (SAMPLES - 1) - 1)));
}

/** φ given as text: parsed once, with a symbolic derivative; critical points are bracketed on a dense sample and bisected. */
export function formulaActivation(text: string): Activation {
  const { f: tree, df: derivativeTree } = parseWithDerivative(text);
  const f = compile(tree);
  const symbolic = compile(derivativeTree);
  const df = (z: number): number => {
    const slope = symbolic(z);
    if (Number.isFinite(slope)) return slope;
    const h = 1e-6 * Math.max(1, Math.abs(z)); // where the symbolic form is 0/0, as in |z|/z
    return (f(z + h) - f(z - h)) / (2 * h);
  };
  const steepness = (reach: number): number => samples(reach).reduce((most, z) => Math.max(most, Math.abs(df(z)) || 0), 1e-12);
  return {
    label: text,
    tex: `\\varphi(z)`,
    expression: text,
    f,
    df,
    critical: (reach) => roots(df, samples(reach)),
    kinks: (reach) => jumps(df, samples(reach)),
    steepness,
    bends: 'anywhere',
    strip: (reach) => 1.5 / Math.max(1, steepness(reach)),
  };
}

/** Sign changes of g between neighbouring samples, and samples where g is 0 between two that are not. */
function roots(g: (z: number) => number, at: readonly number[]): number[] {
  const found: number[] = [];
  let [last, lastSign] = [at[0] ?? 0, Math.sign(g(at[0] ?? 0))];
  for (const z of at) {
    const sign = Math.sign(g(z));
    if (sign === 0 || Number.isNaN(sign)) continue;
    if (lastSign * sign < 0) found.push(bisect(g, last, z));
    [last, lastSign] = [z, sign];
  }
  return found;
}

/** Where g jumps: intervals across which it changes by much more than its neighbours do, halved until the jump alone is left. */
function jumps(g: (z: number) => number, at: readonly number[]): number[] {
  const values = at.map(g);
  const found = at.slice(1).flatMap((right, i) => {
    const change = Math.abs((values[i + 1] ?? 0) - (values[i] ?? 0));
    if (!(change > 1e-3)) return [];
    let [a, b] = [at[i] ?? right, right];
    for (let step = 0; step < 60 && b - a > 4e-16 * Math.max(1, Math.abs(a)); step += 1) {
      const middle = (a + b) / 2;
      if (Math.abs(g(middle) - g(a)) >= Math.abs(g(b) - g(middle))) b = middle;
      else a = middle;
    }
    const h = 1e-5 * Math.max(1, Math.abs(a)); // outside the differences that stand in for φ′ at a 0/0
    const left = g(a - h);
    return Math.abs(g(a + h) - left) > 0.5 * change && Math.abs(g(a - 2 * h) - left) < 0.1 * change ? [neat((a + b) / 2)] : [];
  });
  return [...new Set(found)]; // a sample may stand on the jump and see it from both sides
}

/** Takes the noise of halving off a number that stands at a short decimal. */
const neat = (z: number): number => (Math.abs(z - Number(z.toFixed(9))) < 1e-11 ? Number(z.toFixed(9)) + 0 : z); // + 0: no −0

/** Where φ is not a finite number on [−reach, reach], poles between samples included; nothing when it is finite throughout. */
export function gapOf(f: (z: number) => number, reach: number): number | undefined {
  const at = samples(reach);
  const bad = at.find((z) => !Number.isFinite(f(z)));
  if (bad !== undefined) return bad;
  for (let i = 1; i < at.length; i += 1) {
    const [a, b] = [at[i - 1] ?? 0, at[i] ?? 0];
    if (f(a) * f(b) >= 0) continue;
    const pole = bisect(f, a, b);
    if (!(Math.abs(f(pole)) <= 1 + 2 * Math.max(Math.abs(f(a)), Math.abs(f(b))))) return pole;
  }
  return undefined;
}
