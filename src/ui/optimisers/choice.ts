import type { RaceChoice, SurfaceDocument } from '../../experiment/document';
import { raceDefaults } from '../../experiment/parseRace';
import type { OptimiserName } from '../../math/optimisers';
import type { Values } from '../../math/optimisers/kinds';

/** The race of a document; the default one where it says nothing. */
export const raceOf = (document: SurfaceDocument): RaceChoice => document.view.race ?? raceDefaults;

export function withRace(document: SurfaceDocument, change: Partial<RaceChoice>): SurfaceDocument {
  return { ...document, view: { ...document.view, race: { ...raceOf(document), ...change } } };
}

/** A method put in with its values, or taken out. */
export function withMethod(document: SurfaceDocument, name: OptimiserName, values: Values | undefined): SurfaceDocument {
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
