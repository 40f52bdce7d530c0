import { installAutomation } from './exports/automation';
import { createExperimentStore } from './state/experimentStore';
import { isKeptRun } from './state/trainingRun';
import { openTraining } from './state/trainingSession';
import { App } from './ui/app/App';
import { syncAddress, initialStateOf } from './ui/session/addressSync';
import { createSession } from './ui/session/session';
import { applyTheme } from './ui/session/theme';
import { createWorkerClient, spawnNets } from './worker/rpc/client';

import { indexedDbStore } from './worker/training/runStore';
import { browserRunLocks } from './worker/training/webLocks';
import { createRoot } from 'react-dom/client';

applyTheme();
const port = createWorkerClient();
const nets = createWorkerClient(spawnNets, true);
installAutomation(port, nets);
const start = initialStateOf(location.hash);
const experiment = createExperimentStore(start);
const training = openTraining(nets, indexedDbStore('runs', isKeptRun), start.plan, browserRunLocks());
syncAddress({ experiment, training });

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element to be drawn in.');
createRoot(root).render(<App session={createSession(port, experiment, training)} />);
