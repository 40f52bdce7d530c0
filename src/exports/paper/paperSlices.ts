import { fixedText, tickText } from '../../figures/base/ticks';
import { sliceChartCommands, type SliceCurve, sliceRange } from '../../figures/networks/paperCharts';
import type { TitledChart } from '../../figures/networks/trainingPage';
import { mean } from '../../math/core/statistics';
import type { LineStyle } from '../../math/optimisers/types';
import { attackText } from '../../nets/attacks/attackNumbers';
import type { PgdOptions } from '../../nets/attacks/ball';
import { type Split, splits, type WeightSlice } from '../../state/runs/weightSlices';
import { shortestText } from '../surface/csv';

/** The slices of one method, of its first seed with weights; absent where they are not measured. */
export interface MethodSlices extends Readonly<Partial<Record<Split, WeightSlice>>> {
  readonly key: string;
  readonly stroke: LineStyle;
  readonly seed: number;
  /** The attack that is run anew at every point, from random starts of the run's seed. */
  readonly attack: PgdOptions;
}

const splitNames: Readonly<Record<Split, string>> = { train: 'training', test: 'test' };

/** A chart for training and one for test images, over one range. */
export function sliceCharts(methods: readonly MethodSlices[], dark: boolean): readonly TitledChart[] {
  const curvesOf = (split: Split): readonly SliceCurve[] =>
    methods.flatMap(({ stroke, [split]: slice }) => (slice ? [{ stroke, x: slice.a, y: slice.loss }] : []));
  const range = sliceRange(splits.flatMap(curvesOf));
  return splits.map((split) => ({
    title: `Adversarial loss, ${splitNames[split]} images, nats`,
    draw: (box) => sliceChartCommands(curvesOf(split), range, dark, box),
  }));
}

/** The loss at the weights, at α = 0. */
const centreOf = ({ a, loss }: WeightSlice): number => loss[a.findIndex((alpha) => alpha > -1e-9)] ?? NaN;
/** How far the loss lies above that at the weights, mean over the points of the slice. */
const riseOf = (slice: WeightSlice): number => mean(slice.loss) - centreOf(slice);

export const sliceColumns = ['loss at α = 0, train', 'loss at α = 0, test', 'mean rise, train', 'mean rise, test', 'seed'] as const;
export function sliceCells(slices: MethodSlices | undefined): readonly string[] {
  const cell = (of: (slice: WeightSlice) => number, split: Split): string => {
    const slice = slices?.[split];
    return slice ? fixedText(of(slice), 3) : '–';
  };
  const cells = [centreOf, riseOf].flatMap((of) => splits.map((split) => cell(of, split)));
  return [...cells, slices ? String(slices.seed) : '–'];
}

/** How the slices were measured. */
export function sliceSentence(methods: readonly MethodSlices[]): string {
  const [first] = methods;
  const slice = first?.train ?? first?.test;
  if (!first || !slice) return 'No slice is measured yet';
  const all = methods.flatMap((method) => splits.flatMap((split) => method[split] ?? []));
  const [lo = 0, hi = 0] = [slice.a[0], slice.a.at(-1)];
  return [
    `Loss along one filter-normalised Gaussian direction, parameters with one axis fixed, α from ${tickText(lo)} to ${tickText(hi)} at ${slice.a.length} points`,
    `on the first ${slice.images} images of each split`,
    `${attackText(first.attack)}, run anew at every point from the same starts`,
    'batch norm as trained; weights of the best epoch; rise: mean over the points above the loss at α = 0',
    all.every(({ checked }) => checked) ? 'the self-test of the code that measured it passed' : 'the self-test of the code that measured it FAILED',
  ].join('; ');
}

export const sliceHeader = 'method,split,seed,epoch,images,direction_sha256,alpha,loss,error';
export const sliceRows = (slices: MethodSlices | undefined): readonly string[] =>
  splits.flatMap((split) => {
    const slice = slices?.[split];
    if (!slice) return [];
    const { a, loss, error, images, sha256, epoch } = slice;
    return a.map((alpha, i) => [split, slices.seed, epoch, images, sha256, ...[alpha, loss[i] ?? NaN, error[i] ?? NaN].map(shortestText)].join(','));
  });
