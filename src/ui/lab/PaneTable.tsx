import { useMemo } from 'react';
import { smoothings } from '../../experiment/choices';
import { fixed, pair } from '../controls/numbers';
import { useDocument, useFollow, useRun, useSession } from '../session';
import { pointOf } from './pointOf';
import { paneId, twinId } from './panes';

/** The pane at the shared θ, beside its second row. */
export function PaneTable({ pane }: { readonly pane: number }) {
  const twins = useDocument((document) => document.view.second === 'smoothed');
  return twins ? <Both pane={pane} /> : <One pane={pane} />;
}

function useReading(pane: number, twin: boolean) {
  const requestOf = useMemo(() => pointOf(pane, twin), [pane, twin]);
  return useFollow(useSession().runs.point, twin ? twinId(pane) : paneId(pane), requestOf).last;
}

/** The largest jump of the gradient along the creases, in words. */
function useJump(slot: string): string {
  const last = useRun(useSession().runs.surface, slot).last;
  if (!last) return '';
  const { kind } = last.request.surface.smoothing;
  const jumps = last.result.creases.flatMap(({ jump }) => jump);
  if (jumps.length === 0) return kind === 'worst-case' ? '–' : 'none';
  const isolated = last.result.creases.every(({ theta }) => theta.length === 1);
  return `${isolated ? '' : 'up to '}${fixed(Math.max(...jumps), 3)}`;
}

/** Spectral norm of a symmetric 2 × 2 matrix given by rows. */
function spectral([a, b, , d]: readonly [number, number, number, number]): number {
  return Math.abs(a + d) / 2 + Math.hypot((a - d) / 2, b);
}

function One({ pane }: { readonly pane: number }) {
  const own = useReading(pane, false);
  const jump = useJump(paneId(pane));
  return (
    <table className="pane-table">
      <thead>
        <tr>
          <th scope="col">{own && `at θ = ${pair(own.result.theta, 2)}`}</th>
          <th scope="col">value</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">loss</th>
          <td>{own && fixed(own.result.shown, 4)}</td>
        </tr>
        <tr>
          <th scope="row">largest gradient jump</th>
          <td className={jump === 'none' ? '' : 'jump'}>{jump}</td>
        </tr>
      </tbody>
    </table>
  );
}

function Both({ pane }: { readonly pane: number }) {
  const [own, twin] = [useReading(pane, false), useReading(pane, true)];
  const [jump, other] = [useJump(paneId(pane)), useJump(twinId(pane))];
  const hessian = twin?.result.hessian ?? own?.result.hessian;
  const word = twin ? smoothings[twin.request.surface.smoothing.kind] : undefined;
  return (
    <table className="pane-table">
      <thead>
        <tr>
          <th scope="col">{own && `at θ = ${pair(own.result.theta, 2)}`}</th>
          <th scope="col">{paneId(pane)}</th>
          <th scope="col">{word && `${twinId(pane)}, ${word.word === 'none' ? 'plain' : word.word}`}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">value</th>
          <td>{own && fixed(own.result.shown, 4)}</td>
          <td>{twin && fixed(twin.result.shown, 4)}</td>
        </tr>
        <tr>
          <th scope="row">largest gradient jump</th>
          <td className={jump === 'none' ? '' : 'jump'}>{jump}</td>
          <td className={other === 'none' ? '' : 'jump'}>{other}</td>
        </tr>
        {hessian && (
          <tr>
            <th scope="row">curvature at θ, ‖∇²F‖</th>
            <td>{own?.result.hessian && fixed(spectral(own.result.hessian), 3)}</td>
            <td>{twin?.result.hessian && fixed(spectral(twin.result.hessian), 3)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
