import { useMemo } from 'react';
import { normName, smoothings, strengthOf } from '../../experiment/choices';
import { cutSurfaces, frozenRequest, lineRequest, surfaceRequest } from '../../experiment/requests';
import { cursorOf, type Experiment } from '../../experiment/store';
import { curveStyles } from '../../figures/cut';
import type { Look } from '../../figures/kinds';
import { lineStyles } from '../../figures/lineCut';
import { fixed } from '../controls/numbers';
import { useExperiment, useFollow, useSession } from '../session';
import { useDark } from '../theme';
import { FigureView } from './FigureView';
import { LineCut } from './LineCut';
import { smoothedIn, type Main } from './main';
import { Key, Pane } from './Pane';
import { useCursor, useLook } from './useLook';

const besideOf = [0, 1].map((i) => (state: Experiment) => {
  const line = cutSurfaces(state.document)[i];
  return line && surfaceRequest(line.surface, state.backend);
});
const lineOf = (state: Experiment) => state.sight.partner && lineRequest(state.document, cursorOf(state), state.sight.partner, state.sight.frozen);
export const frozenOf = (state: Experiment) => state.sight.frozen && frozenRequest(state.document, state.backend, state.sight.frozen);

export interface CutProps {
  readonly main: Main;
  readonly along: NonNullable<Look['along']>;
  readonly onAlong: (along: NonNullable<Look['along']>) => void;
}

/** The loss along a line: through both weights where there are two, else along one weight through the cursor. */
export function CutPane(props: CutProps) {
  const two = useExperiment((state) => state.sight.partner !== undefined);
  return two ? <LinePane /> : <AxisPane {...props} />;
}

/** The loss along one weight through the cursor, and what it would be under other attacks, or under a frozen one. */
function AxisPane({ main, along, onAlong }: CutProps) {
  const { runs } = useSession();
  const cursor = useCursor();
  const first = useFollow(runs.surface, 'cut 1', besideOf[0]!);
  const second = useFollow(runs.surface, 'cut 2', besideOf[1]!);
  const frozen = useFollow(runs.surface, 'frozen', frozenOf);
  const on = useExperiment((state) => state.sight.frozen !== undefined);
  const look = useLook({ size: 'pane', cursor, along, smoothed: smoothedIn(main.run) });
  const others = useMemo(
    () => (on ? [frozen.last, second.last] : [first.last, second.last]).flatMap((last) => last ?? []),
    [on, frozen.last, first.last, second.last],
  );
  const beside = useMemo(() => others.map(({ result }) => result), [others]);
  const styles = curveStyles(look.dark);
  const held = along === 'theta2' ? 'θ₁' : 'θ₂';
  const free = along === 'theta2' ? 'θ₂' : 'θ₁';
  const legend = [...(main.run.last ? [main.run.last] : []), ...others].map(({ request: { surface, frozenAt } }, i) => (
    <Key key={i} color={styles[i]?.color ?? ''} dash={styles[i]?.dash ?? 'solid'}>
      {frozenAt ? 'frozen' : surface.smoothing.kind === 'none' ? normName(surface.attack.norm) : smoothings[surface.smoothing.kind].word}
    </Key>
  ));
  return (
    <Pane
      letter="C"
      title={`Cut at ${held} = ${fixed(cursor[along === 'theta2' ? 0 : 1], 2)}`}
      note={
        <button type="button" className="link" aria-label={`Hold ${free} instead`} onClick={() => onAlong(along === 'theta2' ? 'theta1' : 'theta2')}>
          hold {free}
        </button>
      }
      legend={legend}
      error={first.error ?? second.error ?? frozen.error}
      className="pane-c"
    >
      <FigureView figure="cut" run={main.run} look={look} beside={beside} label="Cut through the loss" />
    </Pane>
  );
}

/** The loss and its directional derivative through θ and θ′, with smoothing and without. */
function LinePane() {
  const run = useFollow(useSession().runs.line, 'C', lineOf);
  const { plain, smoothed, frozen } = lineStyles(useDark());
  const request = run.last?.request;
  const strength = request && strengthOf(request.smoothing);
  const legend = request && (
    <>
      <Key color={plain.color} dash={plain.dash}>
        {normName(request.surface.attack.norm)}
      </Key>
      {run.last?.result.frozen && (
        <Key color={frozen.color} dash={frozen.dash}>
          frozen
        </Key>
      )}
      <Key color={smoothed.color} dash={smoothed.dash}>
        {smoothings[request.smoothing.kind].word} {strength === undefined ? '' : fixed(strength, 2)}
      </Key>
    </>
  );
  return (
    <Pane letter="C" title="Cut from θ to θ′" legend={legend} error={run.error} className="pane-c">
      {run.last && <LineCut request={run.last.request} result={run.last.result} />}
    </Pane>
  );
}
