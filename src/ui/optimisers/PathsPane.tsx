import { themeOf } from '../../figures/base/colours';
import { marginsOf, pixelOf, type Viewport } from '../../figures/base/pixelMapping';
import { clippedSentence, CONTOUR_FATE } from '../../figures/base/surfaceSentences';
import type { Geometry, FigureStyle } from '../../figures/base/types';
import { HALO, type RaceEntrant, stateAt, thetaOf } from '../../figures/charts/raceStates';
import { figures } from '../../figures/plotly';
import type { Pair } from '../../math/core/types';
import type { Trajectory } from '../../math/optimisers/trajectory';
import type { JobResult } from '../../state/jobResults';
import { StrokeMark } from '../controls/StrokeMark';
import { CameraChoice, useSceneCamera } from '../panes/CameraChoice';
import { ColourBar, LegendLine, Pane } from '../panes/Pane';
import { Plot } from '../plot/Plot';
import { useDark } from '../session/theme';
import { useMemo } from 'react';

/** Plot rectangle of a plane, in pixels. */
interface PlotArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function plotAreaOf(geometry: Geometry, viewport: Viewport): PlotArea {
  const { l, r, t, b } = marginsOf(geometry, viewport);
  return { x: l, y: t, width: Math.max(0, viewport.width - l - r), height: Math.max(0, viewport.height - t - b) };
}

/** Pixel of θ. On a plane it may lie outside the plot rectangle; undefined outside the grid of a surface. */
function pixelOfTheta(geometry: Geometry, viewport: Viewport, theta: Pair): Pair | undefined {
  if (geometry.kind !== 'plane') return pixelOf(geometry, viewport, theta)?.at;
  const area = plotAreaOf(geometry, viewport);
  const fraction = (i: 0 | 1): number => {
    const [lo, hi] = i === 0 ? geometry.theta1 : geometry.theta2;
    return (theta[i] - lo) / (hi - lo);
  };
  const clamp = (v: number): number => Math.min(1e5, Math.max(-1e5, v)); // diverged paths must stay in the range of SVG coordinates
  return [clamp(area.x + fraction(0) * area.width), clamp(area.y + (1 - fraction(1)) * area.height)];
}

/** Pixels of all recorded states of a path. */
const pathPixels = (geometry: Geometry, viewport: Viewport, path: Trajectory): (Pair | undefined)[] =>
  Array.from({ length: path.count }, (_, k) => pixelOfTheta(geometry, viewport, thetaOf(path, k)));

/** SVG path data through the pixels up to a step, interrupted where a pixel is undefined. */
function pathData(pixels: readonly (Pair | undefined)[], step: number): string {
  let command = 'M';
  let data = '';
  for (let k = 0; k <= Math.min(step, pixels.length - 1); k += 1) {
    const at = pixels[k];
    data += at ? `${command}${at[0].toFixed(1)} ${at[1].toFixed(1)}` : '';
    command = at ? 'L' : 'M';
  }
  return data;
}

/** Pixel of the state at a step. */
const currentPixel = (pixels: readonly (Pair | undefined)[], path: Trajectory, step: number): Pair | undefined => pixels[stateAt(path, step)];

interface Props {
  readonly run: JobResult<'surface'>;
  readonly kind: 'surface' | 'contour';
  readonly figureStyle: FigureStyle;
  /** Whether the range of losses has grown while a control is held. */
  readonly grown: boolean;
  readonly racers: readonly RaceEntrant[];
  readonly step: number;
  readonly start: Pair;
  readonly onStart: (theta: Pair) => void;
  readonly busy: boolean;
  readonly progress: number | undefined;
  readonly error: string | undefined;
}

/** Pane A: the recorded paths up to a step over the surface. */
export function PathsPane({ run, kind, figureStyle, grown, racers, step, start, onStart, busy, progress, error }: Props) {
  const theme = themeOf(useDark());
  const last = run.last;
  const figure = useMemo(() => last && figures[kind].draw(last.result, last.request, figureStyle), [kind, last, figureStyle]);
  const { range, colours } = figureStyle;
  const clipped = useMemo(
    () => range && last && clippedSentence(range, last.result, 'the picture', ...(kind === 'contour' ? [CONTOUR_FATE] : [])),
    [range, last, kind],
  );
  const camera = useSceneCamera();
  const legend = (
    <>
      {figureStyle.creases && (last?.result.creases.length ?? 0) > 0 && <LegendLine color={theme.crease}>crease</LegendLine>}
      {kind === 'surface' && <CameraChoice camera={camera} />}
      {kind === 'contour' && range && <ColourBar range={range} colours={colours} flat lock />}
    </>
  );
  return (
    <Pane
      letter="A"
      title={`Paths to step ${step}`}
      note={clipped && <span title={clipped}>{clipped}</span>}
      legend={legend}
      busy={busy}
      progress={progress}
      error={error}
      grown={grown && 'range'}
      className="paths"
    >
      <div className="paths-frame">
        {figure && (
          <Plot
            figure={figure}
            label={`Paths of ${racers.length} optimisers to step ${step}; arrow keys move the start`}
            cursor={start}
            cursorName="the start θ"
            camera={camera}
            overlay={(viewport) => <PathsOverlay geometry={figure.geometry} viewport={viewport} racers={racers} step={step} start={start} />}
            onPick={onStart}
          />
        )}
      </div>
      {kind === 'surface' && range && <ColourBar range={range} colours={colours} lock />}
    </Pane>
  );
}

type PathsOverlayProps = Pick<Props, 'racers' | 'step' | 'start'> & {
  readonly geometry: ReturnType<(typeof figures)['contour']['draw']>['geometry'];
  readonly viewport: Viewport;
};

/** SVG overlay of the paths: lines with white halos, visible on any colour, and a marker at the state of the step. */
function PathsOverlay({ geometry, viewport, racers, step, start }: PathsOverlayProps) {
  const dark = useDark();
  const { width, height } = viewport;
  const pixels = useMemo(() => racers.map(({ path }) => pathPixels(geometry, viewport, path)), [racers, geometry, viewport]);
  const area = geometry.kind === 'plane' ? plotAreaOf(geometry, viewport) : { x: 0, y: 0, width, height };
  const ring = pixelOfTheta(geometry, viewport, start);
  return (
    <svg className="paths-overlay" width={width} height={height} aria-hidden>
      <clipPath id="paths-clip">
        <rect {...area} />
      </clipPath>
      <g clipPath="url(#paths-clip)" fill="none" strokeLinejoin="round" strokeLinecap="butt">
        {racers.map((racer, i) => {
          const d = pathData(pixels[i] ?? [], step);
          const { stroke } = racer;
          return (
            <g key={racer.name}>
              <path d={d} stroke={HALO.colour} strokeWidth={stroke.width + HALO.wider} />
              {stroke.dash.length > 0 && <path d={d} stroke={stroke.light} strokeWidth={stroke.width} strokeOpacity={0.5} />}
              <path data-method={racer.name} d={d} stroke={stroke.light} strokeWidth={stroke.width} strokeDasharray={stroke.dash.join(' ')} />
            </g>
          );
        })}
      </g>
      {racers.map((racer, i) => {
        const at = currentPixel(pixels[i] ?? [], racer.path, step);
        return at && isInside(at, area) && <StrokeMark key={racer.name} stroke={racer.stroke} dark={false} at={at} scale={1.1} />;
      })}
      {ring && isInside(ring, area) && (
        <circle className="start-ring" cx={ring[0]} cy={ring[1]} r={6} fill="#ffffff" stroke={dark ? '#15171b' : '#1a1c20'} strokeWidth={2} />
      )}
    </svg>
  );
}

const isInside = ([x, y]: Pair, area: PlotArea): boolean =>
  x >= area.x - 1 && x <= area.x + area.width + 1 && y >= area.y - 1 && y <= area.y + area.height + 1;
