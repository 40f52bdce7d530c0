import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { sha256 } from '../../math/core/sha256';
import type { SurfaceResult } from '../../worker/rpc/protocol';

/** SHA-256 of the points of a document, as JSON. */
export const dataHash = ({ points }: Pick<SurfaceDocument, 'points'>): string => sha256(new TextEncoder().encode(JSON.stringify(points)));

/** A surface with the document of its own. */
export interface ComputedSurface {
  readonly document: SurfaceDocument;
  readonly result: SurfaceResult;
}

/** Values without repetition, in one text. */
export const distinct = (values: readonly (string | number)[]): string => [...new Set(values)].join(', ');

/** A text of the program and its version. */
export const versionLine = (version = __VERSION__): string => `version: smoothscape ${version}`;

/** What made surfaces beside their documents, a line each: program, seeds, data, backends, precision. */
export const provenanceOf = (surfaces: readonly ComputedSurface[], version?: string): readonly string[] => [
  versionLine(version),
  `seed: ${distinct(surfaces.map(({ document }) => document.seed))}`,
  `data: sha256 ${distinct(surfaces.map(({ document }) => dataHash(document)))}`,
  `backend: ${distinct(surfaces.map(({ result: { report } }) => `${report.backend}${report.adapter === '' ? '' : ` (${report.adapter.replace(/\s+/g, ' ')})`}`))}`,
  `precision: ${distinct(surfaces.map(({ result }) => result.report.precision))}`,
];
