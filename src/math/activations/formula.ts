import { show } from '../core/paramSpec';
import type { Activation } from '../core/types';
import { slopeBound, findCriticalPoints, type CriticalPoints, type EnclosedFunction } from './criticalPoints';
import { compile, parseFormula } from './formulaParser';
import { intervalJet } from './intervalJets';
import { pointDerivatives } from './pointJets';

/** A parsed formula with what has been found out about it. */
interface Known extends EnclosedFunction {
  readonly ddf: (z: number) => number;
  /** The survey of [−reach, reach] or more. Throws one sentence. */
  look(reach: number): CriticalPoints;
}

/** Formulas are read anew with every move of a slider: the last few stay parsed and surveyed. */
const known = new Map<string, Known>();
const MOST = 8;

function read(text: string): Known {
  const had = known.get(text);
  if (had) return had;
  const tree = parseFormula(text);
  const f = compile(tree);
  const { df, ddf } = pointDerivatives(tree, f);
  const own = { f, df, ddf, over: intervalJet(tree) };
  const looks = new Map<number, CriticalPoints | Error>(); // by powers of two
  const look = (reach: number): CriticalPoints => {
    const wide = 2 ** Math.max(0, Math.ceil(Math.log2(reach)));
    const found = looks.get(wide) ?? attempt(text, () => findCriticalPoints(own, wide));
    looks.set(wide, found);
    if (found instanceof Error) throw found;
    return found;
  };
  if (known.size >= MOST) known.clear();
  known.set(text, { ...own, look });
  return { ...own, look };
}

function attempt(text: string, work: () => CriticalPoints): CriticalPoints | Error {
  try {
    return work();
  } catch (error) {
    return new Error(`${show(text)} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** φ given as text: parsed once, with a symbolic derivative; turning points and kinks from enclosures, so that none is missed. */
export function formulaActivation(text: string): Activation {
  const own = read(text);
  const within = (reach: number, list: readonly number[]): readonly number[] => list.filter((z) => Math.abs(z) <= reach);
  return {
    label: text,
    tex: `\\varphi(z)`,
    expression: text,
    f: own.f,
    df: own.df,
    ddf: own.ddf,
    critical: (reach) => within(reach, own.look(reach).critical),
    kinks: (reach) => within(reach, own.look(reach).kinks),
    slopeBound: (reach) => slopeBound(own, reach),
    enclosure: own.over,
  };
}

/** Where a formula is not finite, or as good as infinite, on [−reach, reach]; nothing when it is finite throughout. Throws one sentence where it turns too often. */
export const gapOf = (text: string, reach: number): number | undefined =>
  read(text)
    .look(reach)
    .gaps.find((z) => Math.abs(z) <= reach);
