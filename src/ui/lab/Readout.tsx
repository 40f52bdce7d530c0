import { smoothings } from '../../documents/labels';
import { rangeDecimals } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { cursorOf, type Experiment } from '../../state/experimentStore';
import { pointRequest } from '../../state/jobResults';
import type { PointRequest, PointResult } from '../../worker/rpc/protocol';
import { Section } from '../controls/Section';
import { Tex, TexText } from '../controls/Tex';
import { formatFixed, formatPair, formatWeights } from '../controls/specText';
import { InputSpace } from '../inputSpace/InputSpace';
import { useLossDecimals } from '../panes/useMainSurface';
import { alignedTex, equations } from '../panes/readoutFormulas';
import { useExperiment, useFollowedJob, useSession } from '../session/session';
import { KinkSection } from './KinkSection';
import { Probes } from './Probes';

const cursorRequest = (state: Experiment): PointRequest => pointRequest(state.document, state.hover ?? cursorOf(state));

/** Smoothings defined by an expectation over z. */
const expectationKinds = { 'entropy-sgd': true, 'gaussian-mean': true };

/** Point result at the hovered or else the pinned θ, computed by the worker. */
export function useReading() {
  return useFollowedJob(useSession().runs.point, 'A', cursorRequest);
}

export function Readout() {
  const { last, error } = useReading();
  const hovering = useExperiment((state) => state.hover !== undefined);
  const hasPartner = useExperiment((state) => state.viewState.partner !== undefined); // the table of two weights then comes first
  return (
    <>
      <Section title="At the cursor" note={hovering ? 'under the pointer' : 'press a figure to move θ'}>
        {last && <ReadoutTable request={last.request} result={last.result} />}
        {error && <p className="error">{error}</p>}
      </Section>
      <Probes />
      <KinkSection />
      {hasPartner && <InputSpace />}
      {last && (
        <Section title="With the numbers put in">
          {equations(last.request.surface, last.result).map((equation) => (
            <div key={equation.left} className="equation">
              <Tex display>{alignedTex(equation)}</Tex>
            </div>
          ))}
          {last.request.surface.smoothing.kind in expectationKinds && (
            <p className="note">
              <TexText>{'$z\\sim\\mathcal N(0,I)$'}</TexText>
            </p>
          )}
        </Section>
      )}
      {!hasPartner && <InputSpace />}
    </>
  );
}

function ReadoutTable({ request, result }: { readonly request: PointRequest; readonly result: PointResult }) {
  const { attack, smoothing } = request.surface;
  const isAttacked = attack.norm !== 'none';
  const smoothed = smoothing.kind !== 'none';
  const decimals = useLossDecimals('A', 6);
  const [delta] = result.deltas;
  const otherPoints = result.deltas.length - 1;
  return (
    <table className="readout">
      <tbody>
        <tr>
          <th scope="row">
            weights <Tex>{'\\th'}</Tex>
          </th>
          <td>{formatWeights(result.theta, request.surface.grid, 3)}</td>
        </tr>
        {smoothed && (
          <tr className="main">
            <th scope="row">{smoothings[smoothing.kind].title}</th>
            <td>{formatFixed(result.shown, decimals)}</td>
          </tr>
        )}
        <tr className={smoothed ? '' : 'main'}>
          <th scope="row">{isAttacked ? 'adversarial loss' : 'loss'}</th>
          <td>{formatFixed(result.adversarial, decimals)}</td>
        </tr>
        {isAttacked && (
          <tr>
            <th scope="row">loss without attack</th>
            <td>{formatFixed(result.clean, decimals)}</td>
          </tr>
        )}
        <tr>
          <th scope="row">gradient</th>
          <td>{result.gradient ? formatPair(result.gradient, 4) : noGradientText(result.theta)}</td>
        </tr>
        {isAttacked && delta && (
          <tr>
            <th scope="row">
              attack <Tex>{'\\de^\\star'}</Tex>
              {otherPoints > 0 && <small> of point 1 of {otherPoints + 1}</small>}
            </th>
            <td>{formatPair(delta, rangeDecimals([-attack.epsilon, attack.epsilon], 3))}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** Why there is no gradient: at θ = 0 the loss has a conical tip (L2) or a meeting of creases (L∞, L1). */
const noGradientText = (theta: Pair): string => (theta.every((t) => t === 0) ? 'none: a tip or a crease at θ = 0' : 'none: θ lies on a crease');
