import { normName } from '../../documents/labels';
import type { GridChoice } from '../../documents/surfaceDocument';
import { isOnCrease } from '../../figures/base/kinks';
import { gradientExistence } from '../../figures/base/surfaceSentences';
import { integerTicks } from '../../figures/charts/chartFrame';
import { lastStep, lowestLoss, type RaceEntrant, raceEntrants } from '../../figures/charts/raceStates';
import { rangeDecimals } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { OptimiserName } from '../../math/optimisers';
import { isEntropyMethod, raceOf, raceOfState, type EntropyMethod, withRace } from '../../state/race';
import { Segment } from '../controls/Segment';
import { formatFixed } from '../controls/specText';
import { isSmoothed, useFigureStyle, useMainSurface } from '../panes/useMainSurface';
import { useChoice, useDocument, useEdit, useFollowedJob, useGesture, useSession } from '../session/session';
import { DRAWER_QUERY, PHONE_QUERY, useMedia } from '../session/theme';
import { AcrossPane, GapPane } from './ChartPanes';
import { KnobsPanel, MethodsPanel } from './MethodPanels';
import { PathsPane } from './PathsPane';
import { RunPanel, StartPanel, SurfacePanel } from './SettingPanels';
import { SweepPanel } from './SweepPanel';
import { raceSummary, TableLegend, TablePane, raceTitle } from './TablePane';
import { WalkPane } from './WalkPane';
import { type PlaybackControls, speeds, usePlayback } from './playback';
import { type CSSProperties, useMemo, useState } from 'react';

const viewOptions = [
  { value: 'surface', label: 'Surface' },
  { value: 'contour', label: 'Contour' },
] as const;
const NO_ENTRANTS: readonly RaceEntrant[] = [];

/** Optimisers page: methods and their knobs, paths over the surface, and charts and table at the step shown. */
export function Optimisers() {
  const { runs } = useSession();
  const main = useMainSurface();
  const race = useFollowedJob(runs.race, 'race', raceOfState);
  const result = race.last?.result;
  const shown = useMemo(() => result && raceEntrants(result), [result]);
  const racers = shown?.racers ?? NO_ENTRANTS;
  const last = lastStep(racers);
  const playback = usePlayback(last);
  const { step } = playback;
  const [chosen, setChosen] = useChoice('method');
  const [kind, setKind] = useChoice('paths');
  const start = useDocument((document) => raceOf(document).start);
  const norm = useDocument((document) => document.attack.norm);
  const edit = useEdit();
  const phone = useMedia(PHONE_QUERY);
  const drawer = useMedia(DRAWER_QUERY);
  const [open, setOpen] = useState(false);
  const figureStyle = useFigureStyle({ size: phone ? 'phone' : 'large', range: main.range, smoothed: isSmoothed(main.run) });
  const minimum = result ? lowestLoss(result.minimum.loss, racers) : 0;
  const walker = shownWalker(racers, chosen);
  const smoothed = race.last !== undefined && race.last.request.surface.smoothing.kind !== 'none';
  const surface = main.run.last;
  const gradient = surface && gradientExistence(surface.request.surface, surface.result);
  const isMinimumOnCrease =
    surface !== undefined && result !== undefined && gradient === 'not on the creases' && isOnCrease(result.minimum.theta, surface.result);
  const error = race.error ?? main.run.error;
  const progressText = race.busy && result && result.fraction < 1 ? `${Math.round(100 * result.fraction)} % of the steps done` : '';
  const note = result
    ? progressText ||
      `${racers.length} × ${race.last?.request.steps ?? 0} steps in ${formatFixed(result.ms, result.ms < 10 ? 1 : 0)} ms, recorded; scrubbing runs nothing again`
    : 'The methods are running.';

  const panel = (
    <>
      <MethodsPanel chosen={chosen} onChoose={setChosen} />
      <KnobsPanel name={chosen} bound={result?.bound} />
      <StartPanel />
      <SurfacePanel minimum={result?.minimum} isMinimumOnCrease={isMinimumOnCrease} />
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
            <h1>{result ? raceTitle(racers.length, gradient, isMinimumOnCrease) : 'Optimisers'}</h1>
            {!phone && <span className="tag">{norm === 'none' ? 'standard loss' : `${normName(norm)} adversarial loss`}</span>}
          </div>
          <Segment label="View of the paths" options={viewOptions} value={kind} onChange={setKind} />
        </header>
        <PathsPane
          run={main.run}
          kind={kind}
          figureStyle={figureStyle}
          grown={main.grown}
          racers={racers}
          step={step}
          start={start}
          onStart={(theta) => edit((document) => withRace(document, { start: roundedWeights(theta, document.grid) }))}
          busy={race.busy || main.run.busy}
          progress={race.fraction}
          error={error}
        />
        <Transport playback={playback} last={last} note={note} />
      </div>
      <aside className="race-readouts" aria-label="Readout">
        <GapPane racers={racers} lowest={minimum} step={step} last={last} />
        <TablePane racers={racers} step={step} smoothed={smoothed} />
        {race.last && racers.length > 0 && (
          <div className="finding">
            <p className="caption">{[raceSummary(racers, step, race.last.result, race.last.request), ...(shown?.refused ?? [])].join(' ')}</p>
            <TableLegend smoothed={smoothed} integrals={racers.some(({ path }) => (path.integrals.at(-1) ?? 0) > 0)} />
          </div>
        )}
        <AcrossPane racers={racers} step={step} creased={gradient === 'not on the creases'} />
        {walker && !playback.playing && <WalkPane name={walker.name} racer={walker.racer} step={step} />}
      </aside>
      {phone && (
        <aside className="sheet" aria-label="Knobs">
          {panel}
        </aside>
      )}
    </div>
  );
}

/** The method whose Langevin walk is shown: the chosen one if it has one, else the first that has. */
function shownWalker(
  racers: readonly RaceEntrant[],
  chosen: OptimiserName,
): { readonly name: EntropyMethod; readonly racer: RaceEntrant } | undefined {
  const walkers = racers.flatMap((racer) => (isEntropyMethod(racer.name) ? [{ name: racer.name, racer }] : []));
  return walkers.find(({ name }) => name === chosen) ?? walkers[0];
}

/** θ with as many decimals as tell positions in its picture apart. */
const roundedWeights = ([a, b]: Pair, { theta1, theta2 }: GridChoice): Pair => [
  Number(a.toFixed(rangeDecimals(theta1, 3))),
  Number(b.toFixed(rangeDecimals(theta2, 3))),
];

interface SliderStyle extends CSSProperties {
  '--fill': string;
}

const speedLabels = { '0.25': '¼×', '1': '1×', '4': '4×', '16': '16×' } as const;
type SpeedName = keyof typeof speedLabels;
const speedNames: readonly SpeedName[] = ['0.25', '1', '4', '16'];

/** Playback controls: step back, play, step forward, position, speed. */
function Transport({ playback, last, note }: { readonly playback: PlaybackControls; readonly last: number; readonly note: string }) {
  const { step, playing, speed, reducedMotion, play, move, seek, setSpeed } = playback;
  const { beginGesture, endGesture } = useGesture();
  const fraction = last > 0 ? step / last : 0;
  const fill: SliderStyle = { '--fill': `calc(6px + (100% - 12px) * ${fraction})` };
  return (
    <div className="transport" role="group" aria-label="Replay">
      <button type="button" className="icon" aria-label="One step back" disabled={step <= 0} onClick={() => move(-1)}>
        <Arrow back />
      </button>
      <button type="button" className="play" onClick={play} disabled={last === 0 || (reducedMotion && step >= last)}>
        {reducedMotion ? 'Step' : playing ? 'Pause' : 'Play'}
      </button>
      <button type="button" className="icon" aria-label="One step on" disabled={step >= last} onClick={() => move(1)}>
        <Arrow />
      </button>
      <div className="scrub tone-ink">
        <span className="slider" style={fill}>
          <input
            type="range"
            min={0}
            max={last}
            step={1}
            value={step}
            aria-label="Step shown"
            aria-valuetext={`step ${step} of ${last}`}
            onChange={(event) => seek(event.target.valueAsNumber)}
            onKeyDown={() => beginGesture()}
            onKeyUp={() => endGesture()}
            onBlur={() => endGesture()}
          />
        </span>
        <span className="scrub-ticks" aria-hidden>
          {integerTicks([0, last], 4).map((value) => (
            <i key={value} style={{ left: `calc(6px + (100% - 12px) * ${last > 0 ? value / last : 0})` }}>
              {value}
            </i>
          ))}
        </span>
      </div>
      <output className="counter" aria-live="off" data-testid="step">
        <b>{step}</b> of {last}
      </output>
      <Segment
        label="Speed"
        options={speedNames.map((value) => ({ value, label: speedLabels[value], name: `${speedLabels[value]} speed` }))}
        value={speedNames.find((name) => Number(name) === speed) ?? '1'}
        onChange={(value) => setSpeed(speeds.find((one) => one === Number(value)) ?? 1)}
        disabled={reducedMotion}
      />
      <p className="note">{note}</p>
    </div>
  );
}

const Arrow = ({ back = false }: { readonly back?: boolean }) => (
  <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
    <path d={back ? 'M10 4L6 8l4 4' : 'M6 4l4 4l-4 4'} fill="none" stroke="currentColor" strokeWidth="1.6" />
  </svg>
);
