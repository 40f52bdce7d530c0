import { modelName, smoothings, solvers, strengthOf } from '../../documents/labels';
import type { Pane, SmoothingChoice, SurfaceChoice } from '../../documents/surfaceDocument';
import type { Pair } from '../../math/core/types';
import { tickText, tickTexts } from '../base/ticks';

/** A setting in which panes may differ: its name in a sentence, the value compared (undefined where it has no effect), and its text in a title. */
interface Aspect {
  readonly name: string;
  readonly value: (surface: SurfaceChoice) => unknown;
  readonly text: (surface: SurfaceChoice, all: readonly SurfaceChoice[]) => string;
}

const isAttacked = ({ attack }: SurfaceChoice): boolean => attack.norm !== 'none';
const usesPgd = (surface: SurfaceChoice): boolean => isAttacked(surface) && surface.attack.solver === 'pgd';
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const rangeText = ([lo, hi]: Pair): string => (lo === -hi ? `±${tickText(hi)}` : tickTexts([lo, hi]).join(' … '));
const normText = (norm: SurfaceChoice['attack']['norm']): string => (norm === 'inf' ? 'L∞' : norm === 'none' ? 'none' : `L${tickText(norm)}`);
const letters = { gamma: 'γ', sigma: 'σ', radius: 'ρ' } as const;
const strengthText = (smoothing: SmoothingChoice): string =>
  `${letters[smoothings[smoothing.kind].strength]} = ${tickText(strengthOf(smoothing) ?? 0)}`;

/** Short text of the points; different sets of equal size are numbered. */
function pointsText(surface: SurfaceChoice, all: readonly SurfaceChoice[]): string {
  const [first, ...rest] = surface.points;
  if (first && rest.length === 0) return `x = (${first.x.map(tickText).join(', ')}), y = ${first.y === 1 ? '+1' : '−1'}`;
  const sets = all.map(({ points }) => points).filter((points, i, list) => list.findIndex((other) => isEqual(other, points)) === i);
  const equal = sets.filter(({ length }) => length === surface.points.length);
  const count = `${surface.points.length} points`;
  return equal.length < 2 ? count : `${count}, set ${equal.findIndex((set) => isEqual(set, surface.points)) + 1}`;
}

const aspects: readonly Aspect[] = [
  {
    name: 'the norm',
    value: ({ attack }) => attack.norm,
    text: ({ attack }) => (attack.norm === 'none' ? 'Standard' : `${normText(attack.norm)} attack`),
  },
  {
    name: 'ε',
    value: (surface) => (isAttacked(surface) ? surface.attack.epsilon : undefined),
    text: ({ attack }) => `ε = ${tickText(attack.epsilon)}`,
  },
  { name: 'the model', value: ({ model }) => model, text: ({ model }) => (typeof model === 'string' ? modelName(model) : `φ = ${model.formula}`) },
  { name: 'the points', value: ({ points }) => points, text: pointsText },
  {
    name: 'the solver',
    value: (surface) => (isAttacked(surface) ? surface.attack.solver : undefined),
    text: ({ attack }) => solvers.find(({ id }) => id === attack.solver)?.label ?? attack.solver,
  },
  {
    name: 'the steps',
    value: (surface) => (usesPgd(surface) ? (surface.attack.steps ?? 'usual') : undefined),
    text: ({ attack }) => `K = ${attack.steps ?? 100}`,
  },
  {
    name: 'the step size',
    value: (surface) => (usesPgd(surface) ? (surface.attack.stepSize ?? 'usual') : undefined),
    text: ({ attack }) => `η = ${attack.stepSize === undefined ? 'ε/25' : tickText(attack.stepSize)}`,
  },
  {
    name: 'the starts',
    value: (surface) => (usesPgd(surface) ? (surface.attack.restarts ?? 1) : undefined),
    text: ({ attack }) => `R = ${attack.restarts ?? 1}`,
  },
  {
    name: 'the smoothing',
    value: ({ smoothing }) => smoothing.kind,
    text: ({ smoothing }) => (smoothing.kind === 'none' ? 'unsmoothed' : smoothings[smoothing.kind].label),
  },
  {
    name: 'its strength',
    value: ({ smoothing }) => (smoothing.kind === 'none' ? undefined : [smoothing.kind, strengthOf(smoothing)]),
    text: ({ smoothing }) => strengthText(smoothing),
  },
  {
    name: 'the constant',
    value: ({ smoothing }) => (smoothing.kind === 'entropy-sgd' ? smoothing.normalised : undefined),
    text: ({ smoothing }) => (smoothing.kind === 'entropy-sgd' && smoothing.normalised ? 'normalised' : 'not normalised'),
  },
  {
    name: 'the neighbourhood',
    value: ({ smoothing }) => (smoothing.kind === 'worst-case' ? smoothing.norm : undefined),
    text: ({ smoothing }) => (smoothing.kind === 'worst-case' ? `within ${normText(smoothing.norm)}` : ''),
  },
  { name: 'the range of θ₁', value: ({ grid }) => grid.theta1, text: ({ grid }) => `θ₁ ${rangeText(grid.theta1)}` },
  { name: 'the range of θ₂', value: ({ grid }) => grid.theta2, text: ({ grid }) => `θ₂ ${rangeText(grid.theta2)}` },
  { name: 'the resolution', value: ({ grid }) => grid.n, text: ({ grid }) => `n = ${grid.n}` },
  {
    name: 'the seed',
    value: (surface) => (usesPgd(surface) && (surface.attack.restarts ?? 1) > 1 ? surface.seed : undefined),
    text: ({ seed }) => `seed ${seed}`,
  },
];

/** The aspects in which some panes differ from others. */
function differingAspects(surfaces: readonly SurfaceChoice[]): readonly Aspect[] {
  return aspects.filter((aspect) => {
    const values = surfaces.map(aspect.value).filter((value) => value !== undefined);
    return values.some((value) => !isEqual(value, values[0]));
  });
}

/** Titles of the panes: the given title, else all aspects in which the panes differ, else the attack. */
export function paneTitles(panes: readonly Pane[], surfaces: readonly SurfaceChoice[]): readonly string[] {
  const [norm, ...others] = aspects;
  const shown = differingAspects(surfaces);
  return surfaces.map((surface, i) => {
    const given = panes[i]?.title;
    if (given) return given;
    const parts = shown.filter(({ value }) => value(surface) !== undefined).map(({ text }) => text(surface, surfaces));
    if (parts.length > 0) return parts.join(', ');
    const kind = others.find(({ name }) => name === 'the smoothing');
    return [norm, ...(surface.smoothing.kind === 'none' ? [] : [kind])].flatMap((aspect) => aspect?.text(surface, surfaces) ?? []).join(', ');
  });
}

const pluralNames = /^the (points|steps|starts)$/;

/** Title of a comparison, such as "One point, L∞ attack: only ε differs". */
export function comparisonTitle(surfaces: readonly SurfaceChoice[]): string {
  const names = differingAspects(surfaces).map(({ name }) => name);
  const [first] = surfaces;
  if (!first) return '';
  const data = names.includes('the points') ? `${surfaces.length} panes` : first.points.length === 1 ? 'One point' : `${first.points.length} points`;
  const epsilon = !names.includes('ε') && surfaces.some(isAttacked) && names.includes('the norm') ? ', same ε' : '';
  const norm = names.includes('the norm') ? epsilon : `, ${isAttacked(first) ? `${normText(first.attack.norm)} attack` : 'no attack'}`;
  const last = names.at(-1) ?? '';
  const differ =
    names.length === 0
      ? `${surfaces.length} equal panes`
      : names.length === 1
        ? `only ${last} differ${pluralNames.test(last) ? '' : 's'}`
        : names.length > 3
          ? `${names.length} things differ`
          : `${names.slice(0, -1).join(', ')} and ${last} differ`;
  return `${data}${norm}: ${differ}`;
}

/** Letters of a pane, A, B, … Z, AA, …; also its slot among the job results. */
export function paneId(pane: number): string {
  const letter = String.fromCharCode(65 + (pane % 26));
  return pane < 26 ? letter : paneId(Math.floor(pane / 26) - 1) + letter;
}

/** Slot and label of the twin of a pane, the surface of its second row. */
export const counterpartId = (pane: number): string => `${paneId(pane)}′`;
