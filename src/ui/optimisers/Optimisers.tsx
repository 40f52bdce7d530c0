import { useMemo, useState } from 'react';
import { normName } from '../../experiment/choices';
import type { OptimiserName } from '../../math/optimisers';
import { download } from './download';
import { fixed } from '../controls/numbers';
import { Segment } from '../controls/Segment';
import { useMain, smoothedIn } from '../lab/main';
import { useLook } from '../lab/useLook';
import { DRAWER, PHONE, useMedia } from '../media';
import { useDocument, useEdit, useFollow, useSession } from '../session';
import { AcrossPane } from './AcrossPane';
import { raceOf, withRace } from './choice';
import { raceCsv } from './csv';
import { GapPane } from './GapPane';
import { KnobsPanel } from './KnobsPanel';
import { MethodsPanel } from './MethodsPanel';
import { PathsPane } from './PathsPane';
import { racersOf, raceOfState } from './requests';
import { RunPanel, StartPanel, SurfacePanel } from './SettingPanels';
import { lastStep, leastLoss, thetaOf, stateAt, type Racer } from './states';
import { SweepPanel } from './SweepPanel';
import { TablePane } from './TablePane';
import { Transport } from './Transport';
import { usePlayback } from './usePlayback';
import { WalkPane } from './WalkPane';
import { finding, titleOf } from './words';

const kinds = [
  { value: 'surface', label: 'Surface' },
  { value: 'contour', label: 'Contour' },
] as const;
const nobody: readonly Racer[] = [];

/** The race: methods and knobs, paths over the surface, and what came of them at the step shown. */
export function Optimisers() {
  const { runs, experiment } = useSession();
  const main = useMain();
  const race = useFollow(runs.race, 'race', raceOfState);
  const result = race.last?.result;
  const seen = useMemo(() => result && racersOf(result), [result]);
  const racers = seen?.racers ?? nobody;
  const last = lastStep(racers);
  const hands = usePlayback(last);
  const { step } = hands;
  const [chosen, setChosen] = useState<OptimiserName>('entropy-sgd');
  const [kind, setKind] = useState<'surface' | 'contour'>('contour');
  const start = useDocument((document) => raceOf(document).start);
  const norm = useDocument((document) => document.attack.norm);
  const edit = useEdit();
  const phone = useMedia(PHONE);
  const drawer = useMedia(DRAWER);
  const [open, setOpen] = useState(false);
  const look = useLook({ size: phone ? 'phone' : 'large', range: main.range, smoothed: smoothedIn(main.run) });
  const least = result ? leastLoss(result.minimum.loss, racers) : 0;
  const entropy = racers.find(({ name }) => name === 'entropy-sgd');
  const walkAt = entropy && thetaOf(entropy.path, stateAt(entropy.path, step));
  const error = race.error ?? main.run.error;
  const done = race.busy && result && result.share < 1 ? `${Math.round(100 * result.share)} % of the steps done` : '';
  const note = result
    ? done ||
      `${racers.length} × ${race.last?.request.steps ?? 0} steps in ${fixed(result.ms, result.ms < 10 ? 1 : 0)} ms, recorded; scrubbing runs nothing again`
    : 'The methods are running.';

  const panel = (
    <>
      <MethodsPanel chosen={chosen} onChoose={setChosen} />
      <KnobsPanel name={chosen} bound={result?.bound} />
      <StartPanel />
      <SurfacePanel minimum={result?.minimum} />
      <RunPanel />
      <SweepPanel />
    </>
  );
  return (
    <div className={phone ? 'race-frame phone' : 'race-frame'}>
      {!phone && (!drawer || open) && (
        <aside className="knobs" aria-label="Knobs">
          {panel}
        </aside>
      )}
      <div className="race-centre">
        <header className="lab-title">
          {drawer && !phone && (
            <button type="button" className="button" onClick={() => setOpen(!open)}>
              Knobs
            </button>
          )}
          <div className="lab-name">
            <h1>{titleOf(racers.length, smoothedIn(main.run) ? 0 : (main.run.last?.result.creases.length ?? 0), result?.minimum)}</h1>
            {!phone && <span className="tag">{norm === 'none' ? 'standard loss' : `${normName(norm)} adversarial loss`}</span>}
          </div>
          <Segment label="View of the paths" options={kinds} value={kind} onChange={setKind} />
          <button
            type="button"
            className="button"
            disabled={!race.last || race.busy}
            onClick={() => race.last && download('race.csv', raceCsv(experiment.store.getState(), race.last.request, race.last.result))}
          >
            CSV
          </button>
        </header>
        <PathsPane
          run={main.run}
          kind={kind}
          look={look}
          racers={racers}
          step={step}
          start={start}
          onStart={([a, b]) => edit((document) => withRace(document, { start: [rounded(a), rounded(b)] }))}
          busy={race.busy || main.run.busy}
          error={error}
        />
        <Transport hands={hands} last={last} note={note} />
      </div>
      <aside className="race-readouts" aria-label="Readout">
        <GapPane racers={racers} least={least} step={step} last={last} />
        <TablePane racers={racers} step={step} />
        {result && racers.length > 0 && (
          <p className="caption finding">{[finding(racers, step, result.minimum), ...(seen?.refused ?? [])].join(' ')}</p>
        )}
        <AcrossPane racers={racers} step={step} />
        {walkAt && !hands.playing && <WalkPane theta={walkAt} />}
      </aside>
      {phone && (
        <aside className="sheet" aria-label="Knobs">
          {panel}
        </aside>
      )}
    </div>
  );
}

const rounded = (value: number): number => Number(value.toFixed(3));
