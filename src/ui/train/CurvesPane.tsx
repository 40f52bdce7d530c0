import { ticks } from '../../figures/base/ticks';
import { type ChartFrame, pixelX, pixelY, integerTicks } from '../../figures/charts/chartFrame';
import { type TrainingCurve, trainingCurve, curveRanges, type CurveMetric } from '../../figures/networks/trainingPage';
import { datasets, isDataset } from '../../nets/datasets';
import { lengthText } from '../../nets/attacks/attackNumbers';
import type { TrainingChoice } from '../../nets/training/types';
import { formatField, formatFixed } from '../controls/specText';
import { Pane } from '../panes/Pane';
import { PHONE_QUERY, useDark, useMedia } from '../session/theme';
import type { MethodGroup } from './useTraining';
import { useMemo } from 'react';

/** Chance accuracy in %; undefined where the curves show no accuracy. */
export function chanceAccuracy({ data }: TrainingChoice, shown: CurveMetric): number | undefined {
  const classes = isDataset(data.source) ? datasets[data.source].classes.length : 0;
  return shown === 'trainLoss' || shown === 'lr' || classes === 0 ? undefined : 100 / classes;
}

/** Explanation of the quantity of the curves and of the scale of the training. */
export function CurvesNote({ choice, shown }: { readonly choice: TrainingChoice; readonly shown: CurveMetric }) {
  const { data, evaluate, epochs } = choice;
  const chance = chanceAccuracy(choice, shown);
  const scaleNote =
    data.train * epochs >= 1e6
      ? ''
      : `Small on purpose, our setting: ${formatFixed(data.train, 0)} images, ${epochs} epochs. The paper: 50,000 images, 200 epochs, ResNet-18, all far beyond a page.`;
  const chanceNote = chance === undefined ? '' : `Guessing gives ${formatField(chance, 0)} % (dotted).`;
  const radius = lengthText(evaluate.norm, evaluate.epsilon);
  const change = evaluate.norm === 2 ? `changed the image by an L2 length of up to ${radius}` : `changed every pixel by up to ${radius}`;
  const notes: Partial<Record<CurveMetric, string>> = {
    testRobust: `Robust: the share of images that are still recognised after an attack (PGD-${evaluate.steps}, step ${lengthText(evaluate.norm, evaluate.stepSize)}) has ${change}. ${chanceNote} ${scaleNote}`,
    testClean: `Clean: the share of images that are recognised as they are. ${chanceNote} ${scaleNote}`,
    trainLoss:
      'What training minimises, on the batches as they come; for AT and TRADES under the attack. Lower on training images need not be better on others.',
    lr: 'η of the outer step: multiplied by the factor of the schedule at each milestone.',
  };
  return <p className="caption train-note">{notes[shown]}</p>;
}

/** Width and height of the charts in pixels, about their displayed size. */
const chartSizes = { wide: [560, 300], phone: [358, 220] } as const;

export interface CurvesProps {
  readonly letter: string;
  readonly title: string;
  readonly note: string;
  readonly groups: readonly MethodGroup[];
  readonly shown: CurveMetric;
  /** The same quantity of the training images, drawn thin; absent where there is none. */
  readonly trainMetric?: CurveMetric | undefined;
  readonly against: 'epoch' | 'seconds';
  /** Chance accuracy in %, drawn dotted. */
  readonly chance?: number | undefined;
  /** Least end of the x axis, in epochs or seconds. */
  readonly minReach: number;
}

/** Pane of training curves: the mean over seeds with a band of ±1 standard deviation. */
export function CurvesPane({ letter, title, note, groups, shown, trainMetric, against, chance, minReach }: CurvesProps) {
  const dark = useDark();
  const [width, height] = chartSizes[useMedia(PHONE_QUERY) ? 'phone' : 'wide'];
  const [curves, thin] = useMemo(() => {
    const of = (what: CurveMetric): TrainingCurve[] =>
      groups.map(({ key, label, runs }) => trainingCurve({ key, label, runs: runs.map(({ metrics }) => metrics) }, what, against));
    return [of(shown), trainMetric ? of(trainMetric) : []];
  }, [groups, shown, trainMetric, against]);
  const frame = { ...curveRanges([...curves, ...thin], shown, minReach), left: 38, top: 12, width: width - 62, height: height - 52 };
  const yTicks = ticks(frame.y, 4);
  const lastValues = curves
    .filter(({ y }) => y.length > 0)
    .map(({ label, y }) => `${label} ${formatField(Number((y.at(-1) ?? 0).toPrecision(3)), 1)}`)
    .join(', ');
  return (
    <Pane letter={letter} title={title} note={note} className="train-chart">
      <div className="chart-box">
        <svg
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`${title}, ${note}. ${lastValues ? `Last: ${lastValues}.` : 'Nothing is trained yet.'}`}
        >
          {yTicks.map((value) => (
            <g key={value}>
              <path className="hair" d={`M${frame.left} ${pixelY(frame, value)}h${frame.width}`} />
              <text x={frame.left - 6} y={pixelY(frame, value) + 4} textAnchor="end">
                {formatField(value, 0)}
              </text>
            </g>
          ))}
          <path className="axis" d={`M${frame.left} ${frame.top + frame.height}h${frame.width}`} />
          {chance !== undefined && chance < frame.y[1] && <path className="guess" d={`M${frame.left} ${pixelY(frame, chance)}h${frame.width}`} />}
          {xTicks(frame, against).map((value) => (
            <text key={value} x={pixelX(frame, value)} y={frame.top + frame.height + 16} textAnchor="middle">
              {value}
            </text>
          ))}
          <text x={frame.left + frame.width} y={frame.top + frame.height + 32} textAnchor="end">
            {against === 'epoch' ? 'epoch' : 'seconds'}
          </text>
          {curves.map((curve, i) => (
            <path key={curve.key} className="band" d={bandOf(frame, curve)} fill={colourOf(groups[i], dark)} />
          ))}
          {thin.map((curve, i) => (
            <path key={curve.key} className="thin" d={pathOf(frame, curve)} stroke={colourOf(groups[i], dark)} />
          ))}
          {curves.map((curve, i) => (
            <g key={curve.key} data-curve={curve.label}>
              <path
                d={pathOf(frame, curve)}
                fill="none"
                stroke={colourOf(groups[i], dark)}
                strokeWidth={groups[i]?.stroke.width}
                strokeDasharray={groups[i]?.stroke.dash.join(' ')}
                strokeLinejoin="round"
              />
              <LastPoint frame={frame} curve={curve} colour={colourOf(groups[i], dark)} />
            </g>
          ))}
          {curves.every(({ x }) => x.length === 0) && (
            <text className="direct empty" x={frame.left + frame.width / 2} y={frame.top + frame.height / 2} textAnchor="middle">
              {groups.length === 0 ? 'Press Start: the first point comes with the first epoch.' : 'The first point comes with the first epoch.'}
            </text>
          )}
        </svg>
      </div>
    </Pane>
  );
}

const colourOf = (group: MethodGroup | undefined, dark: boolean): string => (group ? (dark ? group.stroke.dark : group.stroke.light) : 'none');

function LastPoint({ frame, curve, colour }: { readonly frame: ChartFrame; readonly curve: TrainingCurve; readonly colour: string }) {
  const [x, y] = [curve.x.at(-1), curve.y.at(-1)];
  if (x === undefined || y === undefined) return null;
  return <circle cx={pixelX(frame, x)} cy={pixelY(frame, y)} r="3" fill={colour} />;
}

const xTicks = ({ x }: ChartFrame, against: 'epoch' | 'seconds'): number[] => (against === 'epoch' ? integerTicks(x, 5) : ticks(x, 5));

const pathOf = (frame: ChartFrame, { x, y }: TrainingCurve): string =>
  x.map((at, i) => `${i === 0 ? 'M' : 'L'}${pixelX(frame, at).toFixed(1)} ${pixelY(frame, y[i] ?? 0).toFixed(1)}`).join('');

/** SVG path of the band from mean + deviation to mean − deviation; empty for a single seed. */
function bandOf(frame: ChartFrame, { x, y, spread }: TrainingCurve): string {
  if (spread.every((value) => value === 0)) return '';
  const side = (sign: 1 | -1): string[] =>
    x.map((at, i) => `${pixelX(frame, at).toFixed(1)} ${pixelY(frame, Math.max(0, (y[i] ?? 0) + sign * (spread[i] ?? 0))).toFixed(1)}`);
  return `M${[...side(1), ...side(-1).reverse()].join('L')}Z`;
}
