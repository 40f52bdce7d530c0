import { dimensionsOf } from '../../documents/landscapeDocument';
import type { Pair } from '../../math/core/types';
import { lengthText, normText } from '../../nets/attacks/attackNumbers';
import { directionKinds } from '../../nets/landscape/directions';
import { lossKinds } from '../../nets/landscape/lossKinds';
import type { LandscapeResult } from '../../worker/rpc/landscapeProtocol';
import type { Box, DrawCommand } from '../base/drawList';
import { fixedText, sharedRange } from '../base/ticks';
import type { FigureStyle } from '../base/types';
import type { PrintedPage } from '../vector/composition';
import { contourDrawing, surfaceDrawing } from '../vector/panes';
import { profileOfSlices, profileRange, sliceSurface } from './measuredSlice';

const number = (value: number): string => String(Number(value.toPrecision(4)));

/** "filter-normalised, seed 1": the directions in a few words. */
export const directionText = ({ choice: { directions } }: Pick<LandscapeResult, 'choice'>): string =>
  directionKinds[directions.kind].seeded
    ? `${directionKinds[directions.kind].label}, seed ${directions.seed}`
    : directionKinds[directions.kind].label;

/** The note of a figure: which loss, on which images. */
export function lossText({ choice: { loss, data, attack, smoothing } }: Pick<LandscapeResult, 'choice'>): string {
  const images = `${data.split} images ${data.from} to ${data.from + data.count - 1} of ${data.source}`;
  const ball = `PGD-${attack.steps}, ${normText(attack.norm)}, ε = ${lengthText(attack.norm, attack.epsilon)}, ${attack.start} start`;
  const entropy = smoothing.kind === 'entropy-sgd' ? `, EntropySGD’s on this slice, γ = ${number(smoothing.gamma)}` : '';
  return `${lossKinds[loss].label} loss${entropy} · ${images}${lossKinds[loss].attacked ? ` · ${ball}` : ''}`;
}

/** Everything by which a slice can be drawn again, in sentences. */
export function landscapeCaption(result: LandscapeResult): string {
  const { choice, directions, slice, selfTest, smoothed, notices } = result;
  const { directions: chosen, loss, batchNorm, attack, seed } = choice;
  const kind = directionKinds[chosen.kind];
  const two = dimensionsOf(choice) === 2;
  const centre = slice.centre?.[loss];
  const failed = selfTest?.filter(({ passed }) => !passed) ?? [];
  const facts = [
    `Weights w + a·d₁${two ? ' + b·d₂' : ''}. ${kind.note}`,
    kind.seeded
      ? `${chosen.vectors === 'fixed' ? 'Parameters with one axis (biases, batch norm) stay fixed' : 'Parameters with one axis move as well'}; seed of the directions ${chosen.seed}.`
      : '',
    directions
      ? `SHA-256 of the directions ${directions.sha256}${directions.cosine === undefined ? '' : `, cosine ${fixedText(directions.cosine, 4)}`}.`
      : '',
    directions?.weightings
      ? `${chosen.kind === 'path' ? 'Shares of the variance' : 'Eigenvalues'}: ${directions.weightings.map(number).join(' and ')}.`
      : '',
    lossKinds[loss].note,
    lossKinds[loss].attacked && attack.start === 'random' ? `Seed of the starts ${seed}.` : '',
    `Batch norm ${batchNorm === 'trained' ? 'as trained' : 'recalibrated at each point'}.`,
    smoothed
      ? `EntropySGD’s loss is restricted to the ${two ? 'two dimensions' : 'line'} of the slice; error of the quadrature ${smoothed.quadratureError.toExponential(1)}.`
      : '',
    centre ? `Loss at the centre ${number(centre.loss)} nats, ${number(100 * (1 - centre.error))} % of the images right.` : '',
    result.done < result.of ? `${result.done} of ${result.of} nodes are measured; the others are interpolated.` : '',
    result.path
      ? `Discs: the training, epochs ${result.path[0]?.epoch} to ${result.path.at(-1)?.epoch}, projected on the slice; the last lies ${number(result.path.at(-1)?.distance ?? 0)} off it.`
      : '',
    selfTest
      ? failed.length === 0
        ? `Self-test: all ${selfTest.length} checks passed.`
        : `Self-test failed: ${failed.map(({ name }) => name).join('; ')}.`
      : '',
    ...notices.map((notice) => `${notice}.`),
  ];
  return facts.filter((fact) => fact !== '').join(' ');
}

/** The same figure in words, for those who cannot see it. */
export function landscapeSummary(result: LandscapeResult): string {
  const surface = sliceSurface(result);
  if (!surface) return landscapeCaption(result);
  const [lo, hi] = sharedRange([surface]);
  const [a, b] = surface.minimum.theta;
  return `Loss from ${number(lo)} to ${number(hi)} nats, least at a = ${number(a)}, b = ${number(b)}. ${landscapeCaption(result)}`;
}

/** Names of the coordinates of a slice. */
export const SLICE_AXES = ['a', 'b'] as const;

/** A measured slice of a figure, with its title where there are several. */
export interface TitledSlice {
  readonly title: string;
  readonly result: LandscapeResult;
}

/** Seeds of directions alone differ: slices of one dimension are then one chart with their mean. */
const differInSeed = (slices: readonly TitledSlice[]): boolean =>
  slices.length > 1 &&
  new Set(slices.map(({ result: { choice } }) => JSON.stringify({ ...choice, directions: { ...choice.directions, seed: 0 } }))).size === 1;

/** Charts of slices of one dimension over one range: one a slice, or one of all where they differ in the seed alone. */
export function sliceLines(
  slices: readonly TitledSlice[],
  dark: boolean,
): readonly { readonly title: string; readonly draw: (box: Box) => DrawCommand[] }[] {
  const results = slices.map(({ result }) => result);
  const range = profileRange(results);
  if (differInSeed(slices))
    return [
      {
        title: `Mean over ${slices.length} seeds of the direction, bold, and each of them`,
        draw: (box) => profileOfSlices(results, range, dark, box),
      },
    ];
  return slices.map(({ title, result }) => ({ title, draw: (box) => profileOfSlices([result], range, dark, box) }));
}

/** What the slices of a figure have in common. */
const pageNote = ([first, ...others]: readonly TitledSlice[]): string =>
  first
    ? others.length === 0
      ? lossText(first.result)
      : [first, ...others].map(({ title, result }) => `${title}: ${lossText(result)}`).join('; ')
    : '';

/** The captions of all slices of a figure. */
export const pageCaption = (slices: readonly TitledSlice[]): string =>
  slices.map(({ title, result }) => `${title === '' ? '' : `${title}: `}${landscapeCaption(result)}`).join(' ');

/** The printed page of slices: surface and contour of each, or their lines. */
export function landscapePage(
  slices: readonly TitledSlice[],
  { dark, maxCells }: { readonly dark: boolean; readonly maxCells: number },
): PrintedPage {
  const net = slices[0]?.result.choice.net.name ?? '';
  const frame = { title: `Loss landscape of ${net}`, note: pageNote(slices), caption: pageCaption(slices), dark };
  const surfaces = slices.flatMap(({ title, result }) => {
    const surface = sliceSurface(result);
    const path = (result.path ?? []).map(({ coordinates: [a = NaN, b = 0] }): Pair => [a, b]);
    return surface ? [{ title, surface, path }] : [];
  });
  const letter = (k: number): string => String.fromCharCode(65 + k);
  if (surfaces.length === 0) {
    const charts = sliceLines(slices, dark);
    return { ...frame, groups: charts.map((chart, k) => [{ ...chart, letter: charts.length > 1 ? letter(k) : '', aspect: 1.5, stretches: true }]) };
  }
  const range = sharedRange(surfaces.map(({ surface }) => surface));
  const style: FigureStyle = { dark, colours: 'tide', size: 'large', creases: false, minimum: true, arrows: false, smoothed: true, axes: SLICE_AXES };
  const bar = { range, colours: style.colours, unit: 'loss, nats' };
  return {
    ...frame,
    groups: surfaces.map(({ title, surface, path }, k) => [
      { letter: letter(2 * k), title: title || 'Surface', bar, ...surfaceDrawing(surface, range, style, maxCells) },
      { letter: letter(2 * k + 1), title: title || 'Contour', bar, ...contourDrawing(surface, range, style, path) },
    ]),
  };
}
