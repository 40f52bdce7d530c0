import { gradientExistence } from '../../figures/base/surfaceSentences';
import { captionOf, drawInput } from '../../figures/charts/inputSpace';
import { cursorOf, type Experiment } from '../../state/experimentStore';
import { inputRequest, paneSurface, pointRequest, counterpartOf } from '../../state/jobResults';
import { TexText } from '../controls/Tex';
import { formatFixed, formatWeights } from '../controls/specText';
import { useHeldWindow } from '../inputSpace/heldWindow';
import { StaticInputSpace } from '../inputSpace/InputSpaceDrawing';
import { Pane } from '../panes/Pane';
import { useLossDecimals } from '../panes/useMainSurface';
import { useDocument, useFollowedJob, useJobResult, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { counterpartId, paneId } from '../../figures/charts/paneTitles';
import { useCallback, useMemo } from 'react';

/** Request of a point result of a pane or its twin at the shared cursor. */
const panePointRequest = (pane: number, twin: boolean) => (state: Experiment) => {
  const surface = paneSurface(state.document, pane);
  return surface && pointRequest(twin ? counterpartOf(state.document, surface) : surface, state.hover ?? cursorOf(state));
};

/** Readout table of a pane at the shared θ, with its twin where the second row shows it. */
export function PaneTable({ pane }: { readonly pane: number }) {
  const twins = useDocument((document) => document.view.second === 'smoothed');
  return twins ? <TwinTable pane={pane} /> : <SingleTable pane={pane} />;
}

function useReading(pane: number, twin: boolean) {
  const requestOf = useMemo(() => panePointRequest(pane, twin), [pane, twin]);
  return useFollowedJob(useSession().runs.point, twin ? counterpartId(pane) : paneId(pane), requestOf).last;
}

/** Text of the largest jump of the gradient along the creases. */
function useLargestJump(slot: string): string {
  const last = useJobResult(useSession().runs.surface, slot).last;
  if (!last) return '';
  const existence = gradientExistence(last.request.surface, last.result);
  if (existence !== 'not on the creases') return existence === 'unknown' ? '–' : 'none';
  const jumps = last.result.creases.flatMap(({ jump }) => jump);
  const isolated = last.result.creases.every(({ theta }) => theta.length === 1);
  return `${isolated ? '' : 'up to '}${formatFixed(Math.max(...jumps), 3)}`;
}

/** Spectral norm of a symmetric 2 × 2 matrix, entries by rows. */
function spectralNorm([a, b, , d]: readonly [number, number, number, number]): number {
  return Math.abs(a + d) / 2 + Math.hypot((a - d) / 2, b);
}

function SingleTable({ pane }: { readonly pane: number }) {
  const reading = useReading(pane, false);
  const jump = useLargestJump(paneId(pane));
  const decimals = useLossDecimals(paneId(pane), 4);
  return (
    <table className="pane-table">
      <thead>
        <tr>
          <th scope="col">{reading && `at θ = ${formatWeights(reading.result.theta, reading.request.surface.grid)}`}</th>
          <th scope="col">value</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">loss</th>
          <td>{reading && formatFixed(reading.result.shown, decimals)}</td>
        </tr>
        <tr>
          <th scope="row">largest gradient jump</th>
          <td className={jump === 'none' ? '' : 'jump'}>{jump}</td>
        </tr>
      </tbody>
    </table>
  );
}

function TwinTable({ pane }: { readonly pane: number }) {
  const [reading, twin] = [useReading(pane, false), useReading(pane, true)];
  const [jump, twinJump] = [useLargestJump(paneId(pane)), useLargestJump(counterpartId(pane))];
  const [decimals, twinDecimals] = [useLossDecimals(paneId(pane), 4), useLossDecimals(counterpartId(pane), 4)];
  const hessian = twin?.result.hessian ?? reading?.result.hessian;
  return (
    <table className="pane-table">
      <thead>
        <tr>
          <th scope="col">{reading && `at θ = ${formatWeights(reading.result.theta, reading.request.surface.grid)}`}</th>
          <th scope="col">{paneId(pane)}</th>
          <th scope="col">{counterpartId(pane)}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">value</th>
          <td>{reading && formatFixed(reading.result.shown, decimals)}</td>
          <td>{twin && formatFixed(twin.result.shown, twinDecimals)}</td>
        </tr>
        <tr>
          <th scope="row">largest gradient jump</th>
          <td className={jump === 'none' ? '' : 'jump'}>{jump}</td>
          <td className={twinJump === 'none' ? '' : 'jump'}>{twinJump}</td>
        </tr>
        {hessian && (
          <tr>
            <th scope="row">curvature at θ, ‖∇²F‖</th>
            <td>{reading?.result.hessian && formatFixed(spectralNorm(reading.result.hessian), 3)}</td>
            <td>{twin?.result.hessian && formatFixed(spectralNorm(twin.result.hessian), 3)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** Side of the plane in pixels. */
const INPUT_PLANE_SIZE = 240;

/** Input-space plane of one pane at the weights that all panes share. */
export function PaneInputs({ pane }: { readonly pane: number }) {
  const document = useDocument((whole) => whole);
  const { window, grown } = useHeldWindow(paneSurface(document, pane) ?? document);
  const requestOf = useCallback(
    (state: Experiment) => {
      const surface = paneSurface(state.document, pane);
      return surface && inputRequest(surface, state.hover ?? cursorOf(state), state.viewState.partner, window);
    },
    [pane, window],
  );
  const { last, error, busy } = useFollowedJob(useSession().runs.input, counterpartId(pane), requestOf);
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const figure = useMemo(
    () => last && drawInput(last.request, last.result, { dark, colours, side: INPUT_PLANE_SIZE, chosen: 0 }),
    [last, dark, colours],
  );
  const distance = last?.result.second?.distances[0];
  return (
    <Pane
      letter={counterpartId(pane)}
      title="Input space"
      legend={
        distance !== undefined && <TexText>{`$\\lVert\\xx^\\prime(\\th)-\\xx^\\prime(\\th^\\prime)\\rVert=${formatFixed(distance, 4)}$`}</TexText>
      }
      busy={busy}
      error={error}
      grown={grown && 'axis'}
      className="pane-inputs"
    >
      {figure && <StaticInputSpace figure={figure} chosen={0} label={figure.summary} />}
      {last && (
        <p className="caption">
          <TexText>{captionOf(last.request, last.result, 0)}</TexText>
        </p>
      )}
    </Pane>
  );
}
