import { useState } from 'react';
import { levelStep } from '../../figures/contour';
import { themeOf } from '../../figures/colours';
import { tickText } from '../../figures/range';
import type { Look } from '../../figures/kinds';
import { CutPane } from './CutPane';
import { useDocument, useExperiment, useSession } from '../session';
import { useDark } from '../theme';
import { ColourBar } from './ColourBar';
import { FigureView } from './FigureView';
import { smoothedIn, useMain, type Main } from './main';
import { Dot, Key, Pane } from './Pane';
import { useCursor, useLook } from './useLook';

export function SurfacePane({ main, size }: { readonly main: Main; readonly size: Look['size'] }) {
  const cursor = useCursor();
  const theme = themeOf(useDark());
  const look = useLook({ size, range: main.range, smoothed: smoothedIn(main.run) });
  const { experiment } = useSession();
  const eye = useExperiment((state) => state.sight.eye);
  const colours = useDocument((document) => document.view.colours);
  const creased = look.creases && !look.smoothed && (main.run.last?.result.creases.length ?? 0) > 0;
  const legend = (
    <>
      {creased && <Key color={theme.crease}>creases</Key>}
      <Dot>θ</Dot>
    </>
  );
  return (
    <Pane letter="A" title="Loss surface" legend={legend} busy={main.run.busy} error={main.run.error} className="pane-a">
      <FigureView
        figure="surface"
        run={main.run}
        look={look}
        eye={eye}
        cursor={cursor}
        onEye={(next) => experiment.look({ eye: next })}
        label="Loss surface"
      />
      {main.range && <ColourBar range={main.range} colours={colours} />}
    </Pane>
  );
}

export function ContourPane({ main, size, along }: { readonly main: Main; readonly size: Look['size']; readonly along?: Look['along'] }) {
  const cursor = useCursor();
  const look = useLook({ size, range: main.range, cursor: along && cursor, along, smoothed: smoothedIn(main.run) });
  const colours = useDocument((document) => document.view.colours);
  const legend = !along && main.range && <ColourBar range={main.range} colours={colours} flat />;
  const note = main.range && `every ${tickText(levelStep(main.range))} nats${look.arrows ? '; arrows −∇L' : ''}`;
  return (
    <Pane letter="B" title="Contour" note={note} legend={legend} busy={main.run.busy} error={main.run.error} className="pane-b">
      <div className="square">
        <FigureView figure="contour" run={main.run} look={look} cursor={cursor} label="Contour of the loss" />
      </div>
    </Pane>
  );
}

/** Panes A, B, C of one surface. */
export function Single() {
  const main = useMain();
  const kind = useDocument((document) => document.view.kind);
  const [along, setAlong] = useState<NonNullable<Look['along']>>('theta2');
  return (
    <div className={`single ${kind}`}>
      {kind !== 'contour' && <SurfacePane main={main} size="large" />}
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
