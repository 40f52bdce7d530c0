import type { Viewport } from '../../figures/base/pixelMapping';
import { sharedRange } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { landscapeCaption, landscapeSummary, lossText, SLICE_AXES, sliceLines, type TitledSlice } from '../../figures/networks/landscapePage';
import { sliceSurface } from '../../figures/networks/measuredSlice';
import { contourFigure } from '../../figures/plotly/contour';
import { surfaceFigure } from '../../figures/plotly/surface';
import type { ShownSlice } from '../../state/runs/landscapeSubjects';
import type { Measurement } from '../../state/runs/measurements';
import { CameraChoice, useSceneCamera } from '../panes/CameraChoice';
import { ColourBar, Pane } from '../panes/Pane';
import { Drawing } from '../plot/Drawing';
import { Plot } from '../plot/Plot';
import { useChoice, useDocument } from '../session/session';
import { PHONE_QUERY, useDark, useMedia } from '../session/theme';
import { LayerTable, SelfTestBadge } from './LandscapeReports';
import { PathMarks, PathTable } from './PathReport';
import { useMemo, useState } from 'react';

interface MeasuredSlice extends TitledSlice {
  readonly key: string;
  readonly status: Measurement<'landscape'>['status'];
}

/** The figures of what is measured, and under them how each was. */
export function LandscapeFigures({ slices }: { readonly slices: readonly ShownSlice[] }) {
  const measured = useMemo(
    () =>
      slices.flatMap(({ key, title, landscape }): MeasuredSlice[] =>
        landscape?.result ? [{ key, title, result: landscape.result, status: landscape.status }] : [],
      ),
    [slices],
  );
  const drawn = useDrawnSlices(measured);
  if (measured.length === 0)
    return (
      <p className="caption landscape-note">Draw measures the loss around these weights, from coarse to fine; it stops and goes on at any node.</p>
    );
  const plane = measured.some(({ result }) => result.slice.b.length > 1);
  return (
    <>
      {plane ? <Planes measured={drawn} /> : <Lines measured={drawn} />}
      {measured.map(({ key, title, result }) => (
        <section key={key} className="landscape-report" aria-label={title || 'How it was measured'}>
          <p className="note">
            {title && <b>{title}. </b>}
            {lossText(result)}
          </p>
          {result.selfTest && <SelfTestBadge checks={result.selfTest} />}
          <p className="caption">{landscapeCaption(result)}</p>
          {result.path && <PathTable path={result.path} />}
          {result.directions && <LayerTable directions={result.directions} />}
        </section>
      ))}
    </>
  );
}

/** What the figure of a slice depends on: nodes beyond the complete level are not drawn. */
const drawnKey = (measured: readonly MeasuredSlice[]): string =>
  JSON.stringify(
    measured.map(({ key, title, status, result: { level, done, of, smoothed, path, choice } }) => [
      key,
      title,
      status,
      level,
      done === of,
      choice.smoothing,
      smoothed !== null,
      path !== null,
    ]),
  );

/** The slices as they were when their figures last changed: a figure is not drawn anew for every node. */
function useDrawnSlices(measured: readonly MeasuredSlice[]): readonly MeasuredSlice[] {
  const [drawn, setDrawn] = useState(measured);
  if (drawnKey(drawn) === drawnKey(measured)) return drawn;
  setDrawn(measured);
  return measured;
}

const letter = (k: number): string => String.fromCharCode(65 + k);

/** Slices of two dimensions over one range of losses: surface and contour of one, or one figure of each. */
function Planes({ measured }: { readonly measured: readonly MeasuredSlice[] }) {
  const dark = useDark();
  const phone = useMedia(PHONE_QUERY);
  const [kind] = useChoice('landscapeFigure');
  const colours = useDocument((document) => document.view.colours);
  const camera = useSceneCamera();
  const surfaces = useMemo(
    () =>
      measured.flatMap((slice) => {
        const surface = sliceSurface(slice.result);
        return surface ? [{ ...slice, surface }] : [];
      }),
    [measured],
  );
  const drawn = useMemo(() => {
    const range = sharedRange(surfaces.map(({ surface }) => surface));
    const kinds = surfaces.length > 1 ? [kind] : (['surface', 'contour'] as const);
    const style: FigureStyle = {
      ...{ dark, colours, range, creases: false, minimum: true, arrows: false, smoothed: true, axes: SLICE_AXES },
      size: phone ? 'phone' : surfaces.length > 1 ? 'pane' : 'large',
    };
    const draw = { surface: surfaceFigure, contour: contourFigure };
    const panes = surfaces.flatMap(({ key, title, result, status, surface }) =>
      kinds.map((name) => {
        const figure = draw[name](surface, style, landscapeSummary(result));
        const path = result.path ?? [];
        return {
          ...{ key: `${key} ${name}`, kind: name, figure, busy: status === 'running' && result.done < result.of },
          title: title || (name === 'surface' ? 'Loss surface' : 'Contour'),
          overlay: path.length > 0 ? (viewport: Viewport) => <PathMarks path={path} figure={figure} viewport={viewport} /> : undefined,
        };
      }),
    );
    return { range, panes };
  }, [surfaces, kind, dark, colours, phone]);
  if (surfaces.length === 0) return <p className="caption landscape-note">The coarsest lattice is being measured.</p>;
  const lastScene = drawn.panes.findLastIndex((pane) => pane.kind === 'surface');
  return (
    <div className={`landscape-panes of-${drawn.panes.length}`}>
      {drawn.panes.map((pane, k) => (
        <Pane
          key={pane.key}
          letter={letter(k)}
          title={pane.title}
          busy={pane.busy}
          legend={
            pane.kind === 'surface' ? (
              k === 0 && <CameraChoice camera={camera} />
            ) : k === 0 || drawn.panes.length === 2 ? (
              <ColourBar range={drawn.range} colours={colours} flat />
            ) : null
          }
        >
          {pane.kind === 'surface' ? (
            <>
              <Plot figure={pane.figure} label={`${pane.title}, surface`} camera={camera} overlay={pane.overlay} />
              {k === lastScene && <ColourBar range={drawn.range} colours={colours} />}
            </>
          ) : (
            <div className="square">
              <Plot figure={pane.figure} label={`${pane.title}, contour`} overlay={pane.overlay} />
            </div>
          )}
        </Pane>
      ))}
    </div>
  );
}

/** Width and height of a chart in pixels. */
const chartSizes = { phone: [360, 260], whole: [900, 360], half: [520, 320] } as const;

/** Slices of one dimension over one range of losses. */
function Lines({ measured }: { readonly measured: readonly MeasuredSlice[] }) {
  const dark = useDark();
  const phone = useMedia(PHONE_QUERY);
  const charts = useMemo(() => sliceLines(measured, dark), [measured, dark]);
  const [width, height] = chartSizes[phone ? 'phone' : charts.length > 1 ? 'half' : 'whole'];
  const busy = measured.some(({ status, result }) => status === 'running' && result.done < result.of);
  return (
    <div className={`landscape-panes lines of-${charts.length}`}>
      {charts.map(({ title, draw }, k) => (
        <Pane key={title} letter={letter(k)} title={title || 'Loss along a line'} busy={busy}>
          <Drawing draw={draw} width={width} height={height} label={measured.map(({ result }) => landscapeSummary(result)).join(' ')} />
        </Pane>
      ))}
    </div>
  );
}
