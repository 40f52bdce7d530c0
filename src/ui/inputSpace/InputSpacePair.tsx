import { MAX_THETA, specs } from '../../documents/surfaceSpecs';
import type { ParamSpec } from '../../math/core/paramSpec';
import type { Pair } from '../../math/core/types';
import type { InputBound, InputResult } from '../../worker/rpc/protocol';
import { NumberField } from '../controls/NumberField';
import { Tex } from '../controls/Tex';
import { formatFixed } from '../controls/specText';
import { useExperiment, useSession } from '../session/session';
import type { ReactNode } from 'react';

const coordinateSpec: ParamSpec = { ...specs.theta, symbol: 'θ′', label: 'second weight', allowed: { min: -MAX_THETA, max: MAX_THETA }, digits: 2 };

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

/** Number fields of the second weight, for keyboard input and exact values. */
function SecondWeightRow({ theta }: { readonly theta: Pair }) {
  const { experiment } = useSession();
  const refused = useExperiment((state) => state.rejected);
  const [first] = Object.entries(refused).filter(([key]) => key.startsWith('partner.'));
  const setCoordinate = (axis: 0 | 1, value: number) => {
    experiment.setRejected(`partner.${axis}`, undefined);
    experiment.setViewState({ partner: axis === 0 ? [value, theta[1]] : [theta[0], value] });
  };
  return (
    <tr>
      <th scope="row">
        <Tex>{'\\th^\\prime'}</Tex>
        {first && (
          <p className="error" role="alert">
            {first[1].sentence}
          </p>
        )}
      </th>
      <td>
        <span className="input-fields">
          {([0, 1] as const).map((axis) => (
            <NumberField
              key={axis}
              spec={coordinateSpec}
              name={`Second weight, θ${axis === 0 ? '₁' : '₂'}`}
              value={Number(theta[axis].toFixed(4))}
              disabled={false}
              invalid={refused[`partner.${axis}`] !== undefined}
              onInvalid={(sentence) =>
                experiment.setRejected(`partner.${axis}`, sentence ? { sentence, lastValid: `θ′ = ${formatFixed(theta[axis], 2)}` } : undefined)
              }
              onChange={(value) => setCoordinate(axis, value)}
            />
          ))}
        </span>
      </td>
    </tr>
  );
}
