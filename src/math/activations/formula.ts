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
