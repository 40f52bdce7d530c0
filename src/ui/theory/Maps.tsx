import { finiteRange, tickText } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { figures } from '../../figures/plotly';
import { type MapName, maps } from '../../math/analysis/curvatureMaps';
import type { Pair } from '../../math/core/types';
import type { Experiment } from '../../state/experimentStore';
import { mapRequest, surfaceRequest } from '../../state/requests';
import type { MapRequest, MapResult, SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { coloured, Tex } from '../controls/Tex';
import { ColourBar } from '../panes/Pane';
import { Plot } from '../plot/Plot';
import { useChoice, useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { useCallback, useMemo } from 'react';

const options = [
  { value: 'gradient-norm', label: <Tex>{'\\lVert\\nabla L\\rVert'}</Tex>, name: maps['gradient-norm'].label },
  { value: 'largest-eigenvalue', label: <Tex>{'\\lambda_{\\max}'}</Tex>, name: maps['largest-eigenvalue'].label },
  { value: 'smallest-eigenvalue', label: <Tex>{'\\lambda_{\\min}'}</Tex>, name: maps['smallest-eigenvalue'].label },
  { value: 'lipschitz-ratio', label: <Tex>{'\\Delta\\nabla/h'}</Tex>, name: maps['lipschitz-ratio'].label },
] as const satisfies readonly { readonly value: MapName; readonly label: unknown; readonly name: string }[];

/** Outliers near a kink would flatten the colours: where the maximum exceeds this quantile's range by OUTLIER_RATIO, colours end at the quantile. */
const COLOUR_QUANTILE = 0.93;
const OUTLIER_RATIO = 4;

const requestOfSurface = ({ document, backend }: Experiment): SurfaceRequest => surfaceRequest(document, backend);

/** Maps of the gradient norm, curvatures or Lipschitz ratio of the document's surface over the plane of weights. */
export function WeightMaps() {
  const { runs } = useSession();
  const [name, setName] = useChoice('map');
  const requestOf = useCallback(({ document }: Experiment): MapRequest => mapRequest(document, name), [name]);
  const map = useFollowedJob(runs.map, 'map', requestOf);
  const surface = useFollowedJob(runs.surface, 'A', requestOfSurface);
  return (
    <Section title="Maps over the plane of weights" note="float64">
      <Segment label="Map" options={options} value={name} onChange={setName} />
      {map.last && surface.last && <MapFigure map={map.last.result} request={map.last.request} surface={surface.last} />}
      {!map.last && !map.error && <p className="note">The first map is on its way.</p>}
      {map.error && (
        <p className="error" role="alert">
          {map.error}
        </p>
      )}
    </Section>
  );
}

function MapFigure({
  map,
  request,
  surface,
}: {
  readonly map: MapResult;
  readonly request: MapRequest;
  readonly surface: { readonly request: SurfaceRequest; readonly result: SurfaceResult };
}) {
  const dark = useDark();
  const range = useMemo(() => colourRange(map.grid.z), [map]);
  const [low, high] = finiteRange(map.grid.z);
  const isClipped = high > range[1];
  const figure = useMemo(() => {
    const style: FigureStyle = { dark, colours: 'tide', size: 'phone', creases: true, minimum: false, arrows: false, range };
    const drawn = figures.contour.draw(
      { ...surface.result, grid: { ...map.grid, z: map.grid.z.map((v) => Math.min(v, range[1])) } },
      surface.request,
      style,
    );
    return { ...drawn, summary: `${maps[request.name].label}, from ${low.toPrecision(4)} to ${high.toPrecision(4)}.` };
  }, [map, request, surface, dark, range, low, high]);
  return (
    <>
      <div className="pair-figure">
        <Plot figure={figure} label={`Map: ${maps[request.name].label}`} />
      </div>
      <ColourBar range={range} colours="tide" unit={maps[request.name].label} digits={4} flat />
      <p className="caption theory-words">
        {maps[request.name].label[0]?.toUpperCase()}
        {maps[request.name].label.slice(1)}
        {map.numerical ? ', by differences of gradients' : request.name === 'lipschitz-ratio' ? ', between exact gradients' : ', in closed form'}
        {isClipped && `; the largest, ${high.toPrecision(4)}, lies beyond the colours`}.{low === high && ` It is ${tickText(low)} everywhere.`}
        {map.grid.z.some(Number.isNaN) && ' On a crease it does not exist.'}
      </p>
      <div className="map-formula">
        <Tex>{`\\displaystyle ${coloured(map.tex)}`}</Tex>
      </div>
    </>
  );
}

function colourRange(z: Float64Array): Pair {
  const finite = z.filter(Number.isFinite).sort();
  const [lo, quantile, max] = [0, COLOUR_QUANTILE, 1].map((level) => finite[Math.floor(level * (finite.length - 1))] ?? 0) as [
    number,
    number,
    number,
  ];
  const hi = max - lo > OUTLIER_RATIO * (quantile - lo) && quantile > lo ? quantile : max;
  return lo < hi ? [lo, hi] : [lo - 0.5, lo + 0.5];
}
