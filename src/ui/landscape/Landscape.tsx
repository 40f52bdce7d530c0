import { methodLabel } from '../../documents/trainingDocument';
import type { ChosenLandscape, ShownSlice } from '../../state/runs/landscapeSubjects';
import { Segment } from '../controls/Segment';
import { navigate } from '../session/addressSync';
import { useChoice, useSession } from '../session/session';
import { type DrawerToggle, JobFrame, JobTitle } from '../train/JobFrame';
import { useTraining } from '../train/useTraining';
import { LandscapeFigures } from './LandscapeFigures';
import { DirectionsPanel, ImagesPanel, LossPanel, SliceSmoothingPanel } from './LandscapePanels';
import { MeasurePanel, sliceStatus } from './MeasurePanel';
import { SpectrumPane } from './SpectrumPane';
import { useLandscape, useWeightSources } from './useLandscape';
import { useEffect } from 'react';

/** Landscape page: weights and knobs on the left; surface, contour or line, captions and self-test on the right. */
export function Landscape() {
  const { runs: queue, landscapes } = useTraining();
  const { sources, ready } = useWeightSources();
  const { chosen, slices } = useLandscape();
  useEffect(() => void queue.load(), [queue]);
  const ids = sources.map(({ id }) => id).join('\n');
  useEffect(() => void landscapes.load(ids === '' ? [] : ids.split('\n')), [landscapes, ids]);
  if (!chosen) return ready ? <Invitation /> : <p className="fetching">Looking for kept weights …</p>;
  const panel = (
    <>
      <DirectionsPanel document={chosen.document} />
      <LossPanel document={chosen.document} />
      <ImagesPanel document={chosen.document} />
      <SliceSmoothingPanel document={chosen.document} />
    </>
  );
  return (
    <JobFrame controls={<MeasurePanel chosen={chosen} />} panel={panel} title={(toggle) => <Title chosen={chosen} slices={slices} toggle={toggle} />}>
      <LandscapeFigures slices={slices} />
      <SpectrumPane chosen={chosen} />
    </JobFrame>
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
  toggle,
}: {
  readonly chosen: ChosenLandscape;
  readonly slices: readonly ShownSlice[];
  readonly toggle: DrawerToggle;
}) {
  const { nameOf } = useWeightSources();
  const [figure, setFigure] = useChoice('landscapeFigure');
  const results = slices.flatMap(({ landscape }) => landscape?.result ?? []);
  const sum = (of: (result: (typeof results)[number]) => number): number => results.reduce((total, result) => total + of(result), 0);
  const [done, all] = [sum((result) => result.done), sum((result) => result.of)];
  const fraction = all > 0 ? (done / all) * (results.length / slices.length) : 0;
  const plane = results.some(({ slice }) => slice.b.length > 1);
  return (
    <JobTitle
      fraction={fraction}
      heading={nameOf(source.id) || methodLabel(source.document)}
      status={sliceStatus(slices)}
      toggle={toggle}
      tools={plane && slices.length > 1 && <Segment label="Figure" options={figureOptions} value={figure} onChange={setFigure} />}
    >
      {slices.map(({ key, title, landscape }) =>
        landscape?.error === undefined ? null : (
          <p key={key} className="warning error" role="alert">
            {title && `${title}: `}
            {landscape.error}.
          </p>
        ),
      )}
    </JobTitle>
  );
}
