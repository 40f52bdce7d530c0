import { themeOf } from '../../figures/base/colours';
import { marginsOf, pixelOf, type Viewport, thetaAt } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure, Margins } from '../../figures/base/types';
import type { Pair } from '../../math/core/types';
import { openCanvasRenderer, acquireWebGlSlot } from './canvasRenderer';
import { eyeAfterKey, openPlotlyRenderer, type FigureRenderer, INITIAL_EYE } from './plotlyRenderer';
import { listenToPointer } from './pointerEvents';
import { type CSSProperties, type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react';

interface Props {
  readonly figure: Figure;
  readonly label: string;
  /** Camera shared with other panes; a change turns the scene without a redraw. */
  readonly eye?: CameraEye | undefined;
  /** θ marked on top of the figure; it can be dragged when `onPick` is there. */
  readonly cursor?: Pair | undefined;
  /** A second weight, an open ring; it can be dragged when `onPartner` is there. */
  readonly partner?: Pair | undefined;
  readonly onPartner?: ((theta: Pair) => void) | undefined;
  readonly onHover?: ((theta: Pair | undefined) => void) | undefined;
  readonly onPick?: ((theta: Pair) => void) | undefined;
  readonly onEye?: ((eye: CameraEye) => void) | undefined;
}

const fill: CSSProperties = { position: 'absolute', inset: 0 };
const visuallyHidden: CSSProperties = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' };
/** A press this near to θ, in pixels, takes hold of it. */
const GRAB_RADIUS_PX = 16;

/** A figure drawn by Plotly, outside React's render. It fills its parent. */
export function Plot({ figure, label, eye, cursor, partner, onPartner, onHover, onPick, onEye }: Props) {
  const outer = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const stage = useRef<FigureRenderer | undefined>(undefined);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [seen, setSeen] = useState<CameraEye | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const words = useId();
  const holding = useRef<'cursor' | 'partner'>('cursor');

  const turnedByHand = useEffectEvent((next: CameraEye) => onEye?.(next));
  const standWith = (eyeNow: CameraEye): Viewport => ({ ...size, eye: eyeNow });
  const stand = (): Viewport => standWith(stage.current?.eye() ?? INITIAL_EYE);
  const touched = useEffectEvent((kind: 'hover' | 'pick' | 'grabs', pixel: Pair | undefined): boolean => {
    const { geometry } = figure;
    if (kind === 'grabs') {
      if (!onPick || !pixel) return false;
      const off = (theta: Pair | undefined): number => {
        const place = theta && pixelOf(geometry, stand(), theta);
        return place ? Math.hypot(place.at[0] - pixel[0], place.at[1] - pixel[1]) : Infinity;
      };
      const [own, other] = [off(cursor), onPartner ? off(partner) : Infinity];
      holding.current = other < GRAB_RADIUS_PX && other < own ? 'partner' : 'cursor';
      if (geometry.kind !== 'scene') return thetaAt(geometry, stand(), pixel) !== undefined;
      return Math.min(own, other) < GRAB_RADIUS_PX;
    }
    const theta = pixel && thetaAt(geometry, stand(), pixel);
    if (kind === 'hover') onHover?.(theta);
    else if (theta) (holding.current === 'partner' ? onPartner : onPick)?.(theta);
    return theta !== undefined;
  });
  const isScene = useEffectEvent(() => figure.geometry.kind === 'scene');

  useEffect(() => {
    const [box, frame] = [inner.current, outer.current];
    if (!box || !frame) return undefined;
    const giveBack = isScene() ? acquireWebGlSlot() : undefined;
    const byHand = isScene() && !giveBack;
    const open = byHand ? openCanvasRenderer : openPlotlyRenderer;
    const own = open(box, {
      onEye: (next, dragged) => {
        setSeen(next);
        if (dragged) turnedByHand(next);
      },
      onDrawn: () => setProblem(undefined),
      onError: setProblem,
    });
    stage.current = own;
    const measure = (): void => setSize({ width: frame.clientWidth, height: frame.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(frame);
    measure();
    const deaf = listenToPointer(frame, isScene, {
      grabs: (pixel) => touched('grabs', pixel),
      hover: (pixel) => void touched('hover', pixel),
      pick: (pixel) => void touched('pick', pixel),
    });
    return () => {
      observer.disconnect();
      deaf();
      own.destroy();
      giveBack?.();
      stage.current = undefined;
    };
  }, [figure.geometry.kind]);

  useEffect(() => {
    if (size.width > 0 && size.height > 0) stage.current?.draw(figure, size.width, size.height);
  }, [figure, size]); // after a change of kind too: the stage above is then new

  useEffect(() => {
    if (eye) stage.current?.turnTo(eye);
  }, [eye]);

  const onKey = (event: KeyboardEvent): void => {
    const own = stage.current;
    const { geometry } = figure;
    if (!own || event.ctrlKey || event.metaKey || event.altKey) return;
    if (geometry.kind === 'scene' && !event.shiftKey) {
      const next = eyeAfterKey(own.eye(), event.key);
      if (!next) return;
      own.turnTo(next);
      onEye?.(next);
    } else {
      const next = cursor && thetaAfterKey(cursor, figure, event.key);
      if (!next || !onPick) return;
      onPick(next);
    }
    event.preventDefault();
  };

  const placeOf = (theta: Pair | undefined) =>
    theta && size.width > 0 ? pixelOf(figure.geometry, standWith(seen ?? figureEye(figure, eye)), theta) : undefined;
  const [place, other] = [placeOf(cursor), placeOf(partner)];
  return (
    <div ref={outer} role="group" aria-label={label} aria-describedby={words} tabIndex={0} onKeyDown={onKey} style={{ ...fill, touchAction: 'none' }}>
      <div ref={inner} aria-hidden="true" style={fill} />
      {place && other && figure.geometry.kind === 'plane' && (
        <LineThroughWeights from={place.at} to={other.at} inside={marginsOf(figure.geometry, standWith(INITIAL_EYE))} />
      )}
      {other && <WeightMarker at={other.at} hidden={other.hidden} figure={figure} open />}
      {place && <WeightMarker at={place.at} hidden={place.hidden} figure={figure} />}
      <p id={words} style={visuallyHidden}>
        {figure.summary}
      </p>
      {problem && <p role="alert">The figure could not be drawn: {problem}</p>}
    </div>
  );
}

const figureEye = ({ geometry }: Figure, eye: CameraEye | undefined): CameraEye => eye ?? (geometry.kind === 'scene' ? geometry.eye : INITIAL_EYE);

/** θ moved by a hundredth of the range in an arrow's direction. */
function thetaAfterKey(theta: Pair, { geometry }: Figure, key: string): Pair | undefined {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  if (!step) return undefined;
  const ends =
    geometry.kind === 'plane'
      ? [geometry.theta1, geometry.theta2]
      : geometry.kind === 'scene'
        ? [gridRange(geometry.grid.x), gridRange(geometry.grid.y)]
        : undefined;
  if (!ends) {
    if (geometry.kind !== 'line') return undefined;
    const by = ((step[0]! + step[1]!) * (geometry.span[1] - geometry.span[0])) / 100;
    return geometry.along === 'theta1' ? [clampTo(theta[0] + by, geometry.span), theta[1]] : [theta[0], clampTo(theta[1] + by, geometry.span)];
  }
  const next = (k: 0 | 1): number => clampTo(theta[k] + (step[k]! * (ends[k]![1] - ends[k]![0])) / 100, ends[k]!);
  return [next(0), next(1)];
}
const gridRange = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];
const clampTo = (v: number, [lo, hi]: Pair): number => Math.min(hi, Math.max(lo, Number(v.toPrecision(12))));

/** The line through both weights, along which the cut is taken. */
function LineThroughWeights({ from, to, inside }: { readonly from: Pair; readonly to: Pair; readonly inside: Margins }) {
  const size = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (size < 1) return null;
  const [u, v] = [(to[0] - from[0]) * (4000 / size), (to[1] - from[1]) * (4000 / size)];
  return (
    <svg
      aria-hidden="true"
      style={{
        ...fill,
        width: '100%',
        height: '100%',
        pointerEvents: 'none',
        clipPath: `inset(${inside.t}px ${inside.r}px ${inside.b}px ${inside.l}px)`,
      }}
    >
      <line x1={from[0] - u} y1={from[1] - v} x2={from[0] + u} y2={from[1] + v} stroke="#ffffff" strokeWidth={1.2} strokeDasharray="2 3" />
    </svg>
  );
}

/** The mark of θ: a dot on a surface, a ring on a plane; fainter behind a hill. */
function WeightMarker({
  at,
  hidden,
  figure,
  open = false,
}: {
  readonly at: Pair;
  readonly hidden: boolean;
  readonly figure: Figure;
  readonly open?: boolean;
}) {
  const scene = figure.geometry.kind === 'scene';
  const colour = themeOf(figure.dark).theta;
  return (
    <svg aria-hidden="true" style={{ ...fill, width: '100%', height: '100%', pointerEvents: 'none' }}>
      <circle
        cx={at[0]}
        cy={at[1]}
        r={5.5}
        fill={open ? '#ffffff' : colour}
        fillOpacity={scene || open ? 1 : 0.55}
        stroke={open ? colour : '#ffffff'}
        strokeWidth={open ? 2.5 : scene ? 1 : 2}
        opacity={hidden ? 0.35 : 1}
      />
    </svg>
  );
}
