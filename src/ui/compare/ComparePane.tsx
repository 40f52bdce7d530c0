import { smoothings } from '../../documents/labels';
import type { SurfaceChoice, SurfaceDocument, View } from '../../documents/surfaceDocument';
import type { ShownRange } from '../../figures/base/heldRange';
import { clippedSentence, CONTOUR_FATE } from '../../figures/base/surfaceSentences';
import type { JumpScales } from '../../figures/base/kinks';
import type { FigureId } from '../../figures/plotly';
import type { Experiment } from '../../state/experimentStore';
import { type JobResult, paneSurface, surfaceRequest, counterpartOf } from '../../state/jobResults';
import { Tex } from '../controls/Tex';
import { CameraChoice, useSceneCamera } from '../panes/CameraChoice';
import { FigureView, Pane } from '../panes/Pane';
import { exponentTex } from '../panes/readoutFormulas';
import { type SurfaceWithKinks, paneKinksRequest, isSmoothed, useCursor, useSurfaceWithKinks, useFigureStyle } from '../panes/useMainSurface';
import type { SceneCamera } from '../plot/Plot';
import { useDocument, useExperiment, useFollowedJob, useJobResult, useSession } from '../session/session';
import { PaneInputs, PaneTable } from './PaneReadouts';
import { counterpartId, paneId } from '../../figures/charts/paneTitles';
import { type ReactNode, useCallback, useMemo } from 'react';

/** Ranges of the values of a pane: of the loss, of the loss of its twin, and of the other quantity in its second row. */
export interface PaneRanges {
  readonly range: ShownRange | undefined;
  readonly twin: ShownRange | undefined;
  readonly second: ShownRange | undefined;
}

export interface ComparePaneProps {
  /** Undefined before the first result. */
  readonly ranges: PaneRanges | undefined;
  readonly pane: number;
  readonly title: string;
  /** Whether it is the first of its row. */
  readonly startsRow: boolean;
  /** Colours of kinks, shared by all panes. */
  readonly scales: JumpScales | undefined;
  /** The colour bar, if it is in this pane: in its head when flat. */
  readonly bar: { readonly node: ReactNode; readonly flat: boolean } | undefined;
}

/** Length of a title up to which a formula fits beside it, in characters. */
const MAX_TITLE_BESIDE_FORMULA = 24;

/** Whether the second row has no surfaces, so that the first is the last with a colour bar. */
export const hasOneSurfaceRow = (second: View['second']): boolean => second === 'none' || second === 'inputs';

/** Id of the element of a pane, which its entry in the list brings into view. */
export const paneElementId = (pane: number): string => `pane-${paneId(pane)}`;

/** One column of a comparison: the pane, its second row, its table. */
export function ComparePane({ pane, title, startsRow, ranges, scales, bar }: ComparePaneProps) {
  const { runs, experiment } = useSession();
  const view = useDocument((document) => document.view);
  const chosen = useExperiment((state) => state.pane === pane);
  const camera = useSceneCamera(useExperiment((state) => (state.linked.camera ? undefined : pane)));
  const requestOf = useCallback(
    (state: Experiment) => {
      const surface = paneSurface(state.document, pane);
      const { arrows, second: row } = state.document.view;
      return surface && surfaceRequest(surface, state.backend, arrows || row === 'gradient');
    },
    [pane],
  );
  const run = useFollowedJob(runs.surface, paneId(pane), requestOf);
  const kinked = usePaneKinks(pane, paneId(pane), run, scales, sameSurface);
  const first = useJobResult(runs.surface, 'A').last?.result;
  const surface = run.last?.request.surface;
  const others = useMemo(() => (first ? [first] : []), [first]);
  const choose = () => experiment.store.setState({ pane });
  const kinds: readonly FigureId[] = view.kind === 'both' ? ['surface', 'contour'] : [view.kind];
  const flat = view.kind === 'contour';
  const [head, body] = bar?.flat ? [bar.node, null] : [null, bar?.node];
  return (
    <div
      id={paneElementId(pane)}
      className={`compare-pane${startsRow ? ' starts-row' : ''}${chosen ? ' chosen' : ''}`}
      onPointerDown={choose}
      onFocus={choose}
    >
      {kinds.map((figure, row) => (
        <Pane
          key={figure}
          letter={paneId(pane)}
          title={surface ? title : ''}
          legend={
            <>
              {figure === 'surface' && <CameraChoice camera={camera} />}
              {hasOneSurfaceRow(view.second) && row === kinds.length - 1 && head}
              {row === 0 && surface && title.length <= MAX_TITLE_BESIDE_FORMULA && <Tex>{formulaOf(surface)}</Tex>}
            </>
          }
          busy={run.busy}
          error={run.error}
          grown={ranges?.range?.grown && 'range'}
          note={
            figure === 'contour' && ranges?.range && run.last && clippedSentence(ranges.range.range, run.last.result, 'the picture', CONTOUR_FATE)
          }
        >
          <PaneFigure figure={figure} run={run} kinked={kinked} range={ranges?.range} pane={pane} camera={camera} smoothed={isSmoothed(run)} />
          {hasOneSurfaceRow(view.second) && row === kinds.length - 1 && body}
        </Pane>
      ))}
      {view.second === 'smoothed' && (
        <Twin pane={pane} range={ranges?.twin} scales={scales} camera={camera} figure={flat ? 'contour' : 'surface'} bar={bar} />
      )}
      {view.second === 'inputs' && <PaneInputs pane={pane} />}
      {(view.second === 'difference' || view.second === 'gradient') && (
        <Pane
          letter={counterpartId(pane)}
          title={view.second === 'gradient' ? 'length of the gradient' : pane === 0 ? 'the reference' : `${paneId(pane)} − A`}
          legend={head}
          grown={ranges?.second?.grown && 'range'}
        >
          {view.second === 'difference' && pane === 0 ? (
            <p className="note empty">The other panes show here by how much they lie above A.</p>
          ) : view.second === 'gradient' && run.last && !run.last.result.gradient ? (
            <p className="note empty">The gradients are on their way.</p>
          ) : (
            <PaneFigure figure={derivedFigure(view.second, flat)} run={run} range={ranges?.second} pane={pane} camera={camera} others={others} />
          )}
          {body}
        </Pane>
      )}
      <PaneTable pane={pane} />
    </div>
  );
}

const sameSurface = (_document: SurfaceDocument, surface: SurfaceChoice): SurfaceChoice => surface;

/** A surface of a pane or its twin with its kinks, in the colour scales of all panes. */
function usePaneKinks(
  pane: number,
  slot: string,
  run: JobResult<'surface'>,
  scales: JumpScales | undefined,
  as: typeof sameSurface,
): SurfaceWithKinks | undefined {
  const requestOf = useCallback((state: Experiment) => paneKinksRequest(state, pane, (surface) => as(state.document, surface)), [pane, as]);
  const kinks = useFollowedJob(useSession().runs.kinks, slot, requestOf);
  return useSurfaceWithKinks(run, kinks, scales !== undefined, scales);
}

const derivedFigure = (second: View['second'], flat: boolean): FigureId =>
  second === 'difference' ? (flat ? 'differenceContour' : 'difference') : flat ? 'gradientContour' : 'gradient';

function formulaOf(surface: SurfaceChoice): string {
  const sum = surface.points.length > 1 ? '\\tfrac1N\\textstyle\\sum' : '';
  const plain = `${sum}\\log\\bigl(1+e^{${exponentTex(surface)}}\\bigr)`;
  return surface.smoothing.kind === 'entropy-sgd' ? `\\hat F,\\ \\ga=\\cga{${Number(surface.smoothing.gamma.toPrecision(3))}}` : plain;
}

/** The twin of a pane (A′): its surface smoothed, or unsmoothed if it is smoothed. */
function Twin({
  pane,
  range,
  scales,
  camera,
  figure,
  bar,
}: Omit<ComparePaneProps, 'ranges' | 'title' | 'startsRow'> & Pick<PaneFigureProps, 'range' | 'figure' | 'camera'>) {
  const { runs } = useSession();
  const requestOf = useCallback(
    (state: Experiment) => {
      const surface = paneSurface(state.document, pane);
      return surface && surfaceRequest(counterpartOf(state.document, surface), state.backend);
    },
    [pane],
  );
  const run = useFollowedJob(runs.surface, counterpartId(pane), requestOf);
  const kinked = usePaneKinks(pane, counterpartId(pane), run, scales, counterpartOf);
  const surface = run.last?.request.surface;
  return (
    <Pane
      letter={counterpartId(pane)}
      title={surface ? smoothings[surface.smoothing.kind].title : ''}
      legend={
        <>
          {bar?.flat && bar.node}
          {surface?.smoothing.kind === 'entropy-sgd' && <Tex>{formulaOf(surface)}</Tex>}
        </>
      }
      busy={run.busy}
      error={run.error}
      grown={range?.grown && 'range'}
    >
      <PaneFigure figure={figure} run={run} kinked={kinked} range={range} pane={pane} camera={camera} smoothed={isSmoothed(run)} />
      {!bar?.flat && bar?.node}
    </Pane>
  );
}

interface PaneFigureProps {
  readonly figure: FigureId;
  readonly run: JobResult<'surface'>;
  readonly kinked?: SurfaceWithKinks | undefined;
  readonly range: ShownRange | undefined;
  readonly pane: number;
  readonly camera: SceneCamera;
  readonly smoothed?: boolean;
  readonly others?: Parameters<typeof FigureView>[0]['others'];
}

function PaneFigure({ figure, run: bareRun, kinked, range, pane, camera, smoothed = false, others }: PaneFigureProps) {
  const linkedCursor = useExperiment((state) => state.linked.cursor);
  const chosen = useExperiment((state) => state.pane === pane);
  const cursor = useCursor();
  const run = kinked?.run ?? bareRun;
  const figureStyle = useFigureStyle({ size: 'pane', range: range?.range, smoothed, jumps: kinked?.jumps });
  const label = `Pane ${paneId(pane)}`;
  const view = (
    <FigureView
      figure={figure}
      run={run}
      figureStyle={figureStyle}
      label={label}
      {...(others && { others })}
      camera={camera}
      cursor={linkedCursor || chosen ? cursor : undefined}
    />
  );
  return /contour$/i.test(figure) ? <div className="square">{view}</div> : view;
}
