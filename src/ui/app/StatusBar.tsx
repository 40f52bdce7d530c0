import { solvers } from '../../documents/labels';
import { theoremNames } from '../../math/theory/catalogue';
import type { BackendChoice, Report } from '../../worker/rpc/backendNames';
import { formatFixed, formatPower } from '../controls/specText';
import { useChoice, useDocument, useExperiment, useSession } from '../session/session';
import { DRAWER_QUERY, STACKED_QUERY, useMedia } from '../session/theme';
import { useLandscape } from '../landscape/useLandscape';
import { useBench, useTheoryOptions } from '../theory/theoryHooks';
import { currentRun, useQueue } from '../train/useTraining';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** Display names of the backends. */
export const backendNames: Readonly<Record<BackendChoice, string>> = {
  auto: 'auto',
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WASM',
  float64: 'float64',
};

/** A select of the backend that shows the name of the one in use. */
function BackendSelect({
  name,
  value,
  choices,
  onChange,
}: {
  readonly name: string;
  readonly value: BackendChoice;
  readonly choices: readonly BackendChoice[];
  readonly onChange: (choice: BackendChoice) => void;
}) {
  return (
    <label className="backend">
      <b>{name}</b>
      <span aria-hidden>▾</span>
      <select
        aria-label={`Backend, now ${name}`}
        value={value}
        onChange={(event) => onChange(choices.find((choice) => choice === event.target.value) ?? 'auto')}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {backendNames[choice]}
          </option>
        ))}
      </select>
    </label>
  );
}

const surfaceBackends: readonly BackendChoice[] = ['auto', 'webgpu', 'webgl', 'wasm', 'float64'];
/** Difference from float64, in nats, above which the values are flagged: it would be visible in the figure. */
const MAX_DIFFERENCE = 1e-3;
/** Error estimate of the float64 quadrature, in nats, above which the values are flagged. */
const MAX_ERROR_ESTIMATE = 1e-6;
const reportedError = ({ difference, estimate }: Report): number => Math.max(difference, estimate);

export function StatusBar() {
  const { runs } = useSession();
  const shown = useStore(
    runs.surface.store,
    useShallow((state) => state.watched.map((slot) => state.results[slot])),
  );
  const tab = useExperiment((state) => state.tab);
  const reports = shown.flatMap((run) => (run?.last ? [run.last.result.report] : []));
  const busy = shown.some((run) => run?.busy);
  const sizes = [...new Set(shown.flatMap((run) => (run?.last ? [run.last.result.grid.n] : [])))];
  const comparing = useDocument((document) => document.panes !== undefined);
  const shownAttack = shown[0]?.last?.request.surface.attack;
  const attack = comparing
    ? 'drag any pane to turn all'
    : shownAttack && (shownAttack.norm === 'none' ? 'no attack' : `${solvers.find(({ id }) => id === shownAttack.solver)?.label ?? ''} attack`);
  const draft = reports.some((report) => report.draft);
  return (
    <footer className="statusbar">
      <Badge reports={reports} busy={busy} />
      <span className="statusbar-end">
        {tab === 'gallery' || tab === 'read'
          ? 'Settings the paper does not state are marked “our setting”'
          : [sizes.map((n) => `${n} × ${n}`).join(', '), attack, draft || busy ? draftText(reports) : 'drawn at full quality']
              .filter(Boolean)
              .join(' · ')}
      </span>
    </footer>
  );
}

/** Status text of a draft: the percentage of the full-quality surface computed, where it is reported. */
function draftText(reports: readonly Report[]): string {
  const fractions = reports.flatMap(({ fraction }) => (fraction === undefined ? [] : [fraction]));
  if (fractions.length === 0) return 'drawn as a draft';
  const lowest = Math.min(...fractions);
  return `drawn as a draft · ${lowest < 1 ? `${Math.floor(100 * lowest)} % of the full quality computed` : 'full quality computed, now checked'}`;
}

function Badge({ reports, busy }: { readonly reports: readonly Report[]; readonly busy: boolean }) {
  const [backend, setBackend] = useChoice('backend');
  const worst = reports.reduce<Report | undefined>((max, report) => (max && !(reportedError(report) > reportedError(max)) ? max : report), undefined);
  const backends = [...new Set(reports.map((report) => report.backend))];
  const deviates = worst !== undefined && !(worst.difference <= MAX_DIFFERENCE);
  const inaccurate = worst !== undefined && !deviates && !(worst.estimate <= MAX_ERROR_ESTIMATE);
  const failures = [...new Map(reports.flatMap((report) => report.failedBackends.map((failure) => [failure.backend, failure]))).values()];
  const name = backends.map((one) => backendNames[one]).join(', ') || backendNames[backend];
  const state = busy || !worst ? 'computing' : deviates || inaccurate ? 'off' : 'fine';
  const gradientEstimate = Math.max(0, ...reports.map((report) => report.gradientEstimate));
  const ms = reports.reduce((sum, report) => sum + report.ms, 0);
  return (
    <div className={`badge ${state}`} data-testid="badge">
      <i aria-hidden />
      <BackendSelect name={name} value={backend} choices={surfaceBackends} onChange={setBackend} />
      <span className="badge-text" aria-live="off">
        {worst?.adapter && <em>{worst.adapter}</em>}
        {worst &&
          [
            reports.length > 1 ? `${reports.length} surfaces in ${formatFixed(ms, ms < 10 ? 1 : 0)} ms` : `${formatFixed(ms, ms < 10 ? 1 : 0)} ms`,
            worst.precision,
            worst.checked > 0 ? `max diff from float64 ${formatPower(worst.difference)} on ${worst.checked} nodes` : '',
            worst.estimate > 0
              ? `error ±${formatPower(worst.estimate)}${gradientEstimate > 0 ? `, gradient ±${formatPower(gradientEstimate)}` : ''}`
              : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        {!worst && (busy ? 'computing' : 'waiting')}
      </span>
      {deviates && !busy && <strong className="warning">Values differ from float64 by more than 0.001: choose float64.</strong>}
      {inaccurate && !busy && <strong className="warning">The error estimate of these values is {formatPower(worst.estimate)}.</strong>}
      {failures.map(({ backend: failed, why }) => (
        <span key={failed} className="warning" role="status">
          {backendNames[failed]}: {why}
        </span>
      ))}
    </div>
  );
}

/** Status bar of the lessons, which compute nothing until an answer is checked. */
export const LearnStatus = () => (
  <footer className="statusbar">
    <span className="statusbar-end">Answers are checked by computing them; progress is kept in this browser</span>
  </footer>
);

/** Status bar of a page of the paper, which computes no surface. */
export const PaperStatus = () => (
  <footer className="statusbar">
    <span className="statusbar-end">Accuracies as the runs have recorded them; settings the paper does not state are marked “our setting”</span>
  </footer>
);

/** Status bar of the landscape page: the backend that measured what is shown. */
export function LandscapeStatus() {
  const { slices } = useLandscape();
  const results = slices.flatMap(({ landscape }) => landscape?.result ?? []);
  const [first] = results;
  const running = slices.some(({ landscape }) => landscape?.status === 'running');
  const seconds = results.reduce((sum, { slice }) => sum + slice.seconds, 0);
  const nodes = results.reduce((sum, { done }) => sum + done, 0);
  return (
    <footer className="statusbar">
      <div className={`badge ${running ? 'computing' : 'fine'}`} data-testid="badge">
        <i aria-hidden />
        <b>{backendNames[first?.backend ?? 'auto']}</b>
        <span className="badge-text">
          {first ? `float32 · ${formatFixed(nodes, 0)} nodes in ${formatFixed(seconds, seconds < 10 ? 1 : 0)} s` : 'nothing measured yet'}
        </span>
      </div>
      <span className="statusbar-end">Measured in a worker, taking turns with training; kept in this browser</span>
    </footer>
  );
}

/** Status bar of the theory page: progress of the theorem bench, which computes in float64. */
export function TheoryStatus() {
  const { running, ms, runs } = useBench((state) => state);
  const { options } = useTheoryOptions();
  const done = theoremNames.filter((id) => runs[id]?.state === 'done').length;
  const failed = theoremNames.filter((id) => runs[id]?.error !== undefined).length;
  const bugs = theoremNames.filter((id) => runs[id]?.last?.outcome.verdict === 'broken').length;
  const state = failed > 0 ? 'off' : done === theoremNames.length && !running ? 'fine' : 'computing';
  const pairs = `${theoremNames.length - failed} cards × ${formatFixed(options.pairs, 0)} pairs`;
  return (
    <footer className="statusbar">
      <div className={`badge ${state}`} data-testid="badge">
        <i aria-hidden />
        <b>float64</b>
        <span className="badge-text">
          {running
            ? `${done} of ${theoremNames.length} cards tried`
            : ms === undefined
              ? Object.keys(runs).length === 0
                ? 'about to begin'
                : 'stopped'
              : `${pairs} in ${formatFixed(ms / 1000, 1)} s · seed ${options.seed}`}
        </span>
        {failed > 0 && !running && (
          <strong className="warning" role="status">
            {failed} of {theoremNames.length} cards could not be checked.
          </strong>
        )}
        {bugs > 0 && (
          <strong className="error" role="alert">
            {bugs} of the statements broke inside its assumptions: a bug of ours.
          </strong>
        )}
      </div>
      <span className="statusbar-end">The mark on each bar is 1: the stated bound</span>
    </footer>
  );
}

const trainingBackends: readonly BackendChoice[] = ['auto', 'webgpu', 'webgl', 'wasm'];

/** Status bar of the training page: the backend in use and the timing trial that chose it. */
export function TrainStatus() {
  const runs = useQueue((state) => state.runs);
  const [backend, setBackend] = useChoice('trainingBackend');
  const run = currentRun(runs);
  const used = run?.progress?.backend ?? run?.backend;
  const trial = run?.progress?.trial ?? [];
  const narrow = useMedia(DRAWER_QUERY);
  const stacked = useMedia(STACKED_QUERY);
  const trialText = trial
    .filter(({ ms }) => !narrow || ms !== undefined)
    .map(({ backend: tried, ms, why }) => `${backendNames[tried]} ${ms === undefined ? (why ?? 'not timed yet') : `${formatFixed(ms, 0)} ms a step`}`)
    .join(', ');
  const name = backendNames[used ?? backend];
  return (
    <footer className="statusbar">
      <div className={`badge ${run?.status === 'running' ? 'computing' : 'fine'}`} data-testid="badge">
        <i aria-hidden />
        <BackendSelect name={name} value={backend} choices={trainingBackends} onChange={setBackend} />
        <span className="badge-text">
          {run?.progress?.adapter && <em>{run.progress.adapter}</em>}
          {trialText ? `chosen by trial: ${trialText}` : 'the fastest backend is found by a timed step when a run starts'}
        </span>
      </div>
      {!stacked && <span className="statusbar-end">Runs in a worker; every epoch is kept in this browser</span>}
    </footer>
  );
}
