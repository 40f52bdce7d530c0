import { arrowPath, type InputFigure, inputMargins } from '../../figures/charts/inputSpace';
import { InputSpaceDrawing } from './InputSpaceDrawing';

/** The plane of inputs as a picture, nothing to drag. A `card` leaves ticks out and shows the middle `height` of the square. */
export function InputSpaceStill({
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
