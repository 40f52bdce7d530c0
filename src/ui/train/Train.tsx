import type { CurveMetric } from '../../figures/networks/trainingPage';
import { Segment } from '../controls/Segment';
import { StrokeSwatch } from '../controls/StrokeMark';
import { useChoice } from '../session/session';
import { useDark } from '../session/theme';
import { chanceAccuracy, CurvesNote, CurvesPane } from './CurvesPane';
import { DataPanel, NetPanel } from './DataPanel';
import { EvaluationPane } from './EvaluationPane';
import { ImagesPane } from './ImagesPane';
import { JobFrame } from './JobFrame';
import { EntriesPanel, EntryPanel } from './MethodPanels';
import { ResultsPane } from './ResultsPane';
import { RunProgress, RunPanel } from './RunPanel';
import { InnerAttackPanel, SchedulePanel } from './SharedPanels';
import { WeightsPanel } from './WeightsPanel';
import { currentRun, groupByMethod, usePlan, useQueue, useTraining } from './useTraining';
import { useEffect, useMemo } from 'react';

const curveOptions = [
  { value: 'testRobust', label: 'Robust' },
  { value: 'testClean', label: 'Clean' },
  { value: 'trainLoss', label: 'Loss' },
  { value: 'lr', label: 'Rate' },
] as const;
const curveTitles: Readonly<
  Record<(typeof curveOptions)[number]['value'], { title: string; note: (judge: string) => string; trainMetric?: CurveMetric }>
> = {
  testRobust: { title: 'Robust accuracy', note: (judge) => `${judge}, %; test bold, train thin`, trainMetric: 'trainRobust' },
  testClean: { title: 'Clean accuracy', note: () => '%; test bold, train thin', trainMetric: 'trainClean' },
  trainLoss: { title: 'Training loss', note: () => 'nats, mean over the epoch' },
  lr: { title: 'Learning rate', note: () => 'of the outer step' },
};

/** Training page: plan on the left; curves, table of runs and images under attack on the right. */
export function Train() {
  const { runs: queue } = useTraining();
  const runs = useQueue((state) => state.runs);
  const shared = usePlan((plan) => plan.shared);
  const groups = useMemo(() => groupByMethod(runs), [runs]);
  const [shown, setShown] = useChoice('curve');
  const dark = useDark();
  useEffect(() => void queue.load(), [queue]);
  const current = currentRun(runs);
  const { title, note, trainMetric } = curveTitles[shown];
  const choice = current?.document ?? shared;
  const curves = { groups, shown, trainMetric, chance: chanceAccuracy(choice, shown) };
  const epochs = Math.max(...(runs.length > 0 ? runs.map(({ document }) => document.epochs) : [shared.epochs]));
  const panel = (
    <>
      <DataPanel />
      <NetPanel />
      <EntriesPanel />
      <EntryPanel />
      <InnerAttackPanel />
      <SchedulePanel />
      <WeightsPanel />
    </>
  );
  return (
    <JobFrame
      controls={<RunPanel />}
      panel={panel}
      title={(toggle) => (
        <RunProgress run={current} toggle={toggle}>
          <Segment label="What the curves show" options={curveOptions} value={shown} onChange={setShown} />
        </RunProgress>
      )}
    >
      <div className="train-curves">
        {groups.length > 0 && (
          <p className="train-legend" role="group" aria-label="Legend">
            {groups.map((group) => (
              <span key={group.key} className="key">
                <StrokeSwatch stroke={group.stroke} dark={dark} />
                {group.label}
              </span>
            ))}
          </p>
        )}
        <CurvesPane
          letter="A"
          title={`${title} by epoch`}
          note={note(`PGD-${choice.evaluate.steps}`)}
          {...curves}
          against="epoch"
          minReach={epochs}
        />
        <CurvesPane letter="B" title="The same by wall time" note="" {...curves} against="seconds" minReach={10} />
        <CurvesNote choice={choice} shown={shown} />
      </div>
      <ResultsPane groups={groups} />
      <ImagesPane groups={groups} />
      <EvaluationPane groups={groups} />
    </JobFrame>
  );
}
