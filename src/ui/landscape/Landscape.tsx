import { methodLabel } from '../../documents/trainingDocument';
import type { ChosenLandscape, ShownSlice } from '../../state/runs/landscapeSubjects';
import { Segment } from '../controls/Segment';
import { navigate } from '../session/addressSync';
import { useChoice, useSession } from '../session/session';
import { DRAWER_QUERY, PHONE_QUERY, useMedia } from '../session/theme';
import { useTraining } from '../train/useTraining';
import { LandscapeFigures } from './LandscapeFigures';
import { DirectionsPanel, ImagesPanel, LossPanel, SliceSmoothingPanel } from './LandscapePanels';
import { MeasurePanel, sliceStatus } from './MeasurePanel';
import { SpectrumPane } from './SpectrumPane';
import { useLandscape, useWeightSources } from './useLandscape';
import { type CSSProperties, useEffect, useState } from 'react';

/** Landscape page: weights and knobs on the left; surface, contour or line, captions and self-test on the right. */
export function Landscape() {
  const { runs: queue, landscapes } = useTraining();
  const { sources, ready } = useWeightSources();
  const { chosen, slices } = useLandscape();
  const phone = useMedia(PHONE_QUERY);
  const drawer = useMedia(DRAWER_QUERY);
  const [open, setOpen] = useState(false);
  useEffect(() => void queue.load(), [queue]);
  const ids = sources.map(({ id }) => id).join('\n');
  useEffect(() => void landscapes.load(ids === '' ? [] : ids.split('\n')), [landscapes, ids]);
  if (!chosen) return ready ? <Invitation /> : <p className="fetching">Looking for kept weights …</p>;
  const panel = (
    <>
      {!drawer && <MeasurePanel chosen={chosen} />}
      <DirectionsPanel document={chosen.document} />
      <LossPanel document={chosen.document} />
      <ImagesPanel document={chosen.document} />
      <SliceSmoothingPanel document={chosen.document} />
    </>
  );
  return (
    <div className={phone ? 'train-frame phone' : 'train-frame'}>
      {!phone && (!drawer || open) && (
        <aside className="knobs" aria-label="Knobs">
          {panel}
        </aside>
      )}
      <div className="train-centre">
        <Title chosen={chosen} slices={slices} drawer={drawer && !phone ? () => setOpen(!open) : undefined} />
        {drawer && <MeasurePanel chosen={chosen} />}
        <LandscapeFigures slices={slices} />
        <SpectrumPane chosen={chosen} />
      </div>
      {phone && (
        <aside className="sheet" aria-label="Knobs">
          {panel}
        </aside>
      )}
    </div>
  );
}

/** What to do where there are no weights. */
function Invitation() {
  const session = useSession();
  return (
    <div className="landscape-empty">
      <h1>Loss landscape of a trained network</h1>
      <p className="caption">
        There are no weights in this browser yet.{' '}
        <button type="button" className="link" onClick={() => navigate(session, 'train')}>
          Train a network
        </button>
        , or drop a file of weights (.safetensors, or .npz of a PyTorch state_dict) on this page.
      </p>
    </div>
  );
}

const figureOptions = [
  { value: 'surface', label: 'Surface' },
  { value: 'contour', label: 'Contour' },
] as const;

/** Title row: whose weights, what the measurement is doing, and a line for the share that is measured. */
function Title({
  chosen: { source },
  slices,
  drawer,
}: {
  readonly chosen: ChosenLandscape;
  readonly slices: readonly ShownSlice[];
  readonly drawer: (() => void) | undefined;
}) {
  const { nameOf } = useWeightSources();
  const [figure, setFigure] = useChoice('landscapeFigure');
  const results = slices.flatMap(({ landscape }) => landscape?.result ?? []);
  const sum = (of: (result: (typeof results)[number]) => number): number => results.reduce((total, result) => total + of(result), 0);
  const [done, all] = [sum((result) => result.done), sum((result) => result.of)];
  const share: CSSProperties & { '--share': number } = { '--share': all > 0 ? (done / all) * (results.length / slices.length) : 0 };
  const plane = results.some(({ slice }) => slice.b.length > 1);
  return (
    <header className="train-title" style={share}>
      <div className="lab-title">
        {drawer && (
          <button type="button" className="button" onClick={drawer}>
            Knobs
          </button>
        )}
        <div className="lab-name">
          <h1>{nameOf(source.id) || methodLabel(source.document)}</h1>
          <span className="note" role="status">
            {sliceStatus(slices)}
          </span>
        </div>
        {plane && slices.length > 1 && <Segment label="Figure" options={figureOptions} value={figure} onChange={setFigure} />}
      </div>
      {slices.map(({ key, title, landscape }) =>
        landscape?.error === undefined ? null : (
          <p key={key} className="warning error" role="alert">
            {title && `${title}: `}
            {landscape.error}.
          </p>
        ),
      )}
    </header>
  );
}
