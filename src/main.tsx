import { createRoot } from 'react-dom/client';
import { connect } from './engine/client';
import { pageHolds } from './engine/holds';
import { openShelf } from './engine/shelf';
import { spawnNets } from './engine/spawn';
import { installAutomation } from './exports/automation';
import { openExperiment } from './experiment/store';
import { isKeptRun } from './experiment/trainRuns';
import { openTraining } from './experiment/trainTab';
import { App } from './ui/App';
import { followAddress, startAt } from './ui/address';
import { openSession } from './ui/session';
import { applyTheme } from './ui/theme';

applyTheme();
const port = connect();
const nets = connect(spawnNets, true);
installAutomation(port, nets);
const start = startAt(location.hash);
const experiment = openExperiment(start);
const training = openTraining(nets, openShelf('runs', isKeptRun), start.plan, pageHolds());
followAddress({ experiment, training });

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element to be drawn in.');
createRoot(root).render(<App session={openSession(port, experiment, training)} />);
