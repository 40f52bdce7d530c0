import { themeOf } from '../../figures/base/colours';
import { marginsOf, pixelOf, type Viewport } from '../../figures/base/pixelMapping';
import type { CameraEye, Geometry, FigureStyle } from '../../figures/base/types';
import { HALO } from '../../figures/charts/racePaths';
import { type RaceEntrant, stateAt, thetaOf } from '../../figures/charts/raceStates';
import { figures } from '../../figures/plotly';
import type { Pair } from '../../math/core/types';
import type { Trajectory } from '../../math/optimisers/trajectory';
import type { JobResult } from '../../state/jobResults';
import { StrokeMark } from '../controls/StrokeMark';
import { ColourBar } from '../panes/Legends';
import { LegendLine, Pane } from '../panes/Pane';
import { Plot } from '../plot/Plot';
import { INITIAL_EYE } from '../plot/plotlyRenderer';
import { useGesture } from '../session/session';
import { useDark } from '../session/theme';
import { useEffect, useMemo, useRef, useState } from 'react';

/** The plotted rectangle of a plane. */
export interface PlotArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function plotAreaOf(geometry: Geometry, stand: Viewport): PlotArea {
  const { l, r, t, b } = marginsOf(geometry, stand);
  return { x: l, y: t, width: Math.max(0, stand.width - l - r), height: Math.max(0, stand.height - t - b) };
}

/** Where θ lies in the picture. A plane goes on beyond its border, a surface does not. */
export function pixelOfTheta(geometry: Geometry, stand: Viewport, theta: Pair): Pair | undefined {
  if (geometry.kind !== 'plane') return pixelOf(geometry, stand, theta)?.at;
  const box = plotAreaOf(geometry, stand);
  const share = (i: 0 | 1): number => {
    const [lo, hi] = i === 0 ? geometry.theta1 : geometry.theta2;
    return (theta[i] - lo) / (hi - lo);
  };
  const hold = (v: number): number => Math.min(1e5, Math.max(-1e5, v)); // a diverged path leaves, but SVG must still read it
  return [hold(box.x + share(0) * box.width), hold(box.y + (1 - share(1)) * box.height)];
}

/** Every state of a path in pixels, up to its end. */
export const pathPixels = (geometry: Geometry, stand: Viewport, path: Trajectory): (Pair | undefined)[] =>
  Array.from({ length: path.count }, (_, k) => pixelOfTheta(geometry, stand, thetaOf(path, k)));

/** The line through the places up to a step. */
export function pathData(places: readonly (Pair | undefined)[], step: number): string {
  let pen = 'M';
  let line = '';
  for (let k = 0; k <= Math.min(step, places.length - 1); k += 1) {
    const at = places[k];
    line += at ? `${pen}${at[0].toFixed(1)} ${at[1].toFixed(1)}` : '';
    pen = at ? 'L' : 'M';
  }
  return line;
}

export const currentPixel = (places: readonly (Pair | undefined)[], path: Trajectory, step: number): Pair | undefined => places[stateAt(path, step)];

interface Props {
  readonly run: JobResult<'surface'>;
  readonly kind: 'surface' | 'contour';
  readonly figureStyle: FigureStyle;
  readonly racers: readonly RaceEntrant[];
  readonly step: number;
  readonly start: Pair;
  readonly onStart: (theta: Pair) => void;
  readonly busy: boolean;
  readonly progress: number | undefined;
  readonly error: string | undefined;
}

/** Pane A: the recorded paths up to a step, over the surface that they ran on. */
export function PathsPane({ run, kind, figureStyle, racers, step, start, onStart, busy, progress, error }: Props) {
  const { hold, release } = useGesture();
  const theme = themeOf(useDark());
  const last = run.last;
  const figure = useMemo(() => last && figures[kind].draw(last.result, last.request, figureStyle), [kind, last, figureStyle]);
  const [eye, setEye] = useState<CameraEye>();
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Pair>([0, 0]);
  useEffect(() => {
    const box = frame.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => setSize([box.clientWidth, box.clientHeight]));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const legend = figureStyle.creases && (last?.result.creases.length ?? 0) > 0 && <LegendLine color={theme.crease}>crease</LegendLine>;
  return (
    <Pane letter="A" title={`Paths to step ${step}`} legend={legend} busy={busy} progress={progress} error={error} className="paths">
      <div ref={frame} className="paths-frame" onPointerDown={hold} onPointerUp={release} onPointerCancel={release}>
        {figure && (
          <>
            <Plot
              figure={figure}
              label={`Paths of ${racers.length} optimisers to step ${step}; arrow keys move the start`}
              cursor={start}
              eye={eye}
              onEye={setEye}
              onPick={onStart}
            />
            {size[0] > 0 && (
              <PathsOverlay geometry={figure.geometry} size={size} eye={eye ?? INITIAL_EYE} racers={racers} step={step} start={start} />
            )}
          </>
        )}
      </div>
      {figureStyle.range && (
        <ColourBar range={figureStyle.range} colours={figureStyle.colours === 'diverging' ? 'tide' : figureStyle.colours} unit="loss, nats" />
      )}
    </Pane>
  );
}

type PathsOverlayProps = Pick<Props, 'racers' | 'step' | 'start'> & {
  readonly geometry: ReturnType<(typeof figures)['contour']['draw']>['geometry'];
  readonly size: Pair;
  readonly eye: CameraEye;
};

/** Lines with white halos, so that they are read on any colour; the newest state wears its marker. */
function PathsOverlay({ geometry, size, eye, racers, step, start }: PathsOverlayProps) {
  const dark = useDark();
  const stand = useMemo(() => ({ width: size[0], height: size[1], eye }), [size, eye]);
  const places = useMemo(() => racers.map(({ path }) => pathPixels(geometry, stand, path)), [racers, geometry, stand]);
  const box = geometry.kind === 'plane' ? plotAreaOf(geometry, stand) : { x: 0, y: 0, width: size[0], height: size[1] };
  const ring = pixelOfTheta(geometry, stand, start);
  return (
    <svg className="paths-overlay" width={size[0]} height={size[1]} aria-hidden>
      <clipPath id="paths-clip">
        <rect {...box} />
      </clipPath>
      <g clipPath="url(#paths-clip)" fill="none" strokeLinejoin="round" strokeLinecap="butt">
        {racers.map((racer, i) => {
          const d = pathData(places[i] ?? [], step);
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
        const at = currentPixel(places[i] ?? [], racer.path, step);
        return at && isInside(at, box) && <StrokeMark key={racer.name} stroke={racer.stroke} dark={false} at={at} scale={1.1} />;
      })}
      {ring && isInside(ring, box) && (
        <circle className="start-ring" cx={ring[0]} cy={ring[1]} r={6} fill="#ffffff" stroke={dark ? '#15171b' : '#1a1c20'} strokeWidth={2} />
      )}
    </svg>
  );
}

const isInside = ([x, y]: Pair, box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): boolean =>
  x >= box.x - 1 && x <= box.x + box.width + 1 && y >= box.y - 1 && y <= box.y + box.height + 1;
