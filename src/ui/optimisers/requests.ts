import type { RaceRequest, WalkRequest } from '../../engine/protocol';
import type { SurfaceDocument } from '../../experiment/document';
import { methodNames } from '../../experiment/parseRace';
import { surfaceOf } from '../../experiment/requests';
import type { Experiment } from '../../experiment/store';
import type { Pair } from '../../math/kinds';
import type { OptimiserName } from '../../math/optimisers';
import { raceOf } from './choice';

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

/** Methods that look around before they step. */
export type Walker = Extract<OptimiserName, 'entropy-sgd' | 'entropy-sgd-2'>;
export const isWalker = (name: OptimiserName): name is Walker => name === 'entropy-sgd' || name === 'entropy-sgd-2';

/** The inner walk that a method would take at θ. */
export function walkRequest(document: SurfaceDocument, name: Walker, theta: Pair): WalkRequest {
  const { methods, seed } = raceOf(document);
  return { surface: surfaceOf(document), theta, values: methods[name] ?? {}, seed, repeats: 8 };
}
