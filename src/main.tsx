import { installAutomation } from './exports/commands/automation';
import { parseEmbed } from './state/embedAddress';
import { createExperimentStore } from './state/experimentStore';
import { isStoredRun } from './state/runs/trainingRun';
import { createTrainingSession } from './state/trainingSession';
import { App } from './ui/app/App';
import { installFrameMessages } from './ui/embed/frameMessages';
import { openEmbed } from './ui/embed/openEmbed';
import { initialStateOf, reloadPage, syncAddress } from './ui/session/addressSync';
import { createSession } from './ui/session/session';
import { keepPageOffline } from './ui/session/offline';
import { installPrintLayout, healTypefaces } from './ui/session/pageStyles';
import { applyTheme } from './ui/session/theme';
import workerScript from './worker/entry?worker&url';
import { createWorkerClient } from './worker/rpc/client';
import { openWorker } from './worker/rpc/transport';
import { indexedDbStore, browserRunLocks } from './worker/training/runStore';
import { createRoot } from 'react-dom/client';

applyTheme();
installPrintLayout();
if (origin !== 'null') healTypefaces(); // to a sandboxed frame most hosts send none
const port = createWorkerClient(openWorker(workerScript, 'surfaces'));
const nets = createWorkerClient(openWorker(workerScript, 'nets'), true);
installAutomation(port, nets);
const start = initialStateOf(location.hash);
const embedding = parseEmbed(location.search);
const experiment = createExperimentStore(embedding ? { ...start, tab: 'lab' } : start);
const training = createTrainingSession(nets, indexedDbStore('runs', isStoredRun), experiment.plan, browserRunLocks());
const embed = embedding && openEmbed(embedding, experiment);
if (!embed) syncAddress({ experiment, training });
const session = createSession(port, experiment, training, embed);
if (embed) installFrameMessages(session, embed);

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element to be drawn in.');
createRoot(root).render(<App session={session} />);
if (import.meta.env.PROD && !embed) addEventListener('load', () => void keepPageOffline(() => reloadPage(session)));
