import { themeOf } from '../../figures/base/colours';
import { tickText, levelStep } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { FigureView } from '../panes/FigureView';
import { ColourBar, JumpKey } from '../panes/Legends';
import { Dot, Key, Pane } from '../panes/Pane';
import { type Main, smoothedIn, useCursor, useLook, useMain } from '../panes/useMainSurface';
import { useDocument, useExperiment, useFollow, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { CutPane, frozenOf } from './CutPane';
import { useState } from 'react';

export function SurfacePane({
  main,
  size,
  besides = false,
}: {
  readonly main: Main;
  readonly size: FigureStyle['size'];
  readonly besides?: boolean;
}) {
  const cursor = useCursor();
  const theme = themeOf(useDark());
  const { kinked } = main;
  const look = useLook({ size, range: main.range, smoothed: smoothedIn(main.run), jumps: kinked?.jumps });
  const { experiment } = useSession();
  const eye = useExperiment((state) => state.sight.eye);
  const colours = useDocument((document) => document.view.colours);
  const partner = usePartner();
  const creased = !kinked && look.creases && !look.smoothed && (main.run.last?.result.creases.length ?? 0) > 0;
  const legend = (
    <>
      {creased && <Key color={theme.crease}>creases</Key>}
      {kinked && <JumpKey {...kinked.key} />}
      <Dot>θ</Dot>
      {partner && <Dot open>θ′</Dot>}
    </>
  );
  return (
    <Pane letter="A" title="Loss surface" legend={legend} busy={main.run.busy} error={main.run.error} className="pane-a">
      <FigureView
        figure="surface"
        run={kinked?.run ?? main.run}
        look={look}
        eye={eye}
        cursor={cursor}
        partner={partner}
        onEye={(next) => experiment.look({ eye: next })}
        label="Loss surface"
      />
      {main.range && !besides && <ColourBar range={main.range} colours={colours} />}
    </Pane>
  );
}

export function ContourPane({
  main,
  size,
  along,
}: {
  readonly main: Main;
  readonly size: FigureStyle['size'];
  readonly along?: FigureStyle['along'];
}) {
  const cursor = useCursor();
  const partner = usePartner();
  const guide = partner ? undefined : along; // with two weights the cut goes through both
  const { kinked } = main;
  const look = useLook({ size, range: main.range, cursor: guide && cursor, along: guide, smoothed: smoothedIn(main.run), jumps: kinked?.jumps });
  const colours = useDocument((document) => document.view.colours);
  const legend = !along && (
    <>
      {kinked && size !== 'phone' && <JumpKey {...kinked.key} />}
      {main.range && <ColourBar range={main.range} colours={colours} flat />}
    </>
  );
  const note = main.range && `every ${tickText(levelStep(main.range))} nats${look.arrows ? '; arrows −∇L' : ''}`;
  return (
    <Pane letter="B" title="Contour" note={note} legend={legend} busy={main.run.busy} error={main.run.error} className="pane-b">
      <div className="square">
        <FigureView figure="contour" run={kinked?.run ?? main.run} look={look} cursor={cursor} partner={partner} label="Contour of the loss" />
      </div>
    </Pane>
  );
}

const usePartner = () => useExperiment((state) => state.sight.partner);

/** The surface that comes of an attack kept as it is best at one weight: below the true one, and touching it there. */
export function FrozenPane({ main, size, bar = false }: { readonly main: Main; readonly size: FigureStyle['size']; readonly bar?: boolean }) {
  const run = useFollow(useSession().runs.surface, 'frozen', frozenOf);
  const look = useLook({ size, range: main.range, smoothed: true });
  const eye = useExperiment((state) => state.sight.eye);
  const { experiment } = useSession();
  const colours = useDocument((document) => document.view.colours);
  const frozen = run.last?.request.frozenAt;
  const touches = main.run.last?.request.surface.smoothing.kind === 'none' ? '≤ A, = A at the dot' : '≤ A everywhere';
  return (
    <Pane
      letter="F"
      title="Frozen attack"
      note={touches}
      legend={bar && main.range && <ColourBar range={main.range} colours={colours} flat />}
      busy={run.busy}
      error={run.error}
      className="pane-f"
    >
      <FigureView
        figure="surface"
        run={run}
        look={look}
        eye={eye}
        cursor={frozen}
        onEye={(next) => experiment.look({ eye: next })}
        label="Loss under the frozen attack"
      />
    </Pane>
  );
}

/** Panes A, B, C of one surface. */
export function Single() {
  const main = useMain();
  const kind = useDocument((document) => document.view.kind);
  const frozen = useExperiment((state) => state.sight.frozen !== undefined);
  const [along, setAlong] = useState<NonNullable<FigureStyle['along']>>('theta2');
  return (
    <div className={`single ${kind}${frozen ? ' frozen' : ''}`}>
      {kind !== 'contour' && <SurfacePane main={main} size={frozen ? 'phone' : 'large'} besides={frozen} />}
      {kind !== 'contour' && frozen && <FrozenPane main={main} size="phone" bar />}
      {kind === 'contour' && <ContourPane main={main} size="large" />}
      {kind === 'both' && (
        <>
          <ContourPane main={main} size="large" along={along} />
          <CutPane main={main} along={along} onAlong={setAlong} />
        </>
      )}
    </div>
  );
}
