import type { RaceRequest, RaceResult, WalkRequest } from '../../engine/protocol';
import type { SurfaceDocument } from '../../experiment/document';
import { methodNames } from '../../experiment/parseRace';
import { surfaceOf } from '../../experiment/requests';
import type { Experiment } from '../../experiment/store';
import type { Pair } from '../../math/kinds';
import { optimisers } from '../../math/optimisers';
import { raceOf } from './choice';
import type { Racer } from './states';

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

/** The inner walk that EntropySGD would take at θ; noise must be there to walk at all. */
export function walkRequest(document: SurfaceDocument, theta: Pair): WalkRequest {
  const { methods, seed } = raceOf(document);
  return { surface: surfaceOf(document), theta, values: methods['entropy-sgd'] ?? {}, seed, repeats: 8 };
}

/** Methods with their rows; a run that was refused before it began has no state to show. */
export function racersOf(result: RaceResult): { readonly racers: readonly Racer[]; readonly refused: readonly string[] } {
  const all = result.runs.map(({ name, run }) => ({ name, label: optimisers[name].label, stroke: optimisers[name].stroke, path: run }));
  return {
    racers: all.filter(({ path }) => path.count > 0),
    refused: all.filter(({ path }) => path.count === 0).map(({ label, path }) => `${label}: ${path.why}.`),
  };
}
