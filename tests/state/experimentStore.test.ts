import type { SurfaceDocument } from '../../src/documents/surfaceDocument';
import { presets } from '../../src/documents/surfacePresets';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { createExperimentStore, cursorOf, type ExperimentStore, wholeDocument } from '../../src/state/experimentStore';
import { beforeEach, expect, test } from 'vitest';

let experiment: ExperimentStore;
const epsilon = (): number => experiment.store.getState().document.attack.epsilon;
const setEpsilon = (value: number) => (document: SurfaceDocument) => ({ ...document, attack: { ...document.attack, epsilon: value } });

beforeEach(() => {
  experiment = createExperimentStore({ document: surfaceDefaults, tab: 'lab' });
});

test('undo and redo walk through every edit', () => {
  for (const value of [0.6, 0.7, 0.8]) experiment.edit(setEpsilon(value));
  const seen = [epsilon()];
  for (let i = 0; i < 4; i += 1) {
    experiment.undo();
    seen.push(epsilon());
  }
  expect(seen).toEqual([0.8, 0.7, 0.6, 0.5, 0.5]);
  experiment.redo();
  experiment.redo();
  expect(epsilon()).toBe(0.7);
});

test('a gesture of many edits is one step of undo', () => {
  experiment.edit(setEpsilon(0.6));
  experiment.beginGesture();
  for (let value = 0.61; value < 0.9; value += 0.01) experiment.edit(setEpsilon(value));
  experiment.edit(setEpsilon(0.9));
  experiment.endGesture();
  experiment.edit(setEpsilon(1));
  experiment.undo();
  expect(epsilon()).toBe(0.9);
  experiment.undo();
  expect(epsilon()).toBe(0.6);
  experiment.redo();
  expect(epsilon()).toBe(0.9);
});

test('undo in the middle of a gesture reverts and ends it', () => {
  experiment.beginGesture();
  experiment.edit(setEpsilon(0.6));
  experiment.edit(setEpsilon(0.7));
  experiment.undo();
  expect(epsilon()).toBe(0.5);
  experiment.edit(setEpsilon(0.8));
  experiment.undo();
  expect(epsilon()).toBe(0.5);
});

test('the cursor is saved with the document, and undo takes it back before what was changed earlier', () => {
  experiment.edit(setEpsilon(0.6));
  experiment.setViewState({ theta: [0.5, -0.5] });
  const whole = wholeDocument(experiment.store.getState());
  expect(whole.view).toMatchObject({ theta: [0.5, -0.5] });
  expect(cursorOf(experiment.store.getState())).toEqual([0.5, -0.5]);
  experiment.undo();
  expect(wholeDocument(experiment.store.getState()).view).not.toHaveProperty('theta');
  expect(epsilon()).toBe(0.6);
  experiment.undo();
  expect(epsilon()).toBe(0.5);
});

test('the camera is saved with the document; a drag and a preset are one step of undo each, the edits between them another', () => {
  const eye = () => wholeDocument(experiment.store.getState()).view.eye;
  experiment.beginGesture();
  for (let k = 1; k <= 30; k += 1) experiment.setEye([2, k / 30, 1]);
  experiment.endGesture();
  experiment.edit(setEpsilon(0.6));
  experiment.setEye([0, 0, 2.1]);
  experiment.setEye(undefined);
  expect(wholeDocument(experiment.store.getState()).view).not.toHaveProperty('eye');
  const seen = [[eye(), epsilon()]];
  for (let k = 0; k < 4; k += 1) {
    experiment.undo();
    seen.push([eye(), epsilon()]);
  }
  const dragged = [2, 1, 1];
  expect(seen).toEqual([[undefined, 0.6], [[0, 0, 2.1], 0.6], [dragged, 0.6], [dragged, 0.5], [undefined, 0.5]]); // prettier-ignore
  experiment.redo();
  expect(eye()).toEqual(dragged);
});

test('opening a document keeps all of it and can be undone', () => {
  const document: SurfaceDocument = { ...surfaceDefaults, seed: 9, view: { ...surfaceDefaults.view, eye: [1, 1, 1], theta: [2, 2] } };
  experiment.open(document, 'gallery', 'a sentence');
  expect(wholeDocument(experiment.store.getState())).toEqual(document);
  expect(experiment.store.getState()).toMatchObject({ tab: 'gallery', notice: 'a sentence' });
  experiment.undo();
  expect(experiment.store.getState().document.seed).toBe(surfaceDefaults.seed);
});

test('a figure of the paper keeps its name until a number of it changes', () => {
  experiment.open(presets['figure-2c'].document, 'lab');
  experiment.edit((document) => ({ ...document, view: { ...document.view, colours: 'viridis' } }));
  expect(experiment.store.getState().document.view.figure).toBe('2(c)');
  experiment.edit(setEpsilon(0.6));
  expect(experiment.store.getState().document.view.figure).toBeUndefined();
  experiment.undo();
  expect(experiment.store.getState().document.view.figure).toBe('2(c)');
});

test('an edit that changes nothing is no step', () => {
  experiment.edit((document) => document);
  experiment.undo();
  expect(experiment.history.getState().futureStates).toHaveLength(0);
});

test('refusals are remembered by key until they are taken back', () => {
  experiment.setRejected('epsilon', { sentence: 'ε must be at least 0; it was −1', lastValid: 'ε = 0.50' });
  expect(Object.keys(experiment.store.getState().rejected)).toEqual(['epsilon']);
  experiment.setRejected('epsilon', undefined);
  expect(experiment.store.getState().rejected).toEqual({});
});

test('a change that takes a formula out of its domain is rejected in a sentence, until a valid one follows', () => {
  const { store, edit } = createExperimentStore({ document: { ...surfaceDefaults, model: { formula: 'sqrt(z+10)' } }, tab: 'lab' });
  const wider = (r: number) => edit((document) => ({ ...document, grid: { ...document.grid, theta1: [-r, r] } }));
  const { document } = store.getState();
  wider(9);
  expect(store.getState().document).toBe(document);
  expect(store.getState().notice).toMatch(/model\.formula: "sqrt\(z\+10\)" is not finite, or past 1e\+200, at z = -/);
  wider(4);
  expect(store.getState().document.grid.theta1).toEqual([-4, 4]);
  expect(store.getState().notice).toBeUndefined();
});
