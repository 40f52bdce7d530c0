import type { Pair } from '../../math/core/types';
import type { InputBound, InputResult } from '../../worker/rpc/protocol';
import { Tex } from '../controls/Tex';
import { WeightError, WeightFields } from '../controls/WeightFields';
import { formatFixed } from '../controls/specText';
import { useSession } from '../session/session';
import type { ReactNode } from 'react';

export interface PairProps {
  readonly second: NonNullable<InputResult['second']>;
  readonly chosen: number;
}

/** Table of two weights: their distance, the distance of their worst-case inputs, and the bound of the paper on it. */
export function InputSpacePair({ second, chosen }: PairProps) {
  const distance = second.distances[chosen] ?? 0;
  const maxDistance = Math.max(...second.distances);
  return (
    <table className="readout input-pair" aria-label="Two weights">
      <tbody>
        <SecondWeightRow theta={second.theta} />
        <Row name={<Tex>{'\\lVert\\th-\\th^\\prime\\rVert'}</Tex>}>{formatFixed(second.weights, 4)}</Row>
        <Row name={<Tex>{'\\lVert\\xx^\\prime(\\th)-\\xx^\\prime(\\th^\\prime)\\rVert'}</Tex>} tone="jump">
          {formatFixed(distance, 4)}
        </Row>
        {second.distances.length > 1 && <Row name="largest of all points">{formatFixed(maxDistance, 4)}</Row>}
        <Row name="ratio" tone="jump">
          {second.weights > 0 ? formatFixed(distance / second.weights, 4) : '–'}
        </Row>
        <BoundRows bound={second.bound} distance={maxDistance} weights={second.weights} />
      </tbody>
    </table>
  );
}

function Row({ name, tone = '', children }: { readonly name: ReactNode; readonly tone?: string; readonly children: ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={tone}>{children}</td>
    </tr>
  );
}

function BoundRows({ bound, distance, weights }: { readonly bound: InputBound; readonly distance: number; readonly weights: number }) {
  if (bound.lemma === undefined)
    return (
      <tr>
        <td className="input-why" colSpan={2}>
          <span className="note">– {bound.why}</span>
        </td>
      </tr>
    );
  if (bound.lemma === 2)
    return (
      <>
        <Row
          name={
            <>
              Lemma 2, <Tex>{'\\ep/\\min\\lVert\\th\\rVert'}</Tex>
            </>
          }
        >
          {formatFixed(bound.constant, 4)} <BoundCheck excess={distance - bound.constant * weights} />
        </Row>
        <Row
          name={
            <>
              sharper, <Tex>{'2\\ep/(\\lVert\\th\\rVert+\\lVert\\th^\\prime\\rVert)'}</Tex>
            </>
          }
        >
          {formatFixed(bound.sharper, 4)} <BoundCheck excess={distance - bound.sharper * weights} />
        </Row>
      </>
    );
  return (
    <>
      <Row name={<>Lemma 3, {bound.flips === 0 ? 'all signs agree' : bound.flips === 1 ? 'one sign flips' : `${bound.flips} signs flip`}</>}>
        {bound.flips === 0 || distance === 0 ? <BoundCheck excess={distance} /> : <span className="jump">✕ not Lipschitz</span>}
      </Row>
      <Row
        name={
          <>
            distance <Tex>{bound.flips === 0 ? '=0' : bound.flips === 1 ? '\\le2\\ep' : '\\le2\\ep\\sqrt2'}</Tex>
          </>
        }
      >
        {formatFixed(bound.limit, 4)}
      </Row>
    </>
  );
}

/** Whether a proven bound is satisfied numerically; a violation is a bug of the program. */
function BoundCheck({ excess }: { readonly excess: number }) {
  return excess <= 1e-9 ? <span className="satisfied">✓ satisfied</span> : <span className="error">✕ broken: our bug</span>;
}

/** The second weight, for keyboard input and exact values. */
function SecondWeightRow({ theta }: { readonly theta: Pair }) {
  const { experiment } = useSession();
  return (
    <tr>
      <th scope="row">
        <Tex>{'\\th^\\prime'}</Tex>
        <WeightError id="partner" />
      </th>
      <td>
        <WeightFields id="partner" name="Second weight" symbol="θ′" theta={theta} onChange={(partner) => experiment.setViewState({ partner })} />
      </td>
    </tr>
  );
}
