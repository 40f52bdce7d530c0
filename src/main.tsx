import { installAutomation } from './exports/commands/automation';
import { createExperimentStore } from './state/experimentStore';
import { isStoredRun } from './state/trainingRun';
import { createTrainingSession } from './state/trainingSession';
import { App } from './ui/app/App';
import { syncAddress, initialStateOf } from './ui/session/addressSync';
import { createSession } from './ui/session/session';
import { installPrintLayout, healTypefaces } from './ui/session/pageStyles';
import { applyTheme } from './ui/session/theme';
import workerScript from './worker/entry?worker&url';
import { createWorkerClient } from './worker/rpc/client';
import { openWorker } from './worker/rpc/transport';
import { indexedDbStore, browserRunLocks } from './worker/training/runStore';
import { createRoot } from 'react-dom/client';

applyTheme();
installPrintLayout();
healTypefaces();
const port = createWorkerClient(openWorker(workerScript, 'surfaces'));
const nets = createWorkerClient(openWorker(workerScript, 'nets'), true);
installAutomation(port, nets);
const start = initialStateOf(location.hash);
const experiment = createExperimentStore(start);
const training = createTrainingSession(nets, indexedDbStore('runs', isStoredRun), experiment.plan, browserRunLocks());
syncAddress({ experiment, training });

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element to be drawn in.');
createRoot(root).render(<App session={createSession(port, experiment, training)} />);
