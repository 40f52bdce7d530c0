import { drawFade } from '../../figures/fade';
import type { Fade } from '../../math/kinkFade';
import { fixed } from '../controls/numbers';
import { Tex, TexText } from '../Tex';
import { coloured } from '../theory/symbols';

/** The curvature at the largest jump against γ, beside what the jump alone would give. */
export function FadeChart({ fade }: { readonly fade: Fade }) {
  const figure = drawFade(fade, 288, 150);
  const { left, right, top, foot, now } = figure;
  return (
    <figure className="fade">
      <figcaption className="fade-head">
        <span>largest jump: curvature at {`(${fade.theta.map((v) => fixed(v, 2)).join(', ')})`}</span>
        <span className="fade-law">
          <i aria-hidden /> <Tex>{`${coloured(fade.law)},\\ J=${fixed(fade.jump, 3)}`}</Tex>
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${figure.width} ${figure.height}`} role="img" aria-label={figure.summary}>
        {figure.ticksY.map(({ at, power }) => (
          <g key={power}>
            <path className="line-grid" d={`M${left} ${at}H${right}`} />
            <Power x={left - 6} y={at + 4} power={power} anchor="end" />
          </g>
        ))}
        {figure.ticksX.map(({ at, power }) => (
          <Power key={power} x={at} y={foot + 15} power={power} anchor="middle" />
        ))}
        <text className="is-gamma" x={right} y={foot - 6} textAnchor="end">
          γ
        </text>
        <path className="fade-asymptote" d={figure.law} />
        <path className="fade-curve" d={figure.curve} />
        {now && (
          <g className="fade-now">
            <path d={`M${now[0]} ${top}V${foot}`} />
            <circle cx={now[0]} cy={now[1]} r={4} />
          </g>
        )}
      </svg>
      <p className="caption">
        {fade.now && (
          <TexText>{`There, at $\\ga=\\cga{${Number(fade.now.gamma.toPrecision(3))}}$, it is $\\mathbf{${fixed(fade.now.curvature, 4).replace('−', '-')}}$. `}</TexText>
        )}
        Lower γ and it fades; raise γ and the jump comes back as a curvature without bound.
      </p>
    </figure>
  );
}

function Power({ x, y, power, anchor }: { readonly x: number; readonly y: number; readonly power: number; readonly anchor: 'end' | 'middle' }) {
  return (
    <text x={x} y={y} textAnchor={anchor}>
      {power === 0 ? '1' : power === 1 ? '10' : '10'}
      {power !== 0 && power !== 1 && (
        <tspan dy="-4" fontSize="8.5">
          {String(power).replace('-', '−')}
        </tspan>
      )}
    </text>
  );
}
