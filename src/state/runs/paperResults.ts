import { type PaperMethodId, paperMethods, type PaperOrder, type PaperPage } from '../../documents/paperPages';
import { methodKey, type TrainingDocument } from '../../documents/trainingDocument';
import { type Spread, spreadOf } from '../../math/core/statistics';
import type { LineStyle } from '../../math/optimisers/types';
import type { Metrics } from '../../nets/training/types';
import { bestOf, distinctSeeds, methodResults, methodStroke, type Spreads } from './trainingResults';
import type { Split, WeightSlice } from './weightSlices';

/** Shares of the images of an evaluation that are right without attack, under all attacks, and after each. */
export interface AutoAttackShares {
  readonly clean: number;
  readonly robust: number;
  readonly by: Readonly<Record<string, number>>;
  readonly count: number;
}

/** One seed that a page of the paper shows, of the visitor or shipped. */
export interface PaperRun {
  readonly document: TrainingDocument;
  readonly seed: number;
  readonly metrics: readonly Metrics[];
  readonly backend?: string | undefined;
  readonly autoattack?: AutoAttackShares | undefined;
  /** Where its best weights are: with a run of the visitor, or in a shipped file; absent where there are none. */
  readonly weights?: { readonly run: string } | { readonly file: string } | undefined;
  /** Slices of the loss that are shipped. */
  readonly slices?: Readonly<Record<Split, WeightSlice>> | undefined;
}

/** A method of a page with its seeds. */
export interface PaperGroup<R extends PaperRun = PaperRun> {
  readonly key: string;
  readonly method: PaperMethodId;
  readonly label: string;
  readonly stroke: LineStyle;
  /** Its `seeds` are those shown. */
  readonly document: TrainingDocument;
  readonly runs: readonly R[];
  /** At the early-stopping epochs. */
  readonly spreads: Spreads;
  /** Robust accuracy under AutoAttack, where every seed is judged. */
  readonly autoattack?: Spread;
}

export interface PaperResults<R extends PaperRun = PaperRun> {
  /** In the order of the page. */
  readonly groups: readonly PaperGroup<R>[];
  /** Evaluated runs that belong to no method of the page, or were trained in another setting. */
  readonly others: number;
  /** What the methods are ranked by: AutoAttack only where it has judged every seed shown, on the same images. */
  readonly judge: PaperPage['judge'];
}

/** Dashes of the small weight perturbation, which differs from AWP's in nothing else. */
const SMALL_DASH = [1, 3];

const strokeOf = (id: PaperMethodId, document: TrainingDocument): LineStyle => {
  const stroke = methodStroke(document);
  return id === 'awp-small' || id === 'tuned' ? { ...stroke, dash: SMALL_DASH } : stroke;
};

/** Equality key of what must be alike for methods to be compared: data, network, attack, length and evaluation. */
const settingKey = ({ data, net, attack: { norm, epsilon, steps }, epochs, batch, evaluate }: TrainingDocument): string =>
  JSON.stringify([data, net, norm, epsilon, steps, epochs, batch, evaluate]);

/**
 * The runs of a page, of one setting: that of the paper's data sets, then that with most methods, then the latest. Of several documents of
 * one method, which differ in step sizes, the one with most seeds, then the first.
 */
export function paperResults<R extends PaperRun>(page: PaperPage, runs: readonly R[]): PaperResults<R> {
  const evaluated = distinctSeeds(runs.filter(({ metrics }) => bestOf(metrics) !== undefined));
  const settings = new Map<string, R[]>();
  for (const run of evaluated) {
    if (!page.methods.some((id) => paperMethods[id].matches(run.document))) continue;
    const key = settingKey(run.document);
    settings.set(key, [...(settings.get(key) ?? []), run]);
  }
  const ranked = [...settings.values()].map((all, latest) => ({ groups: groupsOf(page, all), latest }));
  const rank = ({ groups, latest }: (typeof ranked)[number]): readonly number[] => [
    groups.some(({ document }) => page.sources.includes(document.data.source)) ? 1 : 0,
    groups.length,
    latest,
  ];
  const [first] = ranked.sort((a, b) => compare(rank(b), rank(a)));
  const groups = first?.groups ?? [];
  const counts = new Set(groups.flatMap((group) => group.runs.map(({ autoattack }) => autoattack?.count)));
  const judged = page.judge === 'autoattack' && counts.size === 1 && !counts.has(undefined);
  return { groups, others: evaluated.length - groups.flatMap((group) => group.runs).length, judge: judged ? 'autoattack' : 'pgd' };
}

/** Lexicographic order of two lists of numbers. */
const compare = (a: readonly number[], b: readonly number[]): number => a.map((value, i) => value - (b[i] ?? 0)).find((step) => step !== 0) ?? 0;

function groupsOf<R extends PaperRun>(page: PaperPage, runs: readonly R[]): readonly PaperGroup<R>[] {
  return page.methods.flatMap((method): readonly PaperGroup<R>[] => {
    const byDocument = new Map<string, R[]>();
    for (const run of runs.filter(({ document }) => paperMethods[method].matches(document)))
      byDocument.set(methodKey(run.document), [...(byDocument.get(methodKey(run.document)) ?? []), run]);
    const [largest] = [...byDocument.values()].sort((a, b) => b.length - a.length);
    const [first] = largest ?? [];
    const [result] = methodResults(largest ?? []);
    if (!largest || !first || !result) return [];
    const document = { ...first.document, seeds: largest.map(({ seed }) => seed) };
    const judged = largest.flatMap(({ autoattack }) => (autoattack ? [autoattack.robust] : []));
    const { spreads, key } = result;
    const group = { key, method, label: paperMethods[method].label, stroke: strokeOf(method, document), document, runs: largest, spreads };
    return [{ ...group, ...(judged.length === largest.length && { autoattack: spreadOf(judged) }) }];
  });
}

/** Robust accuracy that a group is ranked by. */
export const rankedSpread = ({ spreads, autoattack }: PaperGroup, judge: PaperPage['judge']): Spread =>
  judge === 'autoattack' && autoattack ? autoattack : spreads.testRobust;

/** A stated order beside the measured one. */
export interface MeasuredOrder {
  readonly order: PaperOrder;
  /** "AT + EnSGD above AT" */
  readonly stated: string;
  /** Undecided: the difference is within the spread over seeds, or no spread is known. */
  readonly verdict: 'holds' | 'contradicted' | 'undecided' | 'untrained';
  /** What was measured, with its number. */
  readonly comparison: string;
}

const points = (share: number): string => `${Math.abs(100 * share).toFixed(1)} points`;

/** The orders of a page as measured among its groups: two methods differ where their means differ by more than the larger standard deviation over seeds. */
export function measuredOrders({ orders }: PaperPage, { groups, judge }: PaperResults): readonly MeasuredOrder[] {
  const spread = (id: PaperMethodId): Spread | undefined => {
    const group = groups.find(({ method }) => method === id);
    return group && rankedSpread(group, judge);
  };
  return orders.map((order): MeasuredOrder => {
    const [a, b] = order.methods;
    const others = groups.map(({ method }) => method).filter((id) => id !== a);
    const against = order.kind === 'best' ? best(others, spread) : b;
    const where = order.where === undefined ? '' : ` (${order.where})`;
    const label = (id: PaperMethodId): string => paperMethods[id].label;
    const stated =
      order.kind === 'best' ? `${label(a)} best of all` : `${label(a)} ${order.kind === 'above' ? 'above' : 'about as'} ${label(order.methods[1])}`;
    const [named, other] = [spread(a), against && spread(against)];
    const base = { order, stated: `${stated}${where}` };
    if (!named || !other || against === undefined) {
      const lacking = [a, ...(order.kind === 'best' ? [] : [order.methods[1]])].filter((id) => !spread(id)).map(label);
      return { ...base, verdict: 'untrained', comparison: `not trained: ${lacking.join(', ') || 'any other'}` };
    }
    const difference = named.mean - other.mean;
    const side = `${points(difference)} ${difference < 0 ? 'below' : 'above'} ${label(against)}`;
    if (named.std === null || other.std === null)
      return { ...base, verdict: 'undecided', comparison: `${side}; one seed, so that no spread is known` };
    const deviation = Math.max(named.std, other.std);
    const apart = Math.abs(difference) > deviation;
    const met = order.kind === 'alike' ? !apart : apart && difference > 0;
    const verdict = met ? 'holds' : apart ? 'contradicted' : 'undecided';
    return { ...base, verdict, comparison: `${side}, ${apart ? 'more' : 'not more'} than the spread of ${points(deviation)}` };
  });
}

/** The method of highest mean. */
const best = (ids: readonly PaperMethodId[], spread: (id: PaperMethodId) => Spread | undefined): PaperMethodId | undefined =>
  [...ids].sort((a, b) => (spread(b)?.mean ?? 0) - (spread(a)?.mean ?? 0))[0];
