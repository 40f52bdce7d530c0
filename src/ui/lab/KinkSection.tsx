import { nearestKink, type NearestKink } from '../../figures/base/kinks';
import { drawKinkSmoothing } from '../../figures/charts/kinkSmoothingChart';
import type { KinkSmoothingCurve } from '../../math/analysis/kinkSmoothing';
import type { Pair, Kink } from '../../math/core/types';
import { cursorOf } from '../../state/experimentStore';
import type { KinksResult } from '../../worker/rpc/protocol';
import { Section } from '../controls/Section';
import { coloured, Tex, TexText } from '../controls/Tex';
import { formatFixed, formatWeights } from '../controls/specText';
import { useDocument, useExperiment, useJobResult, useSession } from '../session/session';
import { useMemo } from 'react';

/** Chart of the curvature at the largest jump against γ, with the asymptote of the jump alone. */
function KinkSmoothingChart({ curve }: { readonly curve: KinkSmoothingCurve }) {
  const figure = drawKinkSmoothing(curve, 288, 150);
  const grid = useDocument((document) => document.grid);
  const { left, right, top, bottom, now } = figure;
  return (
    <figure className="fade">
      <figcaption className="fade-head">
        <span>largest jump: curvature at {formatWeights(curve.theta, grid)}</span>
        <span className="fade-law">
          <i aria-hidden /> <Tex>{`${coloured(curve.law)},\\ J=${formatFixed(curve.jump, 3)}`}</Tex>
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${figure.width} ${figure.height}`} role="img" aria-label={figure.summary}>
        {figure.ticksY.map(({ at, power }) => (
          <g key={power}>
            <path className="line-grid" d={`M${left} ${at}H${right}`} />
            <PowerOfTen x={left - 6} y={at + 4} power={power} anchor="end" />
          </g>
        ))}
        {figure.ticksX.map(({ at, power }) => (
          <PowerOfTen key={power} x={at} y={bottom + 15} power={power} anchor="middle" />
        ))}
        <text className="is-gamma" x={right} y={bottom - 6} textAnchor="end">
          γ
        </text>
        <path className="fade-asymptote" d={figure.law} />
        <path className="fade-curve" d={figure.curve} />
        {now && (
          <g className="fade-now">
            <path d={`M${now[0]} ${top}V${bottom}`} />
            <circle cx={now[0]} cy={now[1]} r={4} />
          </g>
        )}
      </svg>
      <p className="caption">
        {curve.now && (
          <TexText>{`There, at $\\ga=\\cga{${Number(curve.now.gamma.toPrecision(3))}}$, it is $\\mathbf{${formatFixed(curve.now.curvature, 4).replace('−', '-')}}$. `}</TexText>
        )}
        Lower γ and it fades; raise γ and the jump comes back as a curvature without bound.
      </p>
    </figure>
  );
}

function PowerOfTen({ x, y, power, anchor }: { readonly x: number; readonly y: number; readonly power: number; readonly anchor: 'end' | 'middle' }) {
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

/** Distance from a crease, as a fraction of the range of the plane, within which its jump is shown. */
const READING_RADIUS = 0.03;

/** Section on the jumps of the gradient: place, size and formula; under EntropySGD the curvature that replaces the largest. */
export function KinkSection() {
  const { runs } = useSession();
  const isShown = useDocument((document) => document.view.jumps);
  const isWorstCase = useDocument((document) => document.smoothing.kind === 'worst-case');
  const solver = useDocument((document) => document.attack.solver);
  const { last, error, busy, fraction } = useJobResult(runs.kinks, 'A');
  if (!isShown) return null;
  const smoothed = last !== undefined && last.request.surface.smoothing.kind !== 'none';
  return (
    <Section title="Where the gradient jumps" note={solver === 'exact' ? 'float64' : 'of the exact attack'}>
      {error && <p className="error">{error}</p>}
      {isWorstCase && <p className="caption">The worst case nearby has creases of its own; they are not drawn.</p>}
      {busy && fraction !== undefined && <p className="caption">The curvature in place of the jumps: {Math.round(100 * fraction)} % computed.</p>}
      {last && !isWorstCase && (
        <>
          <KinkReading result={last.result} smoothed={smoothed} />
          <KinkKinds kinks={last.result.kinks} />
          {smoothed && last.result.smoothingCurve && <KinkSmoothingChart curve={last.result.smoothingCurve} />}
        </>
      )}
    </Section>
  );
}

/** The kink nearest to the pointer, or to the pinned θ, if within reach. */
export function useNearKink(result: KinksResult | undefined): NearestKink | undefined {
  const a = useExperiment((state) => (state.hover ?? cursorOf(state))[0]);
  const b = useExperiment((state) => (state.hover ?? cursorOf(state))[1]);
  const { theta1, theta2 } = useDocument((document) => document.grid);
  return useMemo(() => {
    const spans: Pair = [theta1[1] - theta1[0], theta2[1] - theta2[0]];
    return result && nearestKink(result, [a, b], spans, READING_RADIUS);
  }, [result, a, b, theta1, theta2]);
}

/** Symbol of the size of a jump, in TeX. */
const jumpSizeTex = ({ order }: Kink): string => (order === 1 ? '\\lVert\\Delta\\nabla L\\rVert' : '\\lVert\\Delta\\nabla^2L\\rVert');

/** Formula and value of a jump, as in "‖Δ∇L‖ = 2εσ(u) = 0.378", in TeX. */
export function jumpTex({ kink, jump }: NearestKink): string {
  return `${jumpSizeTex(kink)}=${coloured(kink.formula)}=\\mathbf{${formatFixed(jump, 4)}}`;
}

function KinkReading({ result, smoothed }: { readonly result: KinksResult; readonly smoothed: boolean }) {
  const near = useNearKink(result);
  const grid = useDocument((document) => document.grid);
  if (!near)
    return (
      <p className="caption" data-testid="jump">
        {result.kinks.length === 0 ? 'No kink of the loss lies in this range.' : 'Point at a crease to read its jump.'}
      </p>
    );
  return (
    <div className="kink-reading" data-testid="jump" aria-live="polite">
      <p>
        <Tex>{coloured(near.kink.place)}</Tex>, at {formatWeights(near.theta, grid)}
      </p>
      <div className="equation">
        <Tex>{jumpTex(near)}</Tex>
      </div>
      {smoothed && near.curvature !== undefined && (
        <p>
          <TexText>{`in its place the curvature $n^{\\!\\top}\\nabla^2\\!F\\,n=\\mathbf{${formatFixed(near.curvature, 4).replace('−', '-')}}$`}</TexText>
        </p>
      )}
    </div>
  );
}

const kindDescriptions: Readonly<Record<Kink['kind'], string>> = {
  axis: 'a sign of θ flips',
  diagonal: 'two weights are equally large',
  origin: 'every attack is optimal',
  branch: 'the attack leaves the rim',
  corner: 'φ has a corner',
  tie: 'both ends are equally bad',
};

/** Table of the kinds of kinks: description, largest jump, and whether they were located in closed form. */
function KinkKinds({ kinks }: { readonly kinks: readonly Kink[] }) {
  const kinds = useMemo(() => {
    const byKind = new Map<string, { kink: Kink; maxJump: number; places: Set<string> }>();
    for (const kink of kinks) {
      const key = `${kink.kind} ${kink.order}`;
      const kind = byKind.get(key) ?? { kink, maxJump: 0, places: new Set<string>() };
      kind.maxJump = Math.max(kind.maxJump, ...kink.jump);
      kind.places.add(kink.place);
      byKind.set(key, kind);
    }
    return [...byKind.entries()];
  }, [kinks]);
  if (kinds.length === 0) return null;
  return (
    <table className="readout kink-kinds" aria-label="Kinds of kinks">
      <thead>
        <tr>
          <th scope="col">where</th>
          <th scope="col">at most</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map(([key, { kink, maxJump, places }]) => (
          <tr key={key}>
            <th scope="row">
              {[...places].slice(0, 2).map((place) => (
                <span key={place} className="kink-place">
                  <Tex>{coloured(place)}</Tex>
                </span>
              ))}
              <small>
                {kindDescriptions[kink.kind]}; {kink.located === 'numerical' ? 'found numerically' : 'closed form'}
              </small>
            </th>
            <td>
              <Tex>{jumpSizeTex(kink)}</Tex> {formatFixed(maxJump, 4)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
