import { formatValue } from '../core/paramSpec';
import type { Activation } from '../core/types';
import { slopeBound, findCriticalPoints, type CriticalPoints, type EnclosedFunction } from './criticalPoints';
import { compile, parseFormula } from './formulaParser';
import { intervalJet } from './intervalJets';
import { pointDerivatives } from './pointJets';

/** A parsed formula with its derivatives and critical points. */
interface ParsedFormula extends EnclosedFunction {
  readonly ddf: (z: number) => number;
  /** The critical points of [−reach, reach] or a larger interval. Throws one sentence. */
  criticalPoints(reach: number): CriticalPoints;
}

/** Cache of the last formulas: a slider's every move asks for them again. */
const cache = new Map<string, ParsedFormula>();
const MAX_CACHED = 8;

function parsed(text: string): ParsedFormula {
  const cached = cache.get(text);
  if (cached) return cached;
  const tree = parseFormula(text);
  const f = compile(tree);
  const { df, ddf } = pointDerivatives(tree, f);
  const enclosed = { f, df, ddf, enclosure: intervalJet(tree) };
  const results = new Map<number, CriticalPoints | Error>(); // by reach, a power of two
  const criticalPoints = (reach: number): CriticalPoints => {
    const roundedUpReach = 2 ** Math.max(0, Math.ceil(Math.log2(reach)));
    const result = results.get(roundedUpReach) ?? attempt(text, () => findCriticalPoints(enclosed, roundedUpReach));
    results.set(roundedUpReach, result);
    if (result instanceof Error) throw result;
    return result;
  };
  const formula = { ...enclosed, criticalPoints };
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(text, formula);
  return formula;
}

/** The result of a search, or its error with the formula's text. */
function attempt(text: string, search: () => CriticalPoints): CriticalPoints | Error {
  try {
    return search();
  } catch (error) {
    return new Error(`${formatValue(text)} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The activation of a formula: derivatives by automatic differentiation, critical points and kinks from interval enclosures. Throws one sentence. */
export function formulaActivation(text: string): Activation {
  const formula = parsed(text);
  const within = (reach: number, list: readonly number[]): readonly number[] => list.filter((z) => Math.abs(z) <= reach);
  return {
    label: text,
    tex: `\\varphi(z)`,
    expression: text,
    f: formula.f,
    df: formula.df,
    ddf: formula.ddf,
    critical: (reach) => within(reach, formula.criticalPoints(reach).critical),
    kinks: (reach) => within(reach, formula.criticalPoints(reach).kinks),
    slopeBound: (reach) => slopeBound(formula, reach),
    enclosure: formula.enclosure,
  };
}

/** The first gap of a formula on [−reach, reach], where it is not finite, or undefined. Throws one sentence if it has too many turning points. */
export const firstUndefinedPoint = (text: string, reach: number): number | undefined =>
  parsed(text)
    .criticalPoints(reach)
    .gaps.find((z) => Math.abs(z) <= reach);
