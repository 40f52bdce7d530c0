import { activations } from '../math/activations';
import { HUGE } from '../math/activations/criticalPoints';
import { gapOf } from '../math/activations/formula';
import { normOf } from '../math/attack/norms';
import { show } from '../math/core/paramSpec';
import type { Pair, Point } from '../math/core/types';
import { smoothings } from '../math/smoothing';
import { type Validation, startValidation, type Raw, readChoice, readList, readNumber, readObject } from './fieldReaders';
import { readPanes } from './panes';
import { parseTraining } from './parseTraining';
import { readView } from './parseView';
import { type ModelChoice, type Parsed, type SmoothingChoice, type SurfaceChoice, type SurfaceDocument, VERSION } from './surfaceDocument';
import { MAX_INPUT, MAX_POINTS, MAX_THETA, narrowest, specs, surfaceDefaults } from './surfaceSpecs';
import type { ParsedTraining } from './trainingDocument';

const KEYS = ['smoothscape', 'kind', 'model', 'points', 'attack', 'smoothing', 'grid', 'seed', 'view', 'panes'];

/** Reads a surface document from plain JSON: every default filled in, every wrong value refused by key. */
export function parseDocument(raw: unknown): Parsed {
  const door = startValidation();
  if (isTraining(raw)) {
    door.reject('kind', '"training" is a document of the Train tab and of npm run train; a "surface" is wanted here');
    return { ok: false, problems: door.problems };
  }
  const whole = readObject(door, raw, '', KEYS);
  const version = readNumber(door, whole['smoothscape'], 'smoothscape', { allowed: { min: 1, max: Infinity }, integer: true, default: VERSION });
  if (version > VERSION) door.reject('smoothscape', `${version} is newer than this program, which reads version ${VERSION}`);
  readChoice(door, whole['kind'], 'kind', ['surface'], 'surface');
  const document = readSurface(door, whole);
  const panes = whole['panes'] === undefined ? undefined : readPanes(door, whole, readSurface);
  const problems = door.problems;
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, document: panes ? { ...document, panes } : document };
}

/** parseDocument() of a text. */
export const parseText = (text: string): Parsed => readText(text, parseDocument);

/** A document of either kind, told apart by its key "kind". */
export const parseAny = (raw: unknown): Parsed | ParsedTraining => (isTraining(raw) ? parseTraining(raw) : parseDocument(raw));
export const parseAnyText = (text: string): Parsed | ParsedTraining => readText<Parsed | ParsedTraining>(text, parseAny);
export const parseTrainingText = (text: string): ParsedTraining => readText(text, parseTraining);

const isTraining = (raw: unknown): boolean => typeof raw === 'object' && raw !== null && 'kind' in raw && raw.kind === 'training';

/** Reads a text, with or without a byte-order mark; text that is no JSON is a problem of the key "document". */
function readText<P extends Parsed | ParsedTraining>(text: string, parse: (raw: unknown) => P): P | Refusal {
  const bare = text.replace(/^\uFEFF/, '');
  try {
    return parse(JSON.parse(bare));
  } catch (error) {
    const named = quoted(bare, parse);
    if (named?.ok === false) return named;
    const door = startValidation();
    door.reject('document', `${show(bare.slice(0, 40))} is not JSON (${error instanceof Error ? error.message : 'unreadable'})`);
    return { ok: false, problems: door.problems };
  }
}

/** What is wrong with a text that would be JSON but for bare NaN and Infinity, as Python writes them: read as words, each is refused by its key. */
function quoted<P extends Parsed | ParsedTraining>(text: string, parse: (raw: unknown) => P): P | undefined {
  try {
    return parse(JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (found) => (found.startsWith('"') ? found : `"${found}"`))));
  } catch {
    return undefined;
  }
}
type Refusal = Extract<Parsed, { readonly ok: false }>;

function readSurface(door: Validation, whole: Raw): SurfaceDocument {
  const d = surfaceDefaults;
  const grid = readObject(door, whole['grid'], 'grid', ['theta1', 'theta2', 'n']);
  const n = readNumber(door, grid['n'], 'grid.n', specs.n);
  const surface = {
    points: whole['points'] === undefined ? d.points : readPoints(door, whole['points']),
    attack: readAttack(door, whole['attack']),
    smoothing: readSmoothing(door, whole['smoothing']),
    grid: {
      theta1: readRange(door, grid['theta1'], 'grid.theta1', d.grid.theta1, n),
      theta2: readRange(door, grid['theta2'], 'grid.theta2', d.grid.theta2, n),
      n,
    },
    seed: readNumber(door, whole['seed'], 'seed', specs.seed),
  };
  return { smoothscape: VERSION, kind: 'surface', ...surface, model: readModel(door, whole['model'], surface), view: readView(door, whole['view']) };
}

function readPoints(door: Validation, raw: unknown): readonly Point[] {
  const coordinate = { allowed: { min: -MAX_INPUT, max: MAX_INPUT }, default: 0 };
  return readList(door, raw, 'points', [1, MAX_POINTS], 'points').map((item, i): Point => {
    const point = readObject(door, item, `points[${i}]`, ['x', 'y']);
    const x = readList(door, point['x'], `points[${i}].x`, [2, 2], 'numbers');
    const at = (k: 0 | 1): number => readNumber(door, x[k], `points[${i}].x[${k}]`, coordinate);
    if (point['y'] === undefined) door.reject(`points[${i}].y`, 'is missing; it is 1 or -1');
    return { x: [at(0), at(1)], y: readChoice(door, point['y'], `points[${i}].y`, [1, -1], 1) };
  });
}

function readAttack(door: Validation, raw: unknown): SurfaceDocument['attack'] {
  const attack = readObject(door, raw, 'attack', ['norm', 'epsilon', 'solver', 'steps', 'stepSize', 'restarts']);
  const optional = (key: 'steps' | 'stepSize' | 'restarts') =>
    attack[key] === undefined ? {} : { [key]: readNumber(door, attack[key], `attack.${key}`, specs[key]) };
  return {
    norm: readNorm(door, attack['norm'], 'attack.norm', ['none', 'inf'], surfaceDefaults.attack.norm),
    epsilon: readNumber(door, attack['epsilon'], 'attack.epsilon', specs.epsilon),
    solver: readChoice(door, attack['solver'], 'attack.solver', ['exact', 'pgd', 'fgsm'], surfaceDefaults.attack.solver),
    ...optional('steps'),
    ...optional('stepSize'),
    ...optional('restarts'),
  };
}

function readNorm<T extends string>(door: Validation, raw: unknown, key: string, words: readonly T[], fallback: T | number): T | number {
  if (raw === undefined) return fallback;
  const word = words.find((choice) => choice === raw);
  if (word !== undefined) return word;
  if (typeof raw === 'number' && Number.isFinite(raw) && raw >= 1) return raw;
  door.reject(key, `${show(raw)} is not ${words.map((w) => JSON.stringify(w)).join(', ')} or a number ≥ 1`);
  return fallback;
}

function readSmoothing(door: Validation, raw: unknown): SmoothingChoice {
  const all = readObject(door, raw, 'smoothing', ['kind', 'gamma', 'normalised', 'sigma', 'radius', 'norm']);
  const names = ['none', 'entropy-sgd', 'gaussian-mean', 'worst-case'] as const satisfies readonly (keyof typeof smoothings)[];
  const kind = readChoice(door, all['kind'], 'smoothing.kind', names, 'none');
  const only = (...keys: string[]): Raw => readObject(door, raw, 'smoothing', ['kind', ...keys]);
  switch (kind) {
    case 'none':
      only();
      return { kind };
    case 'entropy-sgd': {
      const { gamma, normalised } = only('gamma', 'normalised');
      return {
        kind,
        gamma: readNumber(door, gamma, 'smoothing.gamma', specs.gamma),
        normalised: readChoice(door, normalised, 'smoothing.normalised', [true, false], true),
      };
    }
    case 'gaussian-mean':
      return { kind, sigma: readNumber(door, only('sigma')['sigma'], 'smoothing.sigma', specs.sigma) };
    case 'worst-case': {
      const { radius, norm } = only('radius', 'norm');
      return { kind, radius: readNumber(door, radius, 'smoothing.radius', specs.radius), norm: readNorm(door, norm, 'smoothing.norm', ['inf'], 2) };
    }
  }
}

function readRange(door: Validation, raw: unknown, key: string, fallback: Pair, n: number): Pair {
  if (raw === undefined) return fallback;
  const ends = readList(door, raw, key, [2, 2], 'numbers');
  if (ends.length === 0) return fallback;
  const spec = { allowed: { min: -MAX_THETA, max: MAX_THETA }, default: 0 };
  const [lo, hi] = [readNumber(door, ends[0], `${key}[0]`, spec, fallback[0]), readNumber(door, ends[1], `${key}[1]`, spec, fallback[1])];
  const least = narrowest(lo, hi, n);
  if (lo < hi && hi - lo >= least) return [lo, hi];
  door.reject(
    key,
    lo < hi
      ? `${show([lo, hi])} is too narrow for ${n} nodes of float64; it must be ≥ ${least.toPrecision(2)} wide`
      : `${show([lo, hi])} does not rise`,
  );
  return fallback;
}

/** How far, in widths 1/√γ or σ, smoothing looks beyond the grid when a formula is checked. */
const WIDTHS = 8;

/** An activation by name, or a formula that is finite wherever this document needs it. */
export function readModel(door: Validation, raw: unknown, surface: Omit<SurfaceChoice, 'model'>): ModelChoice {
  if (raw === undefined) return surfaceDefaults.model;
  const formula = typeof raw === 'object' && raw !== null && 'formula' in raw && Object.keys(raw).length === 1 ? raw.formula : undefined;
  if (typeof raw === 'string' && Object.hasOwn(activations, raw)) return raw;
  if (typeof formula !== 'string') {
    door.reject('model', `${show(raw)} is not one of ${Object.keys(activations).join(', ')} or { "formula": … }`);
    return surfaceDefaults.model;
  }
  try {
    const gap = gapOf(formula, reachOf(surface));
    if (gap !== undefined)
      door.reject(
        'model.formula',
        `${show(formula)} is not finite, or past ${HUGE}, at z = ${Number(gap.toPrecision(4))}, which this document reaches`,
      );
  } catch (error) {
    door.reject('model.formula', error instanceof Error ? error.message : String(error));
  }
  return { formula };
}

/** The largest |z| = |θ·(x + δ)| that the surface looks at. */
export function reachOf({ points, attack, smoothing, grid }: Omit<SurfaceChoice, 'model'>): number {
  const pad =
    smoothing.kind === 'entropy-sgd'
      ? WIDTHS / Math.sqrt(smoothing.gamma)
      : smoothing.kind === 'gaussian-mean'
        ? WIDTHS * smoothing.sigma
        : smoothing.kind === 'worst-case'
          ? 2 * smoothing.radius
          : 0;
  const [a, b] = [grid.theta1, grid.theta2].map(([lo, hi]) => Math.max(Math.abs(lo), Math.abs(hi)) + pad);
  const ball = attack.norm === 'none' ? 0 : attack.epsilon * normOf(attack.norm === 'inf' ? Infinity : attack.norm).dual([a ?? 0, b ?? 0]);
  return Math.max(...points.map(({ x }) => Math.abs(x[0]) * (a ?? 0) + Math.abs(x[1]) * (b ?? 0))) + ball;
}
