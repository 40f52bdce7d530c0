import { useState } from 'react';
import { theory, type TheoremName } from '../../math/theory';
import { Segment } from '../controls/Segment';
import { Section } from '../panels/Section';
import { TexText } from '../Tex';
import { Exhibits } from './Exhibits';
import { InputsPlane } from './InputsPlane';
import { LandedPlane } from './LandedPlane';
import { Maps } from './Maps';
import { PairFigure } from './PairFigure';
import { PairTable } from './PairTable';
import { colouredText } from './symbols';
import { useBench } from './useBench';
import { useInputs, useLanded } from './useLanded';
import { headline, triedWords, type Side } from './verdicts';

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
  const { title } = theory[id];
  if (!last) return <Section title={`${title}: the worst pair`}>The card is being tried.</Section>;
  const { outcome, request } = last;
  const side = (wanted && outcome[wanted] ? wanted : undefined) ?? headline(outcome);
  const search = side && outcome[side];
  const words = side === 'outside' ? outcome.outside?.sentence : outcome.reason;
  return (
    <>
      <Section title={`${title}: the worst ${search?.of === 'weights' ? 'weight' : 'pair'}`} note={search && triedWords(search)}>
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
