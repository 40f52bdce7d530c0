import { activations } from '../math/activations';
import { discontinuitySentence } from '../math/activations/continuity';
import { discontinuityOf } from '../math/activations/formula';
import { normOf } from '../math/attack/norms';
import { solverNames } from '../math/attack/solvers';
import { formatValue } from '../math/core/paramSpec';
import type { Pair, Point } from '../math/core/types';
import type { smoothings } from '../math/smoothing';
import {
  choiceField,
  type FieldReader,
  NON_FINITE,
  numberField,
  oneLine,
  optionalField,
  pairField,
  parseJson,
  type Raw,
  readChoice,
  readList,
  readNumber,
  readObject,
  readRecord,
  readVersion,
  startValidation,
  type Validation,
} from './fieldReaders';
import { paneSurfaces, readPanes } from './panes';
import type { ParsedLandscape } from './landscapeDocument';
import { parseLandscape } from './parseLandscape';
import { isTraining, isTrainingObject, type ParsedTrainings, parseTraining, parseTrainings } from './parseTraining';
import { readView } from './parseView';
import {
  type ModelChoice,
  type Parsed,
  type SmoothingChoice,
  type SurfaceChoice,
  type SurfaceDocument,
  type ValidationError,
  VERSION,
} from './surfaceDocument';
import { MAX_INPUT, MAX_POINTS, MAX_THETA, minRangeWidth, specs, surfaceDefaults } from './surfaceSpecs';
import type { ParsedTraining } from './trainingDocument';

/** Why a range cannot carry n nodes of the grid, if it cannot. */
function rangeProblem([lo, hi]: Pair, n: number): string | undefined {
  if (!(lo < hi)) return `${formatValue([lo, hi])} does not rise`;
  const min = minRangeWidth(lo, hi);
  return hi - lo < min ? `${formatValue([lo, hi])} is too narrow for ${n} nodes of float64; it must be ≥ ${min.toPrecision(2)} wide` : undefined;
}

/** Why a formula cannot be the model of a surface, in one sentence; undefined where it can. */
export function formulaProblem(surface: Omit<SurfaceChoice, 'model'>, formula: string): string | undefined {
  try {
    const discontinuity = discontinuityOf(formula, reachOf(surface));
    return discontinuity && oneLine(`${formatValue(formula)} ${discontinuitySentence(discontinuity)}`);
  } catch (error) {
    return oneLine(error instanceof Error ? error.message : String(error));
  }
}

/** Why an edit is refused: a formula that leaves its domain, or a range too narrow for its nodes. Every other value was checked by its control. */
export function documentError(document: SurfaceDocument): string | undefined {
  const surfaces = document.panes ? [document, ...paneSurfaces(document)] : [document];
  for (const [i, surface] of surfaces.entries()) {
    const error = surfaceError(surface);
    if (error) return `This is refused: ${i === 0 ? '' : `panes[${i - 1}].`}${error.key}: ${error.message}.`;
  }
  return undefined;
}

function surfaceError(surface: SurfaceChoice): ValidationError | undefined {
  const { model, grid } = surface;
  for (const name of ['theta1', 'theta2'] as const) {
    const message = rangeProblem(grid[name], grid.n);
    if (message !== undefined) return { key: `grid.${name}`, message };
  }
  const message = typeof model === 'string' ? undefined : formulaProblem(surface, model.formula);
  return message === undefined ? undefined : { key: 'model.formula', message };
}

/** Widths 1/√γ or σ beyond the grid over which a formula is checked under smoothing. */
const SMOOTHING_WIDTHS = 8;

/** The largest |z| = |θ·(x + δ)| that the surface evaluates. */
function reachOf({ points, attack, smoothing, grid }: Omit<SurfaceChoice, 'model'>): number {
  const padding =
    smoothing.kind === 'entropy-sgd'
      ? SMOOTHING_WIDTHS / Math.sqrt(smoothing.gamma)
      : smoothing.kind === 'gaussian-mean'
        ? SMOOTHING_WIDTHS * smoothing.sigma
        : smoothing.kind === 'worst-case'
          ? 2 * smoothing.radius
          : 0;
  const [a, b] = [grid.theta1, grid.theta2].map(([lo, hi]) => Math.max(Math.abs(lo), Math.abs(hi)) + padding);
  const ball = attack.norm === 'none' ? 0 : attack.epsilon * normOf(attack.norm === 'inf' ? Infinity : attack.norm).dual([a ?? 0, b ?? 0]);
  return Math.max(...points.map(({ x }) => Math.abs(x[0]) * (a ?? 0) + Math.abs(x[1]) * (b ?? 0))) + ball;
}

export const DOCUMENT_KEYS = ['smoothscape', 'kind', 'model', 'points', 'attack', 'smoothing', 'grid', 'seed', 'view', 'panes'];

/** Validates a surface document given as plain JSON: defaults filled in, or one error for every wrong value. */
export function parseDocument(raw: unknown): Parsed {
  const validation = startValidation();
  if (isTrainingObject(raw)) {
    validation.reject('kind', '"training" is a document of the Train tab and of npm run train; a "surface" is wanted here');
    return { ok: false, problems: validation.problems };
  }
  const whole = readObject(validation, raw, '', DOCUMENT_KEYS);
  readVersion(validation, whole);
  readChoice(validation, whole['kind'], 'kind', ['surface'], 'surface');
  const document = readSurface(validation, whole);
  const panes = whole['panes'] === undefined ? undefined : readPanes(validation, whole, readSurface);
  const problems = validation.problems;
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, document: panes ? { ...document, panes } : document };
}

/** parseDocument(), parseTraining() or parseLandscape() of a text. */
export const parseText = (text: string): Parsed => readText(text, parseDocument);
export const parseTrainingText = (text: string): ParsedTraining => readText(text, parseTraining);
export const parseLandscapeText = (text: string): ParsedLandscape => readText(text, parseLandscape);
/** parseDocument() of a text, or parseTrainings() where it is about training. */
export const parseAnyText = (text: string): Parsed | ParsedTrainings =>
  readText<Parsed | ParsedTrainings>(text, (raw) => (isTraining(raw) ? parseTrainings(raw) : parseDocument(raw)));

/** Parsing as JSON and validation of a text. */
function readText<P extends Parsed | ParsedTraining | ParsedTrainings | ParsedLandscape>(text: string, parse: (raw: unknown) => P): P | Refusal {
  try {
    return parse(parseJson(text));
  } catch (error) {
    const named = quoteNonFinite(text, parse);
    if (named?.ok === false) return named;
    const validation = startValidation();
    const cause = error instanceof RangeError ? 'is nested too deeply' : `is not JSON (${error instanceof Error ? error.message : 'unreadable'})`;
    validation.reject('document', `${formatValue(text.trim().slice(0, 40))} ${cause}`);
    return { ok: false, problems: validation.problems };
  }
}

/** Validation of a text that is JSON but for bare NaN and Infinity, as Python writes them: read as strings, each is an error under its key. */
function quoteNonFinite<P>(text: string, parse: (raw: unknown) => P): P | undefined {
  try {
    return parse(parseJson(text.replace(NON_FINITE, (match) => (match.startsWith('"') ? match : `"${match}"`))));
  } catch {
    return undefined;
  }
}
type Refusal = Extract<Parsed, { readonly ok: false }>;

function readSurface(validation: Validation, whole: Raw): SurfaceDocument {
  const defaults = surfaceDefaults;
  const grid = readObject(validation, whole['grid'], 'grid', ['theta1', 'theta2', 'n']);
  const n = readNumber(validation, grid['n'], 'grid.n', specs.n);
  const surface = {
    points: whole['points'] === undefined ? defaults.points : readPoints(validation, whole['points']),
    attack: readRecord(validation, whole['attack'], 'attack', attackFields),
    smoothing: readSmoothing(validation, whole['smoothing']),
    grid: {
      theta1: readRange(validation, grid['theta1'], 'grid.theta1', defaults.grid.theta1, n),
      theta2: readRange(validation, grid['theta2'], 'grid.theta2', defaults.grid.theta2, n),
      n,
    },
    seed: readNumber(validation, whole['seed'], 'seed', specs.seed),
  };
  const model = readModel(validation, whole['model'], surface);
  return { smoothscape: VERSION, kind: 'surface', ...surface, model, view: readView(validation, whole['view']) };
}

function readPoints(validation: Validation, raw: unknown): readonly Point[] {
  const coordinates = pairField({ allowed: { min: -MAX_INPUT, max: MAX_INPUT }, default: 0 });
  return readList(validation, raw, 'points', [1, MAX_POINTS], 'points').map((item, i): Point => {
    const point = readObject(validation, item, `points[${i}]`, ['x', 'y']);
    const x = coordinates(validation, point['x'], `points[${i}].x`);
    if (point['y'] === undefined) validation.reject(`points[${i}].y`, 'is missing; it is 1 or -1');
    return { x, y: readChoice(validation, point['y'], `points[${i}].y`, [1, -1], 1) };
  });
}

const normField =
  <const T extends string>(names: readonly T[], fallback: T | number): FieldReader<T | number> =>
  (validation, raw, key) => {
    if (raw === undefined) return fallback;
    const name = names.find((choice) => choice === raw);
    if (name !== undefined) return name;
    if (typeof raw === 'number' && Number.isFinite(raw) && raw >= 1) return raw;
    validation.reject(key, `${formatValue(raw)} is not ${names.map((choice) => JSON.stringify(choice)).join(', ')} or a number ≥ 1`);
    return fallback;
  };

const attackFields = {
  norm: normField(['none', 'inf'], surfaceDefaults.attack.norm),
  epsilon: numberField(specs.epsilon),
  solver: choiceField(solverNames, surfaceDefaults.attack.solver),
  steps: optionalField(numberField(specs.steps)),
  stepSize: optionalField(numberField(specs.stepSize)),
  restarts: optionalField(numberField(specs.restarts)),
};

const SMOOTHING_KEYS = ['kind', 'gamma', 'normalised', 'sigma', 'radius', 'norm'];
const smoothingNames = ['none', 'entropy-sgd', 'gaussian-mean', 'worst-case'] as const satisfies readonly (keyof typeof smoothings)[];

function readSmoothing(validation: Validation, raw: unknown): SmoothingChoice {
  const all = readObject(validation, raw, 'smoothing', SMOOTHING_KEYS);
  const kind = readChoice(validation, all['kind'], 'smoothing.kind', smoothingNames, 'none');
  switch (kind) {
    case 'none':
      return readRecord(validation, raw, 'smoothing', { kind: () => kind });
    case 'entropy-sgd':
      return readRecord(validation, raw, 'smoothing', {
        kind: () => kind,
        gamma: numberField(specs.gamma),
        normalised: choiceField([true, false], true),
      });
    case 'gaussian-mean':
      return readRecord(validation, raw, 'smoothing', { kind: () => kind, sigma: numberField(specs.sigma) });
    case 'worst-case':
      return readRecord(validation, raw, 'smoothing', { kind: () => kind, radius: numberField(specs.radius), norm: normField(['inf'], 2) });
  }
}

function readRange(validation: Validation, raw: unknown, key: string, fallback: Pair, n: number): Pair {
  if (raw === undefined) return fallback;
  const ends = readList(validation, raw, key, [2, 2], 'numbers');
  if (ends.length === 0) return fallback;
  const spec = { allowed: { min: -MAX_THETA, max: MAX_THETA }, default: 0 };
  const end = (k: 0 | 1): number => readNumber(validation, ends[k], `${key}[${k}]`, spec, fallback[k]);
  const range: Pair = [end(0), end(1)];
  const message = rangeProblem(range, n);
  if (message === undefined) return range;
  validation.reject(key, message);
  return fallback;
}

/** An activation by name, or a formula that is finite wherever this document needs it. */
function readModel(validation: Validation, raw: unknown, surface: Omit<SurfaceChoice, 'model'>): ModelChoice {
  if (raw === undefined) return surfaceDefaults.model;
  const formula = isObjectWithFormula(raw) ? raw.formula : undefined;
  if (typeof raw === 'string' && Object.hasOwn(activations, raw)) return raw;
  if (typeof formula !== 'string') {
    validation.reject('model', `${formatValue(raw)} is not one of ${Object.keys(activations).join(', ')} or { "formula": … }`);
    return surfaceDefaults.model;
  }
  const message = formulaProblem(surface, formula);
  if (message !== undefined) validation.reject('model.formula', message);
  return { formula };
}

const isObjectWithFormula = (raw: unknown): raw is { readonly formula: unknown } =>
  typeof raw === 'object' && raw !== null && 'formula' in raw && Object.keys(raw).length === 1;
