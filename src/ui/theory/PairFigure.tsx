import { themeOf } from '../../figures/base/colours';
import { isInPicture, type PictureRange } from '../../figures/base/gridSampling';
import { outsideSentence } from '../../figures/base/surfaceSentences';
import { sharedRange, tickText, levelStep } from '../../figures/base/ticks';
import type { Figure, FigureStyle } from '../../figures/base/types';
import { figures } from '../../figures/plotly';
import { withLevelSetOutline } from '../../figures/plotly/contour';
import type { TheoremName } from '../../math/theory/catalogue';
import type { StartingPoint, WorstPair } from '../../math/theory/types';
import type { Experiment } from '../../state/experimentStore';
import { surfaceRequest } from '../../state/requests';
import type { TheoremRequest } from '../../state/theoremBench';
import type { SurfaceRequest } from '../../worker/rpc/protocol';
import { Plot } from '../plot/Plot';
import { useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { useTheoryOptions } from './theoryHooks';
import { useCallback, useMemo } from 'react';

/** Whether a theorem is about the smoothed loss. */
const isSmoothed = (id: TheoremName): boolean => id.startsWith('theorem-3');

/** The chosen card's worst pair on the contour of the loss or the smoothed loss, whichever the theorem is about. */
export function PairFigure({
  id,
  request,
  worst,
  start,
}: {
  readonly id: TheoremName;
  readonly request: TheoremRequest;
  readonly worst: WorstPair | undefined;
  /** θ⁰, whose level set is outlined; a press on the contour moves it. */
  readonly start?: StartingPoint | undefined;
}) {
  const { setStart } = useTheoryOptions();
  const { runs } = useSession();
  const dark = useDark();
  const requestOf = useCallback(
    (state: Experiment): SurfaceRequest => {
      const { smoothing: ofDocument } = request.surface;
      const gamma = ofDocument.kind === 'entropy-sgd' ? ofDocument.gamma : request.options.gamma;
      const smoothing = isSmoothed(id) ? ({ kind: 'entropy-sgd', gamma, normalised: true } as const) : ({ kind: 'none' } as const);
      return surfaceRequest({ ...request.surface, smoothing }, state.backend);
    },
    [id, request],
  );
  const { last, error } = useFollowedJob(runs.surface, 'pair surface', requestOf);
  const style = useMemo<FigureStyle>(
    () => ({
      dark,
      colours: 'tide',
      size: 'phone',
      creases: true,
      minimum: false,
      arrows: false,
      smoothed: last?.request.surface.smoothing.kind !== 'none',
    }),
    [dark, last],
  );
  const figure = useMemo(() => {
    if (!last) return undefined;
    const drawn = figures.contour.draw(last.result, last.request, style);
    const outlined = start ? withLevelSetOutline(drawn, last.result.grid, start, dark) : drawn;
    return worst ? withPair(outlined, worst, dark) : outlined;
  }, [last, style, worst, start, dark]);
  return (
    <>
      <div className="pair-figure">
        {figure && <Plot figure={figure} label="The worst pair on the contour" cursor={start?.theta} cursorName="θ⁰" onPick={start && setStart} />}
        {!figure && !error && <p className="note empty">The first surface is on its way.</p>}
      </div>
      {error && <p className="error">{error}</p>}
      {last && (
        <p className="note pair-note">
          {last.request.surface.smoothing.kind === 'none' ? 'Loss' : 'Smoothed loss'}, a level every {tickText(levelStep(sharedRange([last.result])))}{' '}
          nats; first weight filled, second open.
          {worst && pairOutside(last.request.surface.grid, worst)}
          {start && ` The thick line is the rim of the level set of θ⁰, which is marked; press on the contour to move it.`}
        </p>
      )}
    </>
  );
}

/** Which weights of the pair the picture does not show. */
function pairOutside(range: PictureRange, { theta: [first, second] }: WorstPair): string {
  const sentence = outsideSentence(range, [
    { name: 'the first weight', theta: first },
    { name: 'the second weight', theta: second },
  ]);
  return sentence === '' ? '' : ` ${sentence} The statement speaks of all ‖θ‖ up to the corners of the picture.`;
}

/** The figure with the pair on top: first weight filled, second open, joined by a white line. */
function withPair(figure: Figure, { theta: [first, second] }: WorstPair, dark: boolean): Figure {
  const { theta } = themeOf(dark);
  const [x, y] = [
    [first[0], second[0]],
    [first[1], second[1]],
  ] as const;
  const shown = [
    { at: second, size: 11, colour: '#ffffff', rim: theta },
    { at: first, size: 9, colour: theta, rim: '#ffffff' },
  ].filter(({ at }) => figure.geometry.kind === 'plane' && isInPicture(figure.geometry, at));
  const summary = `Worst pair at (${first.map((v) => v.toPrecision(4)).join(', ')}) and (${second.map((v) => v.toPrecision(4)).join(', ')}).`;
  return {
    ...figure,
    data: [
      ...figure.data,
      { type: 'scatter', mode: 'lines', x: [...x], y: [...y], line: { width: 2, color: '#ffffff' }, hoverinfo: 'skip' },
      {
        type: 'scatter',
        mode: 'markers',
        x: shown.map(({ at }) => at[0]),
        y: shown.map(({ at }) => at[1]),
        marker: {
          size: shown.map(({ size }) => size),
          color: shown.map(({ colour }) => colour),
          line: { width: 2, color: shown.map(({ rim }) => rim) },
        },
        hoverinfo: 'skip',
        cliponaxis: false,
      },
    ],
    summary: `${figure.summary} ${summary}`,
  };
}
