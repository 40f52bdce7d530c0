import { presets } from '../../src/documents/surfacePresets';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { trainingPresets } from '../../src/documents/trainingPresets';
import { seeded } from '../../src/math/core/random';
import { withRace } from '../../src/state/race';
import { createExperimentStore, type ExperimentStore, type Tab } from '../../src/state/experimentStore';
import { createTrainingPlan, recipeOf } from '../../src/state/trainingPlan';
import { expect, test } from 'vitest';

/** One change of every kind, on the tab that shows it; `v` in (0, 1) makes it differ from any before. */
const changes: readonly (readonly [tab: Tab, change: (experiment: ExperimentStore, v: number) => void])[] = [
  ['lab', ({ edit }, v) => edit((d) => ({ ...d, attack: { ...d.attack, epsilon: v } }))],
  ['lab', ({ setViewState }, v) => setViewState({ theta: [v, -v] })],
  ['lab', ({ setViewState }, v) => setViewState({ frozen: [v, 1] })],
  ['lab', ({ setEye }, v) => setEye([1 + v, 1, 1])],
  ['lab', ({ choose }, v) => choose({ linked: { camera: v < 0.5, range: false, cursor: v > 0.3 } })],
  ['lab', ({ choose }, v) => choose({ sweep: { number: 'epsilon', position: v } })],
  ['theory', ({ edit }, v) => edit((d) => ({ ...d, view: { ...d.view, theory: { thetaMin: v } } }))],
  ['optimisers', ({ edit }, v) => edit((d) => withRace(d, { start: [v, v] }))],
  ['optimisers', ({ choose }, v) => choose({ step: Math.round(1000 * v) })],
  ['train', ({ plan }, v) => createTrainingPlan(plan).setShared({ epochs: 1 + Math.round(1e5 * v) })],
  ['train', ({ plan }, v) => createTrainingPlan(plan).change(0, { awp: { size: v, warmup: 0 } })],
  ['train', ({ plan }) => createTrainingPlan(plan).add(recipeOf(Object.values(trainingPresets)[0]!.document))],
  ['train', ({ choose }, v) => choose({ ball: { norm: 2, epsilon: v } })],
  ['lab', ({ open }, v) => open({ ...presets['figure-2c'].document, grid: { ...surfaceDefaults.grid, theta1: [-1 - v, 1] } }, 'lab')],
];

test.each([1, 2, 3, 4, 5])('random walk %i over all tabs: undo and redo pass the same states again, each on the tab where it was changed', (seed) => {
  const random = seeded(seed);
  const experiment = createExperimentStore({ document: surfaceDefaults, tab: 'gallery' });
  const { store, undo, redo } = experiment;
  const shown = () => {
    const { hover: _hover, rejected: _rejected, notice: _notice, tab: _tab, ...chosen } = store.getState();
    return JSON.stringify(chosen);
  };
  const states = [shown()];
  const tabs: Tab[] = [];
  for (let i = 0; i < 40; i += 1) {
    const [tab, change] = changes[Math.floor(random() * changes.length)]!;
    store.setState({ tab });
    const before = shown();
    change(experiment, random());
    if (shown() === before) continue;
    states.push(shown());
    tabs.push(tab);
    store.setState({ tab: (['gallery', 'train', 'theory'] as const)[i % 3]! });
  }
  for (let i = states.length - 2; i >= 0; i -= 1) {
    undo();
    expect([shown(), store.getState().tab]).toEqual([states[i], tabs[i]]);
    store.setState({ tab: 'gallery' });
  }
  undo();
  expect(store.getState().tab).toBe('gallery'); // nothing is left, so nothing moves
  for (let i = 1; i < states.length; i += 1) {
    redo();
    expect([shown(), store.getState().tab]).toEqual([states[i], tabs[i - 1]]);
    store.setState({ tab: 'theory' });
  }
});

test('gestures that overlap are steps of their own: a field left by pressing a slider does not end the drag', () => {
  const { store, edit, undo, beginGesture, endGesture } = createExperimentStore({ document: surfaceDefaults, tab: 'lab' });
  const epsilon = (value: number) => edit((d) => ({ ...d, attack: { ...d.attack, epsilon: value } }));
  beginGesture('typing');
  [0.1, 0.12].forEach(epsilon);
  beginGesture('press');
  endGesture('typing');
  [0.2, 0.3, 0.4].forEach(epsilon);
  endGesture('press');
  const seen = [0, 1, 2].map(() => (undo(), store.getState().document.attack.epsilon));
  expect(seen).toEqual([0.12, 0.5, 0.5]);
});

test('the replay is no step of the history, and the step that a person picks is one', () => {
  const { store, choose, unrecorded, undo } = createExperimentStore({ document: surfaceDefaults, tab: 'optimisers' });
  choose({ step: 10 });
  for (let step = 11; step < 300; step += 1) unrecorded(() => choose({ step }));
  undo();
  expect(store.getState().step).toBe(64);
});

test('a link opened again, with nothing in it changed, is no step', () => {
  const { history, open } = createExperimentStore({ document: presets['figure-2c'].document, tab: 'lab' });
  open(structuredClone(presets['figure-2c'].document), 'theory');
  expect(history.getState().pastStates).toHaveLength(0);
});
