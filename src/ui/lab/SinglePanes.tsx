import { themeOf } from '../../figures/base/colours';
import { clippedSentence, CONTOUR_FATE, frozenNote } from '../../figures/base/surfaceSentences';
import { tickText, levelStep } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { CameraChoice, useSceneCamera } from '../panes/CameraChoice';
import { FigureView, ColourBar, JumpLegend, LegendDot, LegendLine, Pane } from '../panes/Pane';
import { type MainSurface, isSmoothed, useCursor, useFigureStyle, useMainSurface } from '../panes/useMainSurface';
import { useDocument, useExperiment, useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { CutPane, frozenSurfaceRequest } from './CutPane';

export function SurfacePane({
  main,
  size,
  isOneOfTwo = false,
}: {
  readonly main: MainSurface;
  readonly size: FigureStyle['size'];
  readonly isOneOfTwo?: boolean;
}) {
  const cursor = useCursor();
  const theme = themeOf(useDark());
  const { kinked } = main;
  const figureStyle = useFigureStyle({ size, range: main.range, smoothed: isSmoothed(main.run), jumps: kinked?.jumps });
  const camera = useSceneCamera();
  const colours = useDocument((document) => document.view.colours);
  const partner = usePartner();
  const showsCreases = !kinked && figureStyle.creases && !figureStyle.smoothed && (main.run.last?.result.creases.length ?? 0) > 0;
  const legend = (
    <>
      {showsCreases && <LegendLine color={theme.crease}>creases</LegendLine>}
      {kinked && <JumpLegend {...kinked.key} />}
      <LegendDot>θ</LegendDot>
      {partner && <LegendDot open>θ′</LegendDot>}
      <CameraChoice camera={camera} />
    </>
  );
  return (
    <Pane
      letter="A"
      title="Loss surface"
      legend={legend}
      busy={main.run.busy}
      error={main.run.error}
      grown={main.grown && 'range'}
      className="pane-a"
    >
      <FigureView
        figure="surface"
        run={kinked?.run ?? main.run}
        figureStyle={figureStyle}
        camera={camera}
        cursor={cursor}
        partner={partner}
        label="Loss surface"
      />
      {main.range && !isOneOfTwo && <ColourBar range={main.range} colours={colours} lock />}
    </Pane>
  );
}

export function ContourPane({
  main,
  size,
  along,
}: {
  readonly main: MainSurface;
  readonly size: FigureStyle['size'];
  readonly along?: FigureStyle['along'];
}) {
  const cursor = useCursor();
  const partner = usePartner();
  const guide = partner ? undefined : along; // with two weights the profile goes through both instead
  const { kinked } = main;
  const figureStyle = useFigureStyle({
    size,
    range: main.range,
    cursor: guide && cursor,
    along: guide,
    smoothed: isSmoothed(main.run),
    jumps: kinked?.jumps,
  });
  const colours = useDocument((document) => document.view.colours);
  const legend = !along && (
    <>
      {kinked && size !== 'phone' && <JumpLegend {...kinked.key} />}
      {main.range && <ColourBar range={main.range} colours={colours} flat lock />}
    </>
  );
  const result = main.run.last?.result;
  const clipped = main.range && result ? clippedSentence(main.range, result, 'the picture', CONTOUR_FATE) : '';
  const step = main.range && `every ${tickText(levelStep(main.range))} nats${figureStyle.arrows ? '; arrows −∇L' : ''}`;
  const note = clipped === '' ? step : <span title={clipped}>{`${step}. ${clipped}`}</span>;
  return (
    <Pane
      letter="B"
      title="Contour"
      note={note}
      legend={legend}
      busy={main.run.busy}
      error={main.run.error}
      grown={main.grown && 'range'}
      className="pane-b"
    >
      <div className="square">
        <FigureView
          figure="contour"
          run={kinked?.run ?? main.run}
          figureStyle={figureStyle}
          cursor={cursor}
          partner={partner}
          label="Contour of the loss"
        />
      </div>
    </Pane>
  );
}

const usePartner = () => useExperiment((state) => state.viewState.partner);

/** The loss under the attack that is optimal at one weight, frozen: a lower bound of the adversarial loss that touches it there. */
export function FrozenPane({ main, size, bar = false }: { readonly main: MainSurface; readonly size: FigureStyle['size']; readonly bar?: boolean }) {
  const run = useFollowedJob(useSession().runs.surface, 'frozen', frozenSurfaceRequest);
  const figureStyle = useFigureStyle({ size, range: main.range, smoothed: true });
  const camera = useSceneCamera();
  const colours = useDocument((document) => document.view.colours);
  const frozen = run.last?.request.frozenAt;
  const surface = main.run.last?.request.surface;
  const touches = surface?.attack.solver === 'exact' && frozen ? frozenNote(surface.grid, frozen, surface.smoothing.kind !== 'none') : undefined; // other attacks may be beaten by a frozen one
  return (
    <Pane
      letter="F"
      title="Frozen attack"
      note={touches}
      legend={
        <>
          {bar && main.range && <ColourBar range={main.range} colours={colours} flat lock />}
          <CameraChoice camera={camera} />
        </>
      }
      busy={run.busy}
      error={run.error}
      className="pane-f"
    >
      <FigureView figure="surface" run={run} figureStyle={figureStyle} camera={camera} cursor={frozen} label="Loss under the frozen attack" />
    </Pane>
  );
}

/** Panes A, B and C of a single surface. */
export function SinglePanes() {
  const main = useMainSurface();
  const kind = useDocument((document) => document.view.kind);
  const frozen = useExperiment((state) => state.viewState.frozen !== undefined);
  const along = useExperiment((state) => state.along);
  return (
    <div className={`single ${kind}${frozen ? ' frozen' : ''}`}>
      {kind !== 'contour' && <SurfacePane main={main} size={frozen ? 'phone' : 'large'} isOneOfTwo={frozen} />}
      {kind !== 'contour' && frozen && <FrozenPane main={main} size="phone" bar />}
      {kind === 'contour' && <ContourPane main={main} size="large" />}
      {kind === 'both' && (
        <>
          <ContourPane main={main} size="large" along={along} />
          <CutPane main={main} />
        </>
      )}
    </div>
  );
}
