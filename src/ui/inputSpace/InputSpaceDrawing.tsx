import { arrowPath, type InputFigure, inputMargins } from '../../figures/charts/inputSpace';
import { useId } from 'react';

/** SVG of the input-space plane without handles: level sets, boundary, balls, attacks and points; without ticks on a `card`. */
export function InputSpaceDrawing({
  figure,
  chosen,
  card = false,
}: {
  readonly figure: InputFigure;
  readonly chosen: number;
  readonly card?: boolean;
}) {
  const clip = useId();
  const { side, points } = figure;
  const isCrowded = points.length > 8;
  return (
    <g aria-hidden>
      <clipPath id={clip}>
        <rect width={side} height={side} />
      </clipPath>
      {!card && <rect className="input-frame" width={side} height={side} />}
      <g clipPath={`url(#${clip})`}>
        {figure.levels.map(({ path, colour }) => (
          <path key={path} className="input-level" d={path} stroke={colour} />
        ))}
        <path className="input-boundary" d={figure.boundary} />
        {points.map(({ index, other, ball }) => (
          <g key={index}>
            {ball && <path className="input-ball" d={ball} />}
            {other && <path className="input-other" d={other} />}
          </g>
        ))}
        {points.map(({ index, set, area }) => set && <path key={index} className={area ? 'input-set area' : 'input-set'} d={set} />)}
        {points.map(({ index, at, attack, second }) => {
          const [arrow, secondArrow] = [arrowPath([at, attack]), second && arrowPath([at, second])];
          return (
            <g key={index} className={isCrowded && index !== chosen ? 'input-delta faint' : 'input-delta'}>
              {secondArrow && <path className="shaft open" d={secondArrow.shaft} />}
              {second && <circle className="open" cx={second[0]} cy={second[1]} r={isCrowded ? 2 : 4.5} />}
              <path className="shaft" d={arrow.shaft} />
              {!isCrowded && <path className="head" d={arrow.head} />}
              {arrow.shaft && <circle cx={attack[0]} cy={attack[1]} r={isCrowded ? 2 : 4.5} />}
            </g>
          );
        })}
        {points.map(({ index, at, open }) => (
          <circle
            key={index}
            className={`input-point${open ? ' open' : ''}${index === chosen ? ' chosen' : ''}`}
            cx={at[0]}
            cy={at[1]}
            r={isCrowded ? 2.5 : 4.5}
          />
        ))}
      </g>
      {!card && (
        <g className="input-ticks">
          {figure.ticks1.map(({ at, text }) => (
            <text key={text} x={at} y={side + 15} textAnchor="middle">
              {text}
            </text>
          ))}
          {figure.ticks2.map(({ at, text }) => (
            <text key={text} x={-7} y={at} dy="0.35em" textAnchor="end">
              {text}
            </text>
          ))}
          <text x={side + inputMargins.r} y={side + 15} textAnchor="end">
            x₁
          </text>
          <text x={-7} y={4} textAnchor="end" dy="0.35em">
            x₂
          </text>
        </g>
      )}
    </g>
  );
}

/** Input-space plane as a static image; a `card` has no ticks and shows the middle `height` of the square. */
export function StaticInputSpace({
  figure,
  chosen,
  label,
  card,
}: {
  readonly figure: InputFigure;
  readonly chosen: number;
  readonly label: string;
  readonly card?: { readonly height: number };
}) {
  const { side, left } = figure;
  const { r, t, b } = inputMargins;
  const box = card ? [0, (side - card.height) / 2, side, card.height] : [-left, -t, side + left + r, side + t + b];
  return (
    <svg className={card ? 'input-card' : 'input-still'} viewBox={box.join(' ')} role="img" aria-label={label}>
      <InputSpaceDrawing figure={figure} chosen={chosen} card={card !== undefined} />
      {[figure.secondArrow, figure.arrow].map(
        (arrow, k) =>
          arrow && (
            <g key={k} className={k === 0 ? 'input-handle partner' : 'input-handle'}>
              <path className="shaft" d={arrowPath(arrow).shaft} />
              <path className="head" d={arrowPath(arrow).head} />
            </g>
          ),
      )}
    </svg>
  );
}
