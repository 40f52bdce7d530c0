import { methodNames, raceDefaults } from '../documents/parseView';
import type { RaceChoice, SurfaceDocument } from '../documents/surfaceDocument';
import { surfaceDefaults } from '../documents/surfaceSpecs';
import type { Pair } from '../math/core/types';
import type { OptimiserName } from '../math/optimisers';
import type { HyperparameterValues } from '../math/optimisers/types';
import type { RaceRequest, WalkRequest } from '../worker/rpc/protocol';
import type { Experiment } from './experimentStore';
import { surfaceOf } from './jobResults';

/** The race of a document; the default one where it says nothing. */
export const raceOf = (document: SurfaceDocument): RaceChoice => document.view.race ?? raceDefaults;

export function withRace(document: SurfaceDocument, change: Partial<RaceChoice>): SurfaceDocument {
  return { ...document, view: { ...document.view, race: { ...raceOf(document), ...change } } };
}

/** A method put in with its values, or taken out. */
export function withMethod(document: SurfaceDocument, name: OptimiserName, values: HyperparameterValues | undefined): SurfaceDocument {
  const { [name]: _had, ...rest } = raceOf(document).methods;
  return withRace(document, { methods: values ? { ...rest, [name]: values } : rest });
}

export function withMethodValue(document: SurfaceDocument, name: OptimiserName, key: string, value: number | string): SurfaceDocument {
  return withMethod(document, name, { ...raceOf(document).methods[name], [key]: value });
}

/** A numeric knob of a method, where it is not at its default. */
export function methodValue(document: SurfaceDocument, name: OptimiserName, key: string): number | undefined {
  const value = raceOf(document).methods[name]?.[key];
  return typeof value === 'number' ? value : undefined;
}

/** Three points that no line separates under ε = 0.2: the minimum (1.61, 0), loss 0.55391, lies on a crease. */
export const creasedRace: SurfaceDocument = {
  ...surfaceDefaults,
  points: [
    { x: [1, 0], y: 1 },
    { x: [-1, 0], y: -1 },
    { x: [-0.3, 0], y: 1 },
  ],
  attack: { norm: 'inf', epsilon: 0.2, solver: 'exact' },
  grid: { theta1: [-3, 3.5], theta2: [-3, 3.5], n: 105 },
  view: { ...surfaceDefaults.view, kind: 'contour' },
};

/** The race that a document describes. */
export function raceRequest(document: SurfaceDocument): RaceRequest {
  const { methods, start, steps, seed } = raceOf(document);
  const racers = methodNames.flatMap((name) => {
    const values = methods[name];
    return values ? [{ name, values }] : [];
  });
  return { surface: surfaceOf(document), racers, start, steps, seed };
}
export const raceOfState = ({ document }: Experiment): RaceRequest => raceRequest(document);

/** The methods with an inner loop of Langevin steps. */
export type EntropyMethod = Extract<OptimiserName, 'entropy-sgd' | 'entropy-sgd-2'>;
export const isEntropyMethod = (name: OptimiserName): name is EntropyMethod => name === 'entropy-sgd' || name === 'entropy-sgd-2';

/** The inner walk that a method would take at θ. */
export function walkRequest(document: SurfaceDocument, name: EntropyMethod, theta: Pair): WalkRequest {
  const { methods, seed } = raceOf(document);
  return { surface: surfaceOf(document), theta, values: methods[name] ?? {}, seed, repeats: 8 };
}
