import { normOf } from '../../math/norms';
import type { Pair } from '../../math/kinds';
import { fixed } from '../controls/numbers';
import type { Landed } from './useLanded';

const SIZE = 200;
const MIDDLE = SIZE / 2;
const [LEFT, TOP] = [34, 10];
/** Half of the window, in radii of the ball. */
const ROOM = 1.85;
const CORNERS = 181;

/** The plane of x about one data point: its ball, the two perturbed points, and the direction of both weights. */
export function LandedPlane({ landed }: { readonly landed: Landed }) {
  const { point, norm, epsilon, theta, delta, distance, of } = landed;
  const scale = epsilon > 0 ? MIDDLE / (ROOM * epsilon) : 0;
  const at = ([d1, d2]: Pair): Pair => [LEFT + MIDDLE + d1 * scale, TOP + MIDDLE - d2 * scale];
  const [rim, other] = [rimOf(norm, epsilon), rimOf(norm === 2 ? Infinity : 2, epsilon)].map((ring) => ring.map((d) => at(d).join(' ')).join(' '));
  const middle = at([0, 0]);
  const tips = delta.map(at);
  const name = of ? `point ${of[0]} of ${of[1]}` : `x = (${point.x.map((v) => fixed(v, 2)).join(', ')})`;
  const label = `Attacks on ${name}: δ = (${delta.map((d) => d.map((v) => fixed(v, 4)).join(', ')).join(') and (')}), ${fixed(distance, 4)} apart`;
  return (
    <figure className="landed">
      <svg viewBox={`0 0 ${SIZE + LEFT + 30} ${SIZE + TOP + 26}`} role="img" aria-label={label}>
        <clipPath id="landed-window">
          <rect x={LEFT} y={TOP} width={SIZE} height={SIZE} />
        </clipPath>
        <rect className="landed-window" x={LEFT} y={TOP} width={SIZE} height={SIZE} />
        <g clipPath="url(#landed-window)">
          <Boundary point={point.x} theta={theta[0]} at={at} reach={2 * ROOM * epsilon} />
          <polygon className="landed-other" points={other} />
          <polygon className="landed-ball" points={rim} />
        </g>
        {theta.map((weight, k) => (
          <Arrow key={k} from={middle} to={ahead(middle, weight, MIDDLE * 0.72)} className="landed-theta" />
        ))}
        {tips.map((tip, k) => (
          <Arrow key={k} from={middle} to={tip} className="landed-delta" />
        ))}
        <circle className="landed-x" cx={middle[0]} cy={middle[1]} r={4} />
        {tips.map((tip, k) => (
          <circle key={k} className={k === 0 ? 'landed-first' : 'landed-second'} cx={tip[0]} cy={tip[1]} r={4} />
        ))}
        <text x={middle[0]} y={TOP + SIZE + 15}>
          {fixed(point.x[0], 2)}
        </text>
        <text className="landed-left" x={LEFT - 6} y={middle[1] + 4}>
          {fixed(point.x[1], 2)}
        </text>
        <text x={LEFT + SIZE + 14} y={TOP + SIZE + 15}>
          x₁
        </text>
        <text className="landed-left" x={LEFT - 6} y={TOP + 10}>
          x₂
        </text>
      </svg>
      <figcaption className="caption">
        {of && `Point ${of[0]} of ${of[1]}, whose attack moves most. `}
        x′ filled for the first weight, open for the second: {fixed(distance, 4)} apart.{' '}
        {epsilon === 0
          ? 'With ε = 0 neither moves.'
          : norm === 2
            ? 'On the circle they turn with θ.'
            : norm === Infinity
              ? 'They rest in corners until a sign of θ changes.'
              : ''}
      </figcaption>
    </figure>
  );
}

/** The ball ‖δ‖_p = ε as a polygon; [] for ε = 0. */
function rimOf(p: number, epsilon: number): Pair[] {
  if (epsilon === 0) return [];
  const { norm } = normOf(p);
  return Array.from({ length: CORNERS }, (_, k): Pair => {
    const turn = (2 * Math.PI * k) / (CORNERS - 1);
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    const size = norm([c, s]);
    return [(epsilon * c) / size, (epsilon * s) / size];
  });
}

/** The line f = 0 of the first weight, dashed. */
function Boundary({
  point,
  theta,
  at,
  reach,
}: {
  readonly point: Pair;
  readonly theta: Pair;
  readonly at: (d: Pair) => Pair;
  readonly reach: number;
}) {
  const size = Math.hypot(...theta);
  if (size === 0) return null;
  const [n1, n2] = [theta[0] / size, theta[1] / size];
  const far = -(n1 * point[0] + n2 * point[1]);
  const [a, b] = [at([far * n1 - reach * n2, far * n2 + reach * n1]), at([far * n1 + reach * n2, far * n2 - reach * n1])];
  return <line className="landed-boundary" x1={a[0]} y1={a[1]} x2={b[0]} y2={b[1]} />;
}

function ahead([x, y]: Pair, [t1, t2]: Pair, length: number): Pair {
  const size = Math.hypot(t1, t2) || 1;
  return [x + (t1 / size) * length, y - (t2 / size) * length];
}

/** A line with a head, in pixels; nothing when it has no length. */
function Arrow({ from, to, className }: { readonly from: Pair; readonly to: Pair; readonly className: string }) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length < 6) return null;
  const [ux, uy] = [dx / length, dy / length];
  const head = [
    [to[0], to[1]],
    [to[0] - 8 * ux - 3.2 * uy, to[1] - 8 * uy + 3.2 * ux],
    [to[0] - 8 * ux + 3.2 * uy, to[1] - 8 * uy - 3.2 * ux],
  ];
  return (
    <g className={className}>
      <line x1={from[0]} y1={from[1]} x2={to[0] - 6 * ux} y2={to[1] - 6 * uy} />
      <polygon points={head.map((corner) => corner.join(' ')).join(' ')} />
    </g>
  );
}
