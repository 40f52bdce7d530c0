import { arrowPath, type InputFigure, inputMargins, type AttackedPoint } from '../../figures/charts/inputSpace';
import type { Pair } from '../../math/core/types';
import { keyOf } from '../session/input';
import { useGesture } from '../session/session';
import { InputSpaceDrawing } from './InputSpaceDrawing';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';

/** The weight that an arrow represents. */
export type WeightName = 'theta' | 'partner';

export interface PlaneProps {
  readonly figure: InputFigure;
  readonly chosen: number;
  readonly names: readonly string[];
  readonly onChoose: (index: number) => void;
  /** Turns a weight towards a direction of input space. */
  readonly onTurn: (which: WeightName, direction: Pair) => void;
  /** Moves a weight by steps of 1 % of the plane's range. */
  readonly onStep: (which: WeightName, steps: Pair) => void;
}

const arrowDirections: Readonly<Record<string, Pair>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Input-space plane with draggable arrows of the weights and selectable data points. */
export function InputSpacePlane({ figure, chosen, names, onChoose, onTurn, onStep }: PlaneProps) {
  const svg = useRef<SVGSVGElement>(null);
  const { beginGesture, endGesture } = useGesture();
  const { side, left } = figure;
  const [width, height] = [side + left + inputMargins.r, side + inputMargins.t + inputMargins.b];
  const onDrag = (which: WeightName, tail: Pair) => (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const at: Pair = [((event.clientX - box.left) / box.width) * width - left, ((event.clientY - box.top) / box.height) * height - inputMargins.t];
    if (Math.hypot(at[0] - tail[0], at[1] - tail[1]) > 4) onTurn(which, [at[0] - tail[0], tail[1] - at[1]]);
  };
  const onKeyDown = (which: WeightName) => (event: KeyboardEvent) => {
    const step = arrowDirections[keyOf(event)];
    if (!step) return;
    event.preventDefault();
    beginGesture();
    onStep(which, event.shiftKey ? [10 * step[0], 10 * step[1]] : step);
  };
  const handle = (which: WeightName, arrow: readonly [Pair, Pair] | undefined, name: string) =>
    arrow && (
      <g
        className={`input-handle ${which}`}
        role="button"
        tabIndex={0}
        aria-label={name}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onDrag(which, arrow[0])}
        onKeyDown={onKeyDown(which)}
        onKeyUp={() => endGesture()}
        onBlur={() => endGesture()}
      >
        <path className="reach" d={arrowPath(arrow).shaft} />
        <path className="shaft" d={arrowPath(arrow).shaft} />
        <path className="head" d={arrowPath(arrow).head} />
        <circle className="grip" cx={arrow[1][0]} cy={arrow[1][1]} r={12} />
      </g>
    );
  return (
    <div className="input-plane">
      <svg ref={svg} viewBox={`${-left} ${-inputMargins.t} ${width} ${height}`} role="group" aria-label="Input space">
        <InputSpaceDrawing figure={figure} chosen={chosen} />
        {handle('partner', figure.secondArrow, 'Second weight: drag to turn it, arrow keys move it')}
        {handle('theta', figure.arrow, 'θ: drag to turn it, arrow keys move it')}
        <Labels figure={figure} chosen={chosen} />
        {figure.points.length > 1 &&
          figure.points.map((mark) => (
            <PointButton
              key={mark.index}
              mark={mark}
              name={names[mark.index] ?? ''}
              chosen={mark.index === chosen}
              count={names.length}
              onChoose={onChoose}
            />
          ))}
      </svg>
      <p className="hidden">{figure.summary}</p>
    </div>
  );
}

/** A data point as a button; arrow keys move the selection, cyclically. */
function PointButton({
  mark,
  name,
  chosen,
  count,
  onChoose,
}: {
  readonly mark: AttackedPoint;
  readonly name: string;
  readonly chosen: boolean;
  readonly count: number;
  readonly onChoose: (index: number) => void;
}) {
  const onKeyDown = (event: KeyboardEvent<SVGCircleElement>) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[keyOf(event)];
    if (!by) return;
    event.preventDefault();
    const next = (mark.index + by + count) % count;
    onChoose(next);
    event.currentTarget.ownerSVGElement?.querySelectorAll<SVGCircleElement>('.input-choose')[next]?.focus();
  };
  return (
    <circle
      className="input-choose"
      role="button"
      aria-label={name}
      aria-pressed={chosen}
      tabIndex={chosen ? 0 : -1}
      cx={mark.at[0]}
      cy={mark.at[1]}
      r={12}
      onClick={() => onChoose(mark.index)}
      onKeyDown={onKeyDown}
    />
  );
}

/** Labels x, x′ and θ next to their marks, placed away from the arrows. */
function Labels({ figure, chosen }: { readonly figure: InputFigure; readonly chosen: number }) {
  const mark = figure.points[chosen];
  if (!mark) return null;
  const beyond = ([a, b]: Pair, [c, d]: Pair, by: number): Pair => {
    const size = Math.hypot(c - a, d - b) || 1;
    const clamp = (v: number) => Math.min(figure.side - 6, Math.max(8, v));
    return [clamp(c + ((c - a) / size) * by), clamp(d + ((d - b) / size) * by)];
  };
  const label = (at: Pair, text: string, tone: string) => (
    <text key={text} x={at[0]} y={at[1]} dy="0.35em" textAnchor="middle" className={tone}>
      {text}
    </text>
  );
  const isUnmoved = Math.hypot(mark.attack[0] - mark.at[0], mark.attack[1] - mark.at[1]) < 3;
  const xPosition = labelPosition(mark.at, [figure.arrow?.[1], figure.secondArrow?.[1], isUnmoved ? undefined : mark.attack, mark.second]);
  return (
    <g className="input-labels" aria-hidden>
      {label(xPosition, 'x', 'is-x')}
      {!isUnmoved && label(beyond(mark.at, mark.attack, 15), 'x′', 'is-attack')}
      {figure.arrow && label(beyond(...figure.arrow, 11), 'θ', 'is-theta')}
      {figure.secondArrow && label(beyond(...figure.secondArrow, 12), 'θ′', 'is-theta')}
    </g>
  );
}

/** Label position 14 px from a mark, in the direction with the largest angle to the arrows that start there. */
function labelPosition([a, b]: Pair, ends: readonly (Pair | undefined)[]): Pair {
  const occupied = ends.flatMap((end) => (end ? [Math.atan2(end[1] - b, end[0] - a)] : []));
  const angles = Array.from({ length: 16 }, (_, k) => (k * Math.PI) / 8 + Math.PI / 4);
  const clearance = (angle: number) => Math.min(Math.PI, ...occupied.map((other) => Math.acos(Math.cos(angle - other))));
  const best = angles.reduce((widest, next) => (clearance(next) > clearance(widest) + 1e-9 ? next : widest));
  return [a + 14 * Math.cos(best), b + 14 * Math.sin(best)];
}
