import { finiteRange } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { drawInput } from '../../figures/charts/inputSpace';
import { decisiveSide } from '../../figures/charts/theoremVerdicts';
import { mapRange, mapSentence, mapSurface } from '../../figures/charts/weightMap';
import { figures } from '../../figures/plotly';
import { type MapName, maps } from '../../math/analysis/curvatureMaps';
import { catalogue, type TheoremName } from '../../math/theory/catalogue';
import type { SearchResult } from '../../math/theory/types';
import type { Experiment } from '../../state/experimentStore';
import { mapRequest, surfaceRequest } from '../../state/jobResults';
import type { TheoremRequest } from '../../state/theoremBench';
import type { InputRequest, InputResult, MapRequest, MapResult, SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { coloured, colouredText, Tex, TexText } from '../controls/Tex';
import { StaticInputSpace } from '../inputSpace/InputSpaceDrawing';
import { ColourBar } from '../panes/Pane';
import { Plot } from '../plot/Plot';
import { useChoice, useDocument, useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { Exhibits } from './Exhibits';
import { decimalText, PairFigure, PairTable } from './PairFigure';
import { type AttackPair, useAttackPair, useBench, useWorstInputs } from './theoryHooks';
import { sampleText } from './verdicts';
import { useCallback, useMemo } from 'react';

/** Side of the plane of inputs, px. */
const PLANE_SIDE = 224;

/** The worst inputs on the contours of the loss over inputs at the first weight; `one` where both are the same. */
function WorstInputsPlane({ request, result, one }: { readonly request: InputRequest; readonly result: InputResult; readonly one: boolean }) {
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const figure = useMemo(() => drawInput(request, result, { dark, colours, side: PLANE_SIDE, chosen: 0 }), [request, result, dark, colours]);
  const label = request.surface.points[0]?.y === -1 ? '−1' : '+1';
  return (
    <figure className="landed">
      <StaticInputSpace figure={figure} chosen={0} label={figure.summary} />
      <figcaption className="caption">
        {one ? 'The input' : 'Both inputs; the arrow starts at the first'}. Contours: loss of an input with label {label} at the first weight.{' '}
        {one ? 'Arrows: both weights.' : 'Arrow: the weight.'}
      </figcaption>
    </figure>
  );
}

/** The attacks at both weights of the worst pair, on the data point whose attack moves most. */
function AttackPlane({ attacks }: { readonly attacks: AttackPair }) {
  const { request, result, chosen, distance, of } = attacks;
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const figure = useMemo(() => drawInput(request, result, { dark, colours, side: PLANE_SIDE, chosen }), [request, result, dark, colours, chosen]);
  const { epsilon, norm } = request.surface.attack;
  return (
    <figure className="landed">
      <StaticInputSpace figure={figure} chosen={chosen} label={`${figure.summary} The two attacks are ${decimalText(distance)} apart.`} />
      <figcaption className="caption">
        {of && `Point ${of[0]} of ${of[1]}, whose attack moves most. `}
        x′ filled for the first weight, open for the second: {decimalText(distance)} apart.{' '}
        {epsilon === 0
          ? 'With ε = 0 neither moves.'
          : norm === 2
            ? 'On the circle they turn with θ.'
            : norm === 'inf'
              ? 'They rest in corners until a sign of θ changes.'
              : ''}
      </figcaption>
    </figure>
  );
}

const views = [
  { value: 'pair', label: 'Worst pair' },
  { value: 'maps', label: 'Maps' },
] as const;

/** The pane beside the cards: the worst pair of the chosen theorem, or maps over the plane of weights. */
export function PairAndMaps({ id }: { readonly id: TheoremName }) {
  const [view, setView] = useChoice('beside');
  return (
    <>
      <div className="beside-views">
        <Segment label="Beside the cards" options={views} value={view} onChange={setView} />
      </div>
      {view === 'pair' ? <WorstPairView id={id} /> : <WeightMaps />}
    </>
  );
}

const sides = [
  { value: 'inside', label: 'inside' },
  { value: 'outside', label: 'outside' },
] as const;

function WorstPairView({ id }: { readonly id: TheoremName }) {
  const last = useBench(({ runs }) => runs[id]?.last);
  const [chosenSide, setChosenSide] = useChoice('side');
  const { title } = catalogue[id];
  if (!last) return <Section title={`${title}: the worst pair`}>The card is being tried.</Section>;
  const { outcome, request } = last;
  const side = (chosenSide && outcome[chosenSide] ? chosenSide : undefined) ?? decisiveSide(outcome);
  const search = side && outcome[side];
  const sentence = side === 'outside' ? outcome.outside?.sentence : outcome.reason;
  return (
    <>
      <Section title={`${title}: the worst ${search?.unit === 'weights' ? 'weight' : 'pair'}`} note={search && sampleText(search)}>
        {outcome.inside && outcome.outside && side && <Segment label="Which search" options={sides} value={side} onChange={setChosenSide} />}
        <PairFigure id={id} request={request} worst={search?.worst} start={outcome.start} />
        {side === 'outside' && outcome.outside && (
          <p className="caption theory-words">
            Dropped: <TexText>{colouredText(outcome.outside.dropped)}</TexText>.
          </p>
        )}
        {sentence && (
          <p className="caption theory-words">
            <TexText>{colouredText(sentence)}</TexText>
          </p>
        )}
        {!search && <p className="caption theory-words">No pair was tried: the assumptions leave none.</p>}
      </Section>
      {search && (search.worst.inputs ? <WorstInputs search={search} request={request} /> : <WorstWeights search={search} request={request} />)}
      <Exhibits exhibits={outcome.exhibits} />
    </>
  );
}

function WorstInputs({ search, request }: { readonly search: SearchResult; readonly request: TheoremRequest }) {
  const plane = useWorstInputs(request, search.worst);
  return (
    <>
      <Section title="The pair" note="float64">
        <PairTable search={search} attacks={undefined} />
      </Section>
      {plane && (
        <Section title={search.worst.compares === 'inputs' ? 'Where the two inputs lie' : 'Where the input lies'} note="input space">
          <WorstInputsPlane {...plane} one={search.worst.compares !== 'inputs'} />
        </Section>
      )}
    </>
  );
}

function WorstWeights({ search, request }: { readonly search: SearchResult; readonly request: TheoremRequest }) {
  const attacks = useAttackPair(request, search.worst);
  return (
    <>
      <Section title="The two weights" note="float64">
        <PairTable search={search} attacks={attacks} />
      </Section>
      {attacks && (
        <Section title="Where the two attacks land" note="input space">
          <AttackPlane attacks={attacks} />
        </Section>
      )}
    </>
  );
}

const options = [
  { value: 'gradient-norm', label: <Tex>{'\\lVert\\nabla L\\rVert'}</Tex>, name: maps['gradient-norm'].label },
  { value: 'largest-eigenvalue', label: <Tex>{'\\lambda_{\\max}'}</Tex>, name: maps['largest-eigenvalue'].label },
  { value: 'smallest-eigenvalue', label: <Tex>{'\\lambda_{\\min}'}</Tex>, name: maps['smallest-eigenvalue'].label },
  { value: 'lipschitz-ratio', label: <Tex>{'\\Delta\\nabla/h'}</Tex>, name: maps['lipschitz-ratio'].label },
] as const satisfies readonly { readonly value: MapName; readonly label: unknown; readonly name: string }[];

const requestOfSurface = ({ document, backend }: Experiment): SurfaceRequest => surfaceRequest(document, backend);

/** Maps of the gradient norm, curvatures or Lipschitz ratio of the document's surface over the plane of weights. */
function WeightMaps() {
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
  const range = useMemo(() => mapRange(map.grid.z), [map]);
  const [low, high] = finiteRange(map.grid.z);
  const figure = useMemo(() => {
    const style: FigureStyle = { dark, colours: 'tide', size: 'phone', creases: true, minimum: false, arrows: false, range };
    const drawn = figures.contour.draw(mapSurface(map, surface.result, range), surface.request, style);
    return { ...drawn, summary: `${maps[request.name].label}, from ${low.toPrecision(4)} to ${high.toPrecision(4)}.` };
  }, [map, request, surface, dark, range, low, high]);
  return (
    <>
      <div className="pair-figure">
        <Plot figure={figure} label={`Map: ${maps[request.name].label}`} />
      </div>
      <ColourBar range={range} colours="tide" unit={maps[request.name].label} digits={4} flat />
      <p className="caption theory-words">{mapSentence(map, request.name, range)}</p>
      <div className="map-formula">
        <Tex>{`\\displaystyle ${coloured(map.tex)}`}</Tex>
      </div>
    </>
  );
}
