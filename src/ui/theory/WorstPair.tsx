import { drawInput } from '../../figures/charts/inputSpace';
import { type TheoremName, catalogue } from '../../math/theory/statements/catalogue';
import type { InputRequest, InputResult } from '../../worker/rpc/protocol';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { colouredText, TexText } from '../controls/Tex';
import { StaticInputSpace } from '../inputSpace/InputSpaceDrawing';
import { useDocument } from '../session/session';
import { useDark } from '../session/theme';
import { Exhibits } from './Exhibits';
import { Maps } from './Maps';
import { PairFigure } from './PairFigure';
import { PairTable, small } from './PairTable';
import { type Landed, useBench, useInputs, useLanded } from './theoryHooks';
import { headline, type Side, triedWords } from './verdicts';
import { useMemo, useState } from 'react';

const SIDE = 224;

/** The inputs of the worst weights and inputs, in the plane of inputs: contours of the loss of an input at the first weight. */
export function InputsPlane({ request, result, one }: { readonly request: InputRequest; readonly result: InputResult; readonly one: boolean }) {
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const figure = useMemo(() => drawInput(request, result, { dark, colours, side: SIDE, chosen: 0 }), [request, result, dark, colours]);
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

const LANDED_PLANE_SIDE = 224;

/** The plane of inputs at both weights of the worst pair, about the data point whose attack moves most. */
export function LandedPlane({ landed }: { readonly landed: Landed }) {
  const { request, result, chosen, distance, of } = landed;
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const figure = useMemo(
    () => drawInput(request, result, { dark, colours, side: LANDED_PLANE_SIDE, chosen }),
    [request, result, dark, colours, chosen],
  );
  const { epsilon, norm } = request.surface.attack;
  return (
    <figure className="landed">
      <StaticInputSpace figure={figure} chosen={chosen} label={`${figure.summary} The two attacks are ${small(distance)} apart.`} />
      <figcaption className="caption">
        {of && `Point ${of[0]} of ${of[1]}, whose attack moves most. `}
        x′ filled for the first weight, open for the second: {small(distance)} apart.{' '}
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

/** Beside the cards: the worst pair of the chosen one, or maps over the plane of weights. */
export function Beside({ id }: { readonly id: TheoremName }) {
  const [view, setView] = useState<(typeof views)[number]['value']>('pair');
  return (
    <>
      <div className="beside-views">
        <Segment label="Beside the cards" options={views} value={view} onChange={setView} />
      </div>
      {view === 'pair' ? <PairView id={id} /> : <Maps />}
    </>
  );
}

const sides = [
  { value: 'inside', label: 'inside' },
  { value: 'outside', label: 'outside' },
] as const;

function PairView({ id }: { readonly id: TheoremName }) {
  const last = useBench(({ trials }) => trials[id]?.last);
  const [wanted, setWanted] = useState<Side>();
  const { title } = catalogue[id];
  if (!last) return <Section title={`${title}: the worst pair`}>The card is being tried.</Section>;
  const { outcome, request } = last;
  const side = (wanted && outcome[wanted] ? wanted : undefined) ?? headline(outcome);
  const search = side && outcome[side];
  const words = side === 'outside' ? outcome.outside?.sentence : outcome.reason;
  return (
    <>
      <Section title={`${title}: the worst ${search?.unit === 'weights' ? 'weight' : 'pair'}`} note={search && triedWords(search)}>
        {outcome.inside && outcome.outside && side && <Segment label="Which search" options={sides} value={side} onChange={setWanted} />}
        <PairFigure id={id} request={request} worst={search?.worst} start={outcome.start} />
        {side === 'outside' && outcome.outside && (
          <p className="caption theory-words">
            Dropped: <TexText>{colouredText(outcome.outside.dropped)}</TexText>.
          </p>
        )}
        {words && (
          <p className="caption theory-words">
            <TexText>{colouredText(words)}</TexText>
          </p>
        )}
        {!search && <p className="caption theory-words">No pair was tried: the assumptions leave none.</p>}
      </Section>
      {search && (search.worst.inputs ? <Inputs search={search} request={request} /> : <Compared search={search} request={request} />)}
      <Exhibits exhibits={outcome.exhibits} />
    </>
  );
}

function Inputs({ search, request }: { readonly search: Found; readonly request: Parameters<typeof useInputs>[0] }) {
  const plane = useInputs(request, search.worst);
  return (
    <>
      <Section title="The pair" note="float64">
        <PairTable search={search} landed={undefined} />
      </Section>
      {plane && (
        <Section title={search.worst.compares === 'inputs' ? 'Where the two inputs lie' : 'Where the input lies'} note="input space">
          <InputsPlane {...plane} one={search.worst.compares !== 'inputs'} />
        </Section>
      )}
    </>
  );
}

type Found = NonNullable<Parameters<typeof PairTable>[0]['search']>;

function Compared({ search, request }: { readonly search: Found; readonly request: Parameters<typeof useLanded>[0] }) {
  const landed = useLanded(request, search.worst);
  return (
    <>
      <Section title="The two weights" note="float64">
        <PairTable search={search} landed={landed} />
      </Section>
      {landed && (
        <Section title="Where the two attacks land" note="input space">
          <LandedPlane landed={landed} />
        </Section>
      )}
    </>
  );
}
