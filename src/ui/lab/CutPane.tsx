import { useMemo } from 'react';
import { normName, smoothings } from '../../experiment/choices';
import { cutSurfaces, surfaceRequest } from '../../experiment/requests';
import type { Experiment } from '../../experiment/store';
import { curveStyles } from '../../figures/cut';
import type { Look } from '../../figures/kinds';
import { fixed } from '../controls/numbers';
import { useFollow, useSession } from '../session';
import { FigureView } from './FigureView';
import { smoothedIn, type Main } from './main';
import { Key, Pane } from './Pane';
import { useCursor, useLook } from './useLook';

const besideOf = [0, 1].map((i) => (state: Experiment) => {
  const line = cutSurfaces(state.document)[i];
  return line && surfaceRequest(line.surface, state.backend);
});

/** The loss along one weight through the cursor, and what it would be under other attacks. */
export function CutPane({
  main,
  along,
  onAlong,
}: {
  readonly main: Main;
  readonly along: NonNullable<Look['along']>;
  readonly onAlong: (along: NonNullable<Look['along']>) => void;
}) {
  const { runs } = useSession();
  const cursor = useCursor();
  const first = useFollow(runs.surface, 'cut 1', besideOf[0]!);
  const second = useFollow(runs.surface, 'cut 2', besideOf[1]!);
  const look = useLook({ size: 'pane', cursor, along, smoothed: smoothedIn(main.run) });
  const lines = [main.run, first, second].flatMap((run) => (run.last ? [run.last] : []));
  const beside = useMemo(
    () => [first.last?.result, second.last?.result].flatMap((result) => result ?? []),
    [first.last?.result, second.last?.result],
  );
  const styles = curveStyles(look.dark);
  const held = along === 'theta2' ? 'θ₁' : 'θ₂';
  const free = along === 'theta2' ? 'θ₂' : 'θ₁';
  const legend = lines.map(({ request: { surface } }, i) => (
    <Key key={i} color={styles[i]?.color ?? ''} dash={styles[i]?.dash ?? 'solid'}>
      {surface.smoothing.kind === 'none' ? normName(surface.attack.norm) : smoothings[surface.smoothing.kind].word}
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
      error={first.error ?? second.error}
      className="pane-c"
    >
      <FigureView figure="cut" run={main.run} look={look} beside={beside} label="Cut through the loss" />
    </Pane>
  );
}
