import { isSameEye, orbit, withinReach } from '../../figures/base/camera';
import { marginsOf, missingMarks, pixelOf, thetaAt, type Viewport } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure } from '../../figures/base/types';
import type { Pair } from '../../math/core/types';
import { keyOf } from '../session/input';
import { useExperiment, useGesture, useSession } from '../session/session';
import { LineThroughWeights, Spots, WeightMarker } from './Markers';
import { type FigureRenderer, openFigureRenderer } from './figureRenderer';
import { eyeAfterKey, listenToPointer, pausedGesture, thetaAfterKey } from './inputEvents';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useId, useMemo, useRef, useState } from 'react';

/** Duration of the camera animation. */
const EASING_MS = 200;
/** Distance of two eyes from which the turn is animated. */
const LARGE_TURN = 0.35;

/** A function that moves the camera to an eye, with cubic ease-out; at once (`now`), for small moves and under prefers-reduced-motion. A newer turn cancels the older. */
function easedTurn(start: CameraEye, setEye: (eye: CameraEye) => void): (eye: CameraEye, now: boolean) => void {
  let current = start;
  let latest = 0;
  const move = (eye: CameraEye): void => {
    current = eye;
    setEye(eye);
  };
  return (eye, now) => {
    const from = current;
    latest += 1;
    const turn = latest;
    if (isSameEye(from, eye)) return;
    const isLarge = Math.hypot(...from.map((v, k) => v - eye[k]!)) > LARGE_TURN;
    if (now || !isLarge || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      move(eye);
      return;
    }
    const begin = performance.now();
    const step = (): void => {
      if (turn !== latest) return;
      const fraction = Math.min(1, (performance.now() - begin) / EASING_MS);
      const eased = 1 - (1 - fraction) ** 3;
      const mix = (k: 0 | 1 | 2): number => from[k] + eased * (eye[k] - from[k]);
      move(fraction < 1 ? [mix(0), mix(1), mix(2)] : eye);
      if (fraction < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
}

/** The camera of a scene, state of the page: its eye, where one was chosen, and how it is turned. */
export interface SceneCamera {
  readonly eye: CameraEye | undefined;
  readonly turnTo: (eye: CameraEye | undefined) => void;
}

interface Props {
  readonly figure: Figure;
  readonly label: string;
  /** Of scenes; a change turns the scene without redrawing it. */
  readonly camera?: SceneCamera | undefined;
  /** θ marked on top of the figure; draggable where `onPick` is given. */
  readonly cursor?: Pair | undefined;
  /** Its name; θ when absent. */
  readonly cursorName?: string;
  /** A second weight, marked by a ring; draggable where `onPartner` is given. */
  readonly partner?: Pair | undefined;
  /** Further marks, laid over the figure. */
  readonly overlay?: ((viewport: Viewport) => ReactNode) | undefined;
  readonly onPartner?: ((theta: Pair) => void) | undefined;
  readonly onHover?: ((theta: Pair | undefined) => void) | undefined;
  readonly onPick?: ((theta: Pair) => void) | undefined;
}

const fill: CSSProperties = { position: 'absolute', inset: 0 };
const visuallyHidden: CSSProperties = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' };
/** A press this near to the marker of θ drags it. */
const GRAB_RADIUS_PX = 16;
/** Camera rotation per dragged pixel. */
const RADIANS_PER_PIXEL = 0.008;
/** Eye of figures that have none. */
const NO_EYE: CameraEye = [0, 0, 1];

/** The eye of a scene as drawn, on its way to where it is wanted, and the gestures that turn it. */
function useCamera({ geometry }: Figure, camera: SceneCamera | undefined) {
  const { beginGesture, endGesture } = useGesture();
  const wanted = geometry.kind === 'scene' ? withinReach(camera?.eye ?? geometry.eye) : NO_EYE;
  const [eye, setEye] = useState(wanted);
  const [ease] = useState(() => easedTurn(wanted, setEye));
  const held = useRef<CameraEye | undefined>(undefined); // the eye in hand: events may come faster than renders
  const [x, y, z] = wanted;
  useEffect(() => ease([x, y, z], held.current !== undefined), [ease, x, y, z]);
  const begin = (): void => {
    held.current = wanted;
    beginGesture();
  };
  const end = (): void => {
    held.current = undefined;
    endGesture();
  };
  const turn = (next: (eye: CameraEye) => CameraEye): void => {
    held.current = next(held.current ?? wanted);
    camera?.turnTo(held.current);
  };
  return { eye, begin, end, turn };
}

/** A figure that fills its parent, drawn by a renderer outside React, with markers of θ and pointer and keyboard input. */
export function Plot({ figure, label, camera, cursor, cursorName = 'θ', partner, overlay, onPartner, onHover, onPick }: Props) {
  const frameRef = useRef<HTMLDivElement>(null);
  const boxRef = useRef<HTMLDivElement>(null);
  const renderer = useRef<FigureRenderer | undefined>(undefined);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const summaryId = useId();
  const dragged = useRef<'cursor' | 'partner'>('cursor');
  const { geometry } = figure;
  const held = useExperiment((state) => state.held);
  const { eye, begin, end, turn } = useCamera(figure, camera);
  const isEmbedded = useSession().embed !== undefined;
  const viewport = useMemo<Viewport>(() => ({ ...size, eye }), [size, eye]);

  const grabs = useEffectEvent((pixel: Pair): boolean => {
    if (!onPick) return false;
    const distanceTo = (theta: Pair | undefined): number => {
      const place = theta && pixelOf(geometry, viewport, theta);
      return place ? Math.hypot(place.at[0] - pixel[0], place.at[1] - pixel[1]) : Infinity;
    };
    const [toCursor, toPartner] = [distanceTo(cursor), onPartner ? distanceTo(partner) : Infinity];
    dragged.current = toPartner < GRAB_RADIUS_PX && toPartner < toCursor ? 'partner' : 'cursor';
    if (geometry.kind !== 'scene') return thetaAt(geometry, viewport, pixel) !== undefined;
    return Math.min(toCursor, toPartner) < GRAB_RADIUS_PX;
  });
  const hover = useEffectEvent((pixel: Pair | undefined) => onHover?.(pixel && thetaAt(geometry, viewport, pixel)));
  const pick = useEffectEvent((pixel: Pair) => {
    const theta = thetaAt(geometry, viewport, pixel);
    if (theta) (dragged.current === 'partner' ? onPartner : onPick)?.(theta);
  });
  const isScene = useEffectEvent(() => geometry.kind === 'scene');
  const beginTurn = useEffectEvent(begin);
  const endTurn = useEffectEvent(end);
  const drag = useEffectEvent(([dx, dy]: Pair, zoom: number) => turn((from) => orbit(from, -RADIANS_PER_PIXEL * dx, RADIANS_PER_PIXEL * dy, zoom)));
  const keys = useRef<ReturnType<typeof pausedGesture> | undefined>(undefined);

  useEffect(() => {
    const [box, frame] = [boxRef.current, frameRef.current];
    if (!box || !frame) return undefined;
    const opened = openFigureRenderer(box, isScene(), !isEmbedded);
    renderer.current = opened;
    const measure = (): void => setSize({ width: frame.clientWidth, height: frame.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(frame);
    measure();
    const keyGesture = pausedGesture(() => beginTurn(), () => endTurn()); // prettier-ignore
    keys.current = keyGesture;
    const removeListeners = listenToPointer(frame, {
      grabs: (pixel) => grabs(pixel),
      hover: (pixel) => hover(pixel),
      pick: (pixel) => pick(pixel),
      turns: () => isScene(),
      turn: (pixels, zoom) => drag(pixels, zoom),
      beginTurn: () => beginTurn(),
      endTurn: () => endTurn(),
    });
    return () => {
      observer.disconnect();
      removeListeners();
      keyGesture.end();
      opened.destroy();
      renderer.current = undefined;
    };
  }, [geometry.kind, isEmbedded]);

  const draw = useEffectEvent(() => renderer.current?.draw(figure, viewport));
  useEffect(() => {
    if (size.width > 0 && size.height > 0) draw();
  }, [figure, size]); // also after a change of kind, which opens a new renderer
  useEffect(() => renderer.current?.turn(eye), [eye]);
  useEffect(() => renderer.current?.hold(held), [held, geometry.kind]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = keyOf(event);
    if (geometry.kind === 'scene' && !event.shiftKey) {
      if (!eyeAfterKey(eye, key)) return;
      keys.current?.go();
      turn((from) => eyeAfterKey(from, key) ?? from);
    } else {
      const next = cursor && thetaAfterKey(cursor, figure, key);
      if (!next || !onPick) return;
      keys.current?.go();
      onPick(next);
    }
    event.preventDefault();
  };

  const placeOf = (theta: Pair | undefined) => theta && size.width > 0 ? pixelOf(geometry, viewport, theta) : undefined; // prettier-ignore
  const [place, other] = [placeOf(cursor), placeOf(partner)];
  const marks = missingMarks(geometry, [
    ...(cursor ? [{ name: cursorName, theta: cursor }] : []),
    ...(partner ? [{ name: 'θ′', theta: partner }] : []),
  ]);
  const missing = [marks, figure.clipped ?? ''].filter((sentence) => sentence !== '').join(' ');
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
      {size.width > 0 && <Spots figure={figure} viewport={viewport} />}
      {place && other && geometry.kind === 'plane' && <LineThroughWeights from={place.at} to={other.at} inside={marginsOf(geometry, viewport)} />}
      {other && <WeightMarker at={other.at} hidden={other.hidden} figure={figure} open />}
      {place && <WeightMarker at={place.at} hidden={place.hidden} figure={figure} />}
      {size.width > 0 && overlay?.(viewport)}
      <p id={summaryId} style={visuallyHidden}>
        {figure.summary}
      </p>
      {missing !== '' && <p className="note missing-marks">{missing}</p>}
      {figure.data.length === 0 && <p className="note empty">No value is finite in this range.</p>}
    </div>
  );
}
