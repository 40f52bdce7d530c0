import { useMemo } from 'react';
import type { KinksResult } from '../../engine/protocol';
import { cursorOf } from '../../experiment/store';
import { kinkNear, type NearKink } from '../../figures/kinkNear';
import type { Kink } from '../../math/kinks';
import type { Pair } from '../../math/kinds';
import { fixed } from '../controls/numbers';
import { Section } from '../panels/Section';
import { useDocument, useExperiment, useRun, useSession } from '../session';
import { Tex, TexText } from '../Tex';
import { coloured } from '../theory/symbols';
import { FadeChart } from './FadeChart';

/** A pointer this near to a crease, as a share of the plane, reads its jump. */
const REACH = 0.03;

/** Where the gradient jumps, by how much, by which formula; under EntropySGD, how the jump fades. */
export function KinkSection() {
  const { runs } = useSession();
  const on = useDocument((document) => document.view.jumps);
  const ball = useDocument((document) => document.smoothing.kind === 'worst-case');
  const solver = useDocument((document) => document.attack.solver);
  const { last, error, busy, share } = useRun(runs.kinks, 'A');
  if (!on) return null;
  const smoothed = last !== undefined && last.request.surface.smoothing.kind !== 'none';
  return (
    <Section title="Where the gradient jumps" note={solver === 'exact' ? 'float64' : 'of the exact attack'}>
      {error && <p className="error">{error}</p>}
      {ball && <p className="caption">The worst case nearby has creases of its own; they are not drawn.</p>}
      {busy && share !== undefined && <p className="caption">The curvature in place of the jumps: {Math.round(100 * share)} % computed.</p>}
      {last && !ball && (
        <>
          <KinkReading result={last.result} smoothed={smoothed} />
          <Kinds kinks={last.result.kinks} />
          {smoothed && last.result.fade && <FadeChart fade={last.result.fade} />}
        </>
      )}
    </Section>
  );
}

/** The kink under the pointer, or under θ. */
export function useNearKink(result: KinksResult | undefined): NearKink | undefined {
  const a = useExperiment((state) => (state.hover ?? cursorOf(state))[0]);
  const b = useExperiment((state) => (state.hover ?? cursorOf(state))[1]);
  const { theta1, theta2 } = useDocument((document) => document.grid);
  return useMemo(() => {
    const spans: Pair = [theta1[1] - theta1[0], theta2[1] - theta2[0]];
    return result && kinkNear(result, [a, b], spans, REACH);
  }, [result, a, b, theta1, theta2]);
}

/** Size of a jump, left side. */
const leftOf = ({ order }: Kink): string => (order === 1 ? '\\lVert\\Delta\\nabla L\\rVert' : '\\lVert\\Delta\\nabla^2L\\rVert');

/** "‖Δ∇L‖ = 2εσ(u) = 0.378" */
export function jumpTex({ kink, jump }: NearKink): string {
  return `${leftOf(kink)}=${coloured(kink.formula)}=\\mathbf{${fixed(jump, 4)}}`;
}

function KinkReading({ result, smoothed }: { readonly result: KinksResult; readonly smoothed: boolean }) {
  const near = useNearKink(result);
  if (!near)
    return (
      <p className="caption" data-testid="jump">
        {result.kinks.length === 0 ? 'The loss bends smoothly everywhere here.' : 'Point at a crease to read its jump.'}
      </p>
    );
  return (
    <div className="kink-reading" data-testid="jump" aria-live="polite">
      <p>
        <Tex>{coloured(near.kink.place)}</Tex>, at {`(${near.theta.map((v) => fixed(v, 2)).join(', ')})`}
      </p>
      <div className="equation">
        <Tex>{jumpTex(near)}</Tex>
      </div>
      {smoothed && near.curvature !== undefined && (
        <p>
          <TexText>{`in its place the curvature $n^{\\!\\top}\\nabla^2\\!F\\,n=\\mathbf{${fixed(near.curvature, 4).replace('−', '-')}}$`}</TexText>
        </p>
      )}
    </div>
  );
}

const words: Readonly<Record<Kink['kind'], string>> = {
  axis: 'a sign of θ flips',
  diagonal: 'two weights are equally large',
  origin: 'every attack is optimal',
  branch: 'the attack leaves the rim',
  corner: 'φ has a corner',
  tie: 'both ends are equally bad',
};

/** Each kind of kink once: what happens there, its largest jump, and how its place was found. */
function Kinds({ kinks }: { readonly kinks: readonly Kink[] }) {
  const kinds = useMemo(() => {
    const found = new Map<string, { kink: Kink; most: number; places: Set<string> }>();
    for (const kink of kinks) {
      const key = `${kink.kind} ${kink.order}`;
      const had = found.get(key) ?? { kink, most: 0, places: new Set<string>() };
      had.most = Math.max(had.most, ...kink.jump);
      had.places.add(kink.place);
      found.set(key, had);
    }
    return [...found.entries()];
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
        {kinds.map(([key, { kink, most, places }]) => (
          <tr key={key}>
            <th scope="row">
              {[...places].slice(0, 2).map((place) => (
                <span key={place} className="kink-place">
                  <Tex>{coloured(place)}</Tex>
                </span>
              ))}
              <small>
                {words[kink.kind]}; {kink.located === 'numerical' ? 'found numerically' : 'closed form'}
              </small>
            </th>
            <td>
              <Tex>{leftOf(kink)}</Tex> {fixed(most, 4)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
