import type { SurfaceDocument } from '../../documents/surfaceDocument';
import type { Pair } from '../../math/core/types';
import { lineRequest } from '../../state/jobResults';
import { lossAlong, sketchAxis } from '../../state/lessonChecks';
import { keyOf } from '../session/input';
import { useSession } from '../session/session';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';

/** Handles of a sketch, an odd number, so that one stands in the middle; and points at which it is compared. */
const HANDLES = 11;
const SAMPLES = 61;
const [WIDTH, HEIGHT] = [320, 150];
const FRAME = { left: 34, right: 10, top: 10, bottom: 22 };

/** The polyline through the handles, sampled at equal distances. */
function sampled(handles: readonly number[]): number[] {
  return Array.from({ length: SAMPLES }, (_, i) => {
    const at = (i * (HANDLES - 1)) / (SAMPLES - 1);
    const k = Math.min(HANDLES - 2, Math.floor(at));
    return (handles[k] ?? 0) + (at - k) * ((handles[k + 1] ?? 0) - (handles[k] ?? 0));
  });
}

/** A curve of the loss between two weights, drawn by hand on empty axes; once it was judged, the computed one beside it. */
export function Sketch({
  document,
  from,
  to,
  onChange,
  revealed,
}: {
  readonly document: SurfaceDocument;
  readonly from: Pair;
  readonly to: Pair;
  readonly onChange: (losses: readonly number[]) => void;
  readonly revealed: boolean;
}) {
  const { runs } = useSession();
  const [truth, setTruth] = useState<readonly number[]>();
  const [handles, setHandles] = useState<readonly number[]>();
  const svg = useRef<SVGSVGElement>(null);
  useEffect(() => {
    let left = false;
    void runs.line.once(lineRequest(document, from, to)).then((result) => !left && setTruth(lossAlong(result, SAMPLES)));
    return () => {
      left = true;
    };
  }, [runs, document, from, to]);
  if (!truth) return <p className="note">Computing the axes</p>;
  const [low, high] = sketchAxis(truth);
  const current = handles ?? Array.from({ length: HANDLES }, () => (low + high) / 2);
  const x = (share: number): number => FRAME.left + share * (WIDTH - FRAME.left - FRAME.right);
  const y = (loss: number): number => FRAME.top + (1 - (loss - low) / (high - low)) * (HEIGHT - FRAME.top - FRAME.bottom);
  const set = (k: number, loss: number): void => {
    const next = current.map((old, i) => (i === k ? Math.min(high, Math.max(low, loss)) : old));
    setHandles(next);
    onChange(sampled(next));
  };
  const drag = (event: PointerEvent): void => {
    if (event.buttons === 0) return;
    const box = svg.current?.getBoundingClientRect();
    if (!box) return;
    const [px, py] = [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
    const k = Math.round(((px - FRAME.left) / (WIDTH - FRAME.left - FRAME.right)) * (HANDLES - 1));
    if (k >= 0 && k < HANDLES) set(k, low + (1 - (py - FRAME.top) / (HEIGHT - FRAME.top - FRAME.bottom)) * (high - low));
  };
  const onKeyDown = (k: number) => (event: KeyboardEvent) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[keyOf(event)];
    if (!direction) return;
    event.preventDefault();
    set(k, (current[k] ?? 0) + direction * (event.shiftKey ? 0.1 : 0.02) * (high - low));
  };
  const path = (losses: readonly number[]): string =>
    losses.map((loss, i) => `${i === 0 ? 'M' : 'L'}${x(i / (losses.length - 1)).toFixed(1)} ${y(loss).toFixed(1)}`).join('');
  const name = (at: Pair): string => `(${at.map((v) => String(v).replace('-', '−')).join(', ')})`;
  return (
    <svg
      ref={svg}
      className="sketch"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="group"
      aria-label={`Sketch of the loss from θ = ${name(from)} to ${name(to)}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag(event);
      }}
      onPointerMove={drag}
    >
      {[low, high].map((loss) => (
        <g key={loss}>
          <path className="sketch-grid" d={`M${FRAME.left} ${y(loss)}H${WIDTH - FRAME.right}`} />
          <text x={FRAME.left - 6} y={y(loss) + 4} textAnchor="end">
            {loss.toFixed(1)}
          </text>
        </g>
      ))}
      <text x={FRAME.left} y={HEIGHT - 6}>
        {name(from)}
      </text>
      <text x={WIDTH - FRAME.right} y={HEIGHT - 6} textAnchor="end">
        {name(to)}
      </text>
      {revealed && <path className="sketch-truth" d={path(truth)} />}
      <path className="sketch-line" d={path(current)} />
      {current.map((loss, k) => (
        <circle
          key={k}
          cx={x(k / (HANDLES - 1))}
          cy={y(loss)}
          r={5}
          tabIndex={0}
          role="slider"
          aria-orientation="vertical"
          aria-label={`Loss at handle ${k + 1} of ${HANDLES}`}
          aria-valuemin={low}
          aria-valuemax={high}
          aria-valuenow={Number(loss.toFixed(3))}
          onKeyDown={onKeyDown(k)}
        />
      ))}
    </svg>
  );
}
