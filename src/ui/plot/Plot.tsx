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
  /** Camera shared with other panes; a change turns the scene without redrawing it. */
  readonly eye?: CameraEye | undefined;
  /** θ marked on top of the figure; draggable where `onPick` is given. */
  readonly cursor?: Pair | undefined;
  /** A second weight, marked by a ring; draggable where `onPartner` is given. */
  readonly partner?: Pair | undefined;
  readonly onPartner?: ((theta: Pair) => void) | undefined;
  readonly onHover?: ((theta: Pair | undefined) => void) | undefined;
  readonly onPick?: ((theta: Pair) => void) | undefined;
  readonly onEye?: ((eye: CameraEye) => void) | undefined;
}

const fill: CSSProperties = { position: 'absolute', inset: 0 };
const visuallyHidden: CSSProperties = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' };
/** A press this near to the marker of θ drags it. */
const GRAB_RADIUS_PX = 16;

/** A figure that fills its parent, drawn by a renderer outside React, with markers of θ and pointer and keyboard input. */
export function Plot({ figure, label, eye, cursor, partner, onPartner, onHover, onPick, onEye }: Props) {
  const frameRef = useRef<HTMLDivElement>(null);
  const boxRef = useRef<HTMLDivElement>(null);
  const renderer = useRef<FigureRenderer | undefined>(undefined);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [drawnEye, setDrawnEye] = useState<CameraEye | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const summaryId = useId();
  const dragged = useRef<'cursor' | 'partner'>('cursor');

  const onDraggedEye = useEffectEvent((next: CameraEye) => onEye?.(next));
  const viewportOf = (eyeNow: CameraEye): Viewport => ({ ...size, eye: eyeNow });
  const viewport = (): Viewport => viewportOf(renderer.current?.eye() ?? INITIAL_EYE);
  const onPointer = useEffectEvent((kind: 'hover' | 'pick' | 'grabs', pixel: Pair | undefined): boolean => {
    const { geometry } = figure;
    if (kind === 'grabs') {
      if (!onPick || !pixel) return false;
      const distanceTo = (theta: Pair | undefined): number => {
        const place = theta && pixelOf(geometry, viewport(), theta);
        return place ? Math.hypot(place.at[0] - pixel[0], place.at[1] - pixel[1]) : Infinity;
      };
      const [toCursor, toPartner] = [distanceTo(cursor), onPartner ? distanceTo(partner) : Infinity];
      dragged.current = toPartner < GRAB_RADIUS_PX && toPartner < toCursor ? 'partner' : 'cursor';
      if (geometry.kind !== 'scene') return thetaAt(geometry, viewport(), pixel) !== undefined;
      return Math.min(toCursor, toPartner) < GRAB_RADIUS_PX;
    }
    const theta = pixel && thetaAt(geometry, viewport(), pixel);
    if (kind === 'hover') onHover?.(theta);
    else if (theta) (dragged.current === 'partner' ? onPartner : onPick)?.(theta);
    return theta !== undefined;
  });
  const isScene = useEffectEvent(() => figure.geometry.kind === 'scene');

  useEffect(() => {
    const [box, frame] = [boxRef.current, frameRef.current];
    if (!box || !frame) return undefined;
    const releaseWebGl = isScene() ? acquireWebGlSlot() : undefined;
    const open = isScene() && !releaseWebGl ? openCanvasRenderer : openPlotlyRenderer;
    const opened = open(box, {
      onEye: (next, byHand) => {
        setDrawnEye(next);
        if (byHand) onDraggedEye(next);
      },
      onDrawn: () => setProblem(undefined),
      onError: setProblem,
    });
    renderer.current = opened;
    const measure = (): void => setSize({ width: frame.clientWidth, height: frame.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(frame);
    measure();
    const removeListeners = listenToPointer(frame, isScene, {
      grabs: (pixel) => onPointer('grabs', pixel),
      hover: (pixel) => void onPointer('hover', pixel),
      pick: (pixel) => void onPointer('pick', pixel),
    });
    return () => {
      observer.disconnect();
      removeListeners();
      opened.destroy();
      releaseWebGl?.();
      renderer.current = undefined;
    };
  }, [figure.geometry.kind]);

  useEffect(() => {
    if (size.width > 0 && size.height > 0) renderer.current?.draw(figure, size.width, size.height);
  }, [figure, size]); // also after a change of kind, which opens a new renderer

  useEffect(() => {
    if (eye) renderer.current?.turnTo(eye);
  }, [eye]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const active = renderer.current;
    const { geometry } = figure;
    if (!active || event.ctrlKey || event.metaKey || event.altKey) return;
    if (geometry.kind === 'scene' && !event.shiftKey) {
      const next = eyeAfterKey(active.eye(), event.key);
      if (!next) return;
      active.turnTo(next);
      onEye?.(next);
    } else {
      const next = cursor && thetaAfterKey(cursor, figure, event.key);
      if (!next || !onPick) return;
      onPick(next);
    }
    event.preventDefault();
  };

  const placeOf = (theta: Pair | undefined) =>
    theta && size.width > 0 ? pixelOf(figure.geometry, viewportOf(drawnEye ?? figureEye(figure, eye)), theta) : undefined;
  const [place, other] = [placeOf(cursor), placeOf(partner)];
  return (
    <div
      ref={frameRef}
      role="group"
      aria-label={label}
      aria-describedby={summaryId}
      tabIndex={0}
      onKeyDown={onKeyDown}
      style={{ ...fill, touchAction: 'none' }}
    >
      <div ref={boxRef} aria-hidden="true" style={fill} />
      {place && other && figure.geometry.kind === 'plane' && (
        <LineThroughWeights from={place.at} to={other.at} inside={marginsOf(figure.geometry, viewportOf(INITIAL_EYE))} />
      )}
      {other && <WeightMarker at={other.at} hidden={other.hidden} figure={figure} open />}
      {place && <WeightMarker at={place.at} hidden={place.hidden} figure={figure} />}
      <p id={summaryId} style={visuallyHidden}>
        {figure.summary}
      </p>
      {problem && <p role="alert">The figure could not be drawn: {problem}</p>}
    </div>
  );
}

const figureEye = ({ geometry }: Figure, eye: CameraEye | undefined): CameraEye => eye ?? (geometry.kind === 'scene' ? geometry.eye : INITIAL_EYE);

/** θ moved by 1 % of the range in the direction of an arrow key; undefined for other keys. */
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

/** The line through both weights, along which the profile is taken. */
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

/** Marker of θ: a dot on a surface, a ring on a plane; translucent where the surface occludes it. */
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
