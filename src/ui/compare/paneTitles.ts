import { modelName, smoothings, solvers, strengthOf } from '../../documents/labels';
import { paneSurfaces } from '../../documents/panes';
import type { NormChoice, Pane, SmoothingChoice, SurfaceChoice, SurfaceDocument } from '../../documents/surfaceDocument';
import { tickText } from '../../figures/base/ticks';
import type { Pair } from '../../math/core/types';
import { useDocument } from '../session/session';
import { useMemo } from 'react';

/** Something in which panes may differ: its name in a sentence, the value that is compared (none where it does not matter), and its words. */
interface Aspect {
  readonly name: string;
  readonly of: (surface: SurfaceChoice) => unknown;
  readonly words: (surface: SurfaceChoice, all: readonly SurfaceChoice[]) => string;
}

const attacked = ({ attack }: SurfaceChoice): boolean => attack.norm !== 'none';
const byPgd = (surface: SurfaceChoice): boolean => attacked(surface) && surface.attack.solver === 'pgd';
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const span = ([lo, hi]: Pair): string => (lo === -hi ? `±${tickText(hi)}` : `${tickText(lo)} … ${tickText(hi)}`);
const ball = (norm: SurfaceChoice['attack']['norm']): string => (norm === 'inf' ? 'L∞' : norm === 'none' ? 'none' : `L${tickText(norm)}`);
const letters = { gamma: 'γ', sigma: 'σ', radius: 'ρ' } as const;
const strong = (smoothing: SmoothingChoice): string => `${letters[smoothings[smoothing.kind].strength]} = ${tickText(strengthOf(smoothing) ?? 0)}`;

/** Points in few words; sets of equal size that differ are numbered. */
function pointsOf(surface: SurfaceChoice, all: readonly SurfaceChoice[]): string {
  const [first, ...rest] = surface.points;
  if (first && rest.length === 0) return `x = (${first.x.map(tickText).join(', ')}), y = ${first.y === 1 ? '+1' : '−1'}`;
  const sets = all.map(({ points }) => points).filter((points, i, list) => list.findIndex((other) => same(other, points)) === i);
  const equal = sets.filter(({ length }) => length === surface.points.length);
  const count = `${surface.points.length} points`;
  return equal.length < 2 ? count : `${count}, set ${equal.findIndex((set) => same(set, surface.points)) + 1}`;
}

const aspects: readonly Aspect[] = [
  { name: 'the norm', of: ({ attack }) => attack.norm, words: ({ attack }) => (attack.norm === 'none' ? 'Standard' : `${ball(attack.norm)} attack`) },
  { name: 'ε', of: (own) => (attacked(own) ? own.attack.epsilon : undefined), words: ({ attack }) => `ε = ${tickText(attack.epsilon)}` },
  { name: 'the model', of: ({ model }) => model, words: ({ model }) => (typeof model === 'string' ? modelName(model) : `φ = ${model.formula}`) },
  { name: 'the points', of: ({ points }) => points, words: pointsOf },
  {
    name: 'the solver',
    of: (own) => (attacked(own) ? own.attack.solver : undefined),
    words: ({ attack }) => solvers.find(({ id }) => id === attack.solver)?.label ?? attack.solver,
  },
  { name: 'the steps', of: (own) => (byPgd(own) ? (own.attack.steps ?? 'usual') : undefined), words: ({ attack }) => `K = ${attack.steps ?? 100}` },
  {
    name: 'the step size',
    of: (own) => (byPgd(own) ? (own.attack.stepSize ?? 'usual') : undefined),
    words: ({ attack }) => `η = ${attack.stepSize === undefined ? 'ε/25' : tickText(attack.stepSize)}`,
  },
  { name: 'the starts', of: (own) => (byPgd(own) ? (own.attack.restarts ?? 1) : undefined), words: ({ attack }) => `R = ${attack.restarts ?? 1}` },
  {
    name: 'the smoothing',
    of: ({ smoothing }) => smoothing.kind,
    words: ({ smoothing }) => (smoothing.kind === 'none' ? 'unsmoothed' : smoothings[smoothing.kind].label),
  },
  {
    name: 'its strength',
    of: ({ smoothing }) => (smoothing.kind === 'none' ? undefined : [smoothing.kind, strengthOf(smoothing)]),
    words: ({ smoothing }) => strong(smoothing),
  },
  {
    name: 'the constant',
    of: ({ smoothing }) => (smoothing.kind === 'entropy-sgd' ? smoothing.normalised : undefined),
    words: ({ smoothing }) => (smoothing.kind === 'entropy-sgd' && smoothing.normalised ? 'normalised' : 'not normalised'),
  },
  {
    name: 'the neighbourhood',
    of: ({ smoothing }) => (smoothing.kind === 'worst-case' ? smoothing.norm : undefined),
    words: ({ smoothing }) => (smoothing.kind === 'worst-case' ? `within ${ball(smoothing.norm)}` : ''),
  },
  { name: 'the range of θ₁', of: ({ grid }) => grid.theta1, words: ({ grid }) => `θ₁ ${span(grid.theta1)}` },
  { name: 'the range of θ₂', of: ({ grid }) => grid.theta2, words: ({ grid }) => `θ₂ ${span(grid.theta2)}` },
  { name: 'the resolution', of: ({ grid }) => grid.n, words: ({ grid }) => `n = ${grid.n}` },
  { name: 'the seed', of: (own) => (byPgd(own) && (own.attack.restarts ?? 1) > 1 ? own.seed : undefined), words: ({ seed }) => `seed ${seed}` },
];

/** The aspects in which some panes differ from others. */
function differing(surfaces: readonly SurfaceChoice[]): readonly Aspect[] {
  return aspects.filter(({ of }) => {
    const values = surfaces.map(of).filter((value) => value !== undefined);
    return values.some((value) => !same(value, values[0]));
  });
}

/** What each pane is called: its own title, or all in which it differs from the others; its attack where nothing differs. */
export function paneTitles(panes: readonly Pane[], surfaces: readonly SurfaceChoice[]): readonly string[] {
  const [norm, ...others] = aspects;
  const shown = differing(surfaces);
  return surfaces.map((surface, i) => {
    const own = panes[i]?.title;
    if (own) return own;
    const parts = shown.filter(({ of }) => of(surface) !== undefined).map(({ words }) => words(surface, surfaces));
    if (parts.length > 0) return parts.join(', ');
    const kind = others.find(({ name }) => name === 'the smoothing');
    return [norm, ...(surface.smoothing.kind === 'none' ? [] : [kind])].flatMap((aspect) => aspect?.words(surface, surfaces) ?? []).join(', ');
  });
}

const plural = /^the (points|steps|starts)$/;

/** "One point, L∞ attack: only ε differs". */
export function comparisonTitle(surfaces: readonly SurfaceChoice[]): string {
  const names = differing(surfaces).map(({ name }) => name);
  const [first] = surfaces;
  if (!first) return '';
  const data = names.includes('the points') ? `${surfaces.length} panes` : first.points.length === 1 ? 'One point' : `${first.points.length} points`;
  const epsilon = !names.includes('ε') && surfaces.some(attacked) && names.includes('the norm') ? ', same ε' : '';
  const norm = names.includes('the norm') ? epsilon : `, ${attacked(first) ? `${ball(first.attack.norm)} attack` : 'no attack'}`;
  const last = names.at(-1) ?? '';
  const differ =
    names.length === 0
      ? `${surfaces.length} equal panes`
      : names.length === 1
        ? `only ${last} differ${plural.test(last) ? '' : 's'}`
        : names.length > 3
          ? `${names.length} things differ`
          : `${names.slice(0, -1).join(', ')} and ${last} differ`;
  return `${data}${norm}: ${differ}`;
}

/** A, B, … Z, AA, …: the letter of a pane, which is also its slot among the runs. */
export function paneId(pane: number): string {
  const letter = String.fromCharCode(65 + (pane % 26));
  return pane < 26 ? letter : paneId(Math.floor(pane / 26) - 1) + letter;
}

export const twinId = (pane: number): string => `${paneId(pane)}′`;

/** "Adversarial loss, linear model": the title of a single surface. */
export function surfaceTitle({ model, attack, smoothing }: SurfaceChoice): string {
  const loss = attack.norm === 'none' ? 'Standard loss' : 'Adversarial loss';
  const smoothed = smoothing.kind === 'none' ? loss : `${smoothings[smoothing.kind].noun} of the ${loss.toLowerCase()}`;
  return `${smoothed}, ${modelName(model)}${typeof model === 'string' ? ' model' : ''}`;
}

/** Standard, L2 and L∞ side by side, unsmoothed; the norm that was chosen joins them where it is another. */
export function comparison(document: SurfaceDocument): SurfaceDocument {
  const choices: readonly NormChoice[] = ['none', 2, 'inf', document.attack.norm];
  const norms = choices.filter((norm, i, all) => all.indexOf(norm) === i);
  const bare = document.smoothing.kind === 'none' ? {} : ({ smoothing: { kind: 'none' } } as const);
  const panes: Pane[] = norms.map((norm) => ({ attack: { norm }, ...bare }));
  const { figure: _figure, ...view } = document.view;
  return { ...document, panes, view: { ...view, kind: 'surface' } };
}

/** One pane becomes the document. */
export function closed(document: SurfaceDocument, surface: SurfaceChoice): SurfaceDocument {
  const { panes: _panes, ...rest } = document;
  const { figure: _figure, ...view } = document.view;
  const { model, points, attack, smoothing, grid, seed } = surface;
  return { ...rest, model, points, attack, smoothing, grid, seed, view: { ...view, kind: 'both' } };
}

/** Each pane's surface, laid over the rest of the document. */
export function usePanes(): readonly SurfaceChoice[] {
  const document: SurfaceDocument = useDocument((whole) => whole);
  return useMemo(() => paneSurfaces(document), [document]);
}

/** What each pane is called. */
export function usePaneTitles(): readonly string[] {
  const panes = useDocument((document) => document.panes);
  const surfaces = usePanes();
  return useMemo(() => paneTitles(panes ?? [], surfaces), [panes, surfaces]);
}
