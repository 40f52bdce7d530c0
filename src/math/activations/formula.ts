import { formatValue } from '../core/paramSpec';
import type { Activation } from '../core/types';
import { type Discontinuity, domainCheck, nearestDiscontinuities } from './continuity';
import { slopeBound, findCriticalPoints, type CriticalPoints, type EnclosedFunction } from './criticalPoints';
import { compile, subexpressions } from './expression';
import { parseFormula } from './formulaParser';
import { intervalJets } from './intervalJets';
import { pointDerivatives } from './pointJets';

/** A parsed formula with its derivatives, discontinuities and critical points. */
interface ParsedFormula extends EnclosedFunction {
  readonly ddf: (z: number) => number;
  /** Of [−reach, reach] or a larger interval, those nearest to 0. Throws one sentence. */
  discontinuities(reach: number): readonly Discontinuity[];
  /** The critical points of [−reach, reach] or a larger interval, up to the nearest discontinuities. Throws one sentence. */
  criticalPoints(reach: number): CriticalPoints;
}

/** Cache of the last formulas: a slider's every move asks for them again. */
const cache = new Map<string, ParsedFormula>();
const MAX_CACHED = 8;

function parsed(text: string): ParsedFormula {
  const cached = cache.get(text);
  if (cached) return cached;
  const tree = parseFormula(text);
  const jetOf = intervalJets();
  const f = compile(tree);
  const { df, ddf } = pointDerivatives(tree, f);
  const size = subexpressions(tree).size;
  const enclosed = { f, df, ddf, enclosure: jetOf(tree), isContinuous: domainCheck(tree, jetOf), size };
  const discontinuities = byReach(text, (reach) => nearestDiscontinuities(enclosed, reach));
  const criticalPoints = byReach(text, (reach) => {
    const edges = discontinuities(reach).map(({ z }) => z);
    return findCriticalPoints(enclosed, [Math.max(-reach, ...edges.filter((z) => z <= 0)), Math.min(reach, ...edges.filter((z) => z >= 0))]);
  });
  const formula = { ...enclosed, discontinuities, criticalPoints };
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(text, formula);
  return formula;
}

/** The results of a search over [−reach, reach], for reach rounded up to a power of two; its errors begin with the formula's text. */
function byReach<T>(text: string, search: (reach: number) => T): (reach: number) => T {
  const results = new Map<number, T | Error>();
  return (reach) => {
    const roundedUpReach = 2 ** Math.max(0, Math.ceil(Math.log2(reach)));
    const result = results.get(roundedUpReach) ?? attempt(text, () => search(roundedUpReach));
    results.set(roundedUpReach, result);
    if (result instanceof Error) throw result;
    return result;
  };
}

/** The result of a search, or its error with the formula's text. */
function attempt<T>(text: string, search: () => T): T | Error {
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

/** The discontinuity of a formula on [−reach, reach] that is nearest to 0, or undefined. Throws one sentence if it cannot be decided, or if there are too many turning points. */
export function discontinuityOf(text: string, reach: number): Discontinuity | undefined {
  const formula = parsed(text);
  const within = formula.discontinuities(reach).filter(({ z }) => Math.abs(z) <= reach);
  const [first] = within.sort((p, q) => Math.abs(p.z) - Math.abs(q.z));
  if (!first) formula.criticalPoints(reach);
  return first;
}
