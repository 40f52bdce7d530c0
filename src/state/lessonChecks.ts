import { quantities, type LessonCheck, type Quantity } from '../documents/lessons/lesson';
import { exponentOf } from '../documents/labels';
import type { SurfaceChoice, SurfaceDocument } from '../documents/surfaceDocument';
import type { Kink, Pair } from '../math/core/types';
import { optimisers } from '../math/optimisers';
import type { Jobs, LineResult, SurfaceKind } from '../worker/rpc/protocol';
import { cursorOf } from './experimentStore';
import { inputRequest, kinksRequest, lineRequest, paneSurface, pointRequest } from './jobResults';
import { raceOf, raceRequest, withRace } from './race';
import { bestOf } from './runs/trainingResults';
import type { TrainRun } from './runs/trainingRun';

/** Computes one job, as the page's worker does. */
export type Compute = <K extends SurfaceKind>(kind: K, request: Jobs[K]['request']) => Promise<Jobs[K]['result']>;

/** What a student answered: nothing beyond the state, a number, the place of an option, or losses at equal distances along a line. */
export type LessonAnswer = number | readonly number[] | undefined;

/** The step's document, the page's as the student left it, and the runs of the Train tab. */
export interface JudgedState {
  readonly step: SurfaceDocument;
  readonly page: SurfaceDocument;
  readonly runs?: readonly Pick<TrainRun, 'document' | 'metrics'>[];
}

/** Names of the training methods. */
export const methodNames = { standard: 'standard training', at: 'adversarial training', trades: 'TRADES' } as const;

export interface Judgement {
  readonly right: boolean;
  /** What was computed, with its numbers. */
  readonly sentence: string;
}

const text = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits).replace('-', '−') : value > 0 ? '∞' : 'no number';
const surfaceOf = (document: SurfaceDocument): SurfaceChoice => paneSurface(document, 0) ?? document;

/** Creases of a document's loss without smoothing, and the vertex with the largest jump. */
async function creasesOf(compute: Compute, document: SurfaceDocument) {
  const { kinks } = await compute('kinks', kinksRequest({ ...surfaceOf(document), smoothing: { kind: 'none' } }));
  const creases = kinks.filter(({ order }) => order === 1);
  const vertices = creases.flatMap(({ theta, jump, across }) =>
    theta.map((at, k) => ({ at, jump: jump[k] ?? 0, across: across[k] ?? ([1, 0] as const) })),
  );
  const largest = vertices.reduce<(typeof vertices)[number] | undefined>((best, next) => (best && best.jump >= next.jump ? best : next), undefined);
  return { creases, vertices, largest };
}

/** Different equations of the lines, so that a line that is broken off counts once. */
const linesOf = (creases: readonly Kink[]): number => new Set(creases.filter(({ theta }) => theta.length > 1).map(({ place }) => place)).size;

/** A number of a document, at the weights that it pins; nothing where the document has no such number. */
export async function quantityOf(compute: Compute, quantity: Quantity, document: SurfaceDocument): Promise<number | undefined> {
  const surface = surfaceOf(document);
  const theta = cursorOf({ document, viewState: document.view });
  switch (quantity) {
    case 'loss':
      return (await compute('point', pointRequest(surface, theta))).shown;
    case 'jump':
      return (await creasesOf(compute, document)).largest?.jump ?? 0;
    case 'creases':
      return linesOf((await creasesOf(compute, document)).creases);
    case 'distance': {
      const { partner } = document.view;
      return partner && (await compute('input', inputRequest(surface, theta, partner))).second?.distances[0];
    }
    case 'curvature': {
      const { largest } = await creasesOf(compute, document);
      if (!largest || surface.smoothing.kind === 'none') return undefined;
      const { hessian } = await compute('point', pointRequest(surface, largest.at));
      const [n1, n2] = largest.across;
      return hessian && hessian[0] * n1 * n1 + 2 * hessian[1] * n1 * n2 + hessian[3] * n2 * n2;
    }
    case 'epsilon':
      return surface.attack.norm === 'none' ? 0 : surface.attack.epsilon;
    case 'p':
      return exponentOf(surface.attack.norm);
    case 'gamma':
      return surface.smoothing.kind === 'entropy-sgd' ? surface.smoothing.gamma : undefined;
  }
}

/** Loss at equal distances from the first weight to the second. */
export function lossAlong({ plain, length }: LineResult, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const t = (length * i) / (count - 1);
    const right = Math.max(
      1,
      plain.t.findIndex((node) => node >= t),
    );
    const [a, b] = [plain.t[right - 1] ?? 0, plain.t[right] ?? 0];
    const part = b > a ? Math.min(1, Math.max(0, (t - a) / (b - a))) : 0;
    return (1 - part) * (plain.value[right - 1] ?? NaN) + part * (plain.value[right] ?? NaN);
  });
}

/** Share of the largest jump from which a place counts as one of the largest. */
const NEARLY = 0.99;

/** Whether two numbers agree to a relative tolerance; near 0 to the tolerance itself. */
const agrees = (value: number, wanted: number, within: number): boolean =>
  value === wanted || Math.abs(value - wanted) <= within * Math.max(Math.abs(wanted), within);

type Judge<K extends LessonCheck['kind']> = (
  compute: Compute,
  check: Extract<LessonCheck, { kind: K }>,
  documents: JudgedState,
  answer: LessonAnswer,
) => Promise<Judgement>;

const judges: { readonly [K in LessonCheck['kind']]: Judge<K> } = {
  'cursor-at-jump': async (compute, { within }, { page }) => {
    const { largest, vertices } = await creasesOf(compute, page);
    if (!largest) return { right: false, sentence: 'The gradient jumps nowhere here.' };
    const [a, b] = cursorOf({ document: page, viewState: page.view });
    const [width, height] = [page.grid.theta1, page.grid.theta2].map(([lo, hi]) => hi - lo);
    const awayFrom = (at: Pair): number => Math.hypot((a - at[0]) / (width ?? 1), (b - at[1]) / (height ?? 1));
    const places = vertices.filter(({ jump }) => jump >= NEARLY * largest.jump).map(({ at }) => at); // there may be several
    const nearest = places.reduce((best, next) => (awayFrom(next) < awayFrom(best) ? next : best));
    const away = awayFrom(nearest);
    const place = `(${text(nearest[0], 2)}, ${text(nearest[1], 2)})`;
    const sentence = `θ = (${text(a, 2)}, ${text(b, 2)}) is ${text(100 * away, 0)} % of the range away from the largest jump`;
    return away <= within
      ? { right: true, sentence: `${sentence}, ${text(largest.jump, 4)} at ${place}.` }
      : { right: false, sentence: `${sentence}.` };
  },
  reach: async (compute, { quantity, equals, within }, { page }) => {
    const value = await quantityOf(compute, quantity, page);
    const { label, digits } = quantities[quantity];
    if (value === undefined) return { right: false, sentence: `What is shown has no such number: ${label}.` };
    return {
      right: agrees(value, equals, within),
      sentence: `Here ${label} is ${text(value, digits)}; wanted is ${text(equals, digits)}, to ${text(100 * within, 0)} %.`,
    };
  },
  number: async (compute, { quantity, within }, { step }, answer) => {
    const value = await quantityOf(compute, quantity, step);
    const { label, digits } = quantities[quantity];
    if (typeof answer !== 'number' || value === undefined) return { right: false, sentence: 'Type a number.' };
    const right = agrees(answer, value, within);
    return {
      right,
      sentence: right
        ? `Computed, ${label} is ${text(value, digits)}.`
        : `${text(answer, digits)} is not within ${text(100 * within, 0)} % of what is computed.`,
    };
  },
  compare: async (compute, { quantity, most, options }, _documents, answer) => {
    const values = await Promise.all(options.map(({ document }) => quantityOf(compute, quantity, document)));
    const known = values.flatMap((value) => (value === undefined ? [] : [value]));
    const best = most === 'largest' ? Math.max(...known) : Math.min(...known);
    const { label, digits } = quantities[quantity];
    const chosen = typeof answer === 'number' ? values[answer] : undefined;
    const right = chosen !== undefined && agrees(chosen, best, 1e-9);
    const list = options.map((option, i) => `${option.label}: ${values[i] === undefined ? 'none' : text(values[i], digits)}`).join('; ');
    return { right, sentence: right ? `Computed, ${label} is ${list}.` : `Another one has the ${most} value.` };
  },
  crossings: async (compute, { weight, methods }, { step }, answer) => {
    const known = raceOf(step).methods;
    const racing = withRace(step, { methods: Object.fromEntries(methods.map((name) => [name, known[name] ?? {}])) });
    const { runs } = await compute('race', raceRequest(racing));
    const counts = methods.map((name) => {
      const run = runs.find((one) => one.name === name)?.run;
      return run ? (run.crossings[2 * (run.count - 1) + weight - 1] ?? 0) : 0;
    });
    const right = typeof answer === 'number' && counts[answer] === Math.max(...counts);
    const list = methods.map((name, i) => `${optimisers[name].label} ${counts[i] ?? 0}`).join(', ');
    return { right, sentence: right ? `Sign changes of θ${weight === 1 ? '₁' : '₂'}: ${list}.` : 'Another method crosses more often.' };
  },
  runs: async (_compute, { metric, most, methods }, { runs = [] }, answer) => {
    const best = methods.map((method) => {
      const values = runs.filter(({ document }) => document.method === method).flatMap(({ metrics }) => bestOf(metrics)?.[metric] ?? []);
      return values.length > 0 ? Math.max(...values) : undefined;
    });
    const lacking = methods.filter((_, i) => best[i] === undefined);
    if (lacking.length > 0)
      return {
        right: false,
        sentence: `No evaluated run of ${lacking.map((method) => methodNames[method]).join(' and ')} is here yet: train it first.`,
      };
    const known = best.flatMap((value) => value ?? []);
    const wanted = most === 'largest' ? Math.max(...known) : Math.min(...known);
    const right = typeof answer === 'number' && best[answer] === wanted;
    const list = methods.map((method, i) => `${methodNames[method]} ${text(100 * (best[i] ?? 0), 1)} %`).join(', ');
    return { right, sentence: right ? `Best of your runs: ${list}.` : `Another method has the ${most} value.` };
  },
  sketch: async (compute, { from, to, within }, { step }, answer) => {
    if (typeof answer !== 'object') return { right: false, sentence: 'Draw the curve first.' };
    const truth = lossAlong(await compute('line', lineRequest(surfaceOf(step), from, to)), answer.length);
    const height = Math.max(...truth) - Math.min(...truth) || 1;
    const away = answer.reduce((sum, value, i) => sum + Math.abs(value - (truth[i] ?? NaN)), 0) / answer.length / height;
    return {
      right: away <= within,
      sentence: `Your curve is ${text(100 * away, 0)} % of the curve’s height away from it on average; ${text(100 * within, 0)} % is near enough.`,
    };
  },
};

/** Judges an answer by what is computed. */
export function judge(compute: Compute, check: LessonCheck, documents: JudgedState, answer?: LessonAnswer): Promise<Judgement> {
  return (judges[check.kind] as Judge<LessonCheck['kind']>)(compute, check, documents, answer);
}

/** Ends of a sketch's loss axis: from 0 to a little above the curve. */
export const sketchAxis = (truth: readonly number[]): Pair => [0, 1.2 * Math.max(...truth)];
