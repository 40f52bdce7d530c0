import type { SurfaceDocument } from '../documents/surfaceDocument';
import { sha256 } from '../math/core/sha256';
import type { SurfaceResult } from '../worker/rpc/protocol';

/** SHA-256 of the points of a document, as JSON. */
const dataHash = ({ points }: Pick<SurfaceDocument, 'points'>): string => sha256(new TextEncoder().encode(JSON.stringify(points)));

/** A surface with the document of its own. */
export interface ComputedSurface {
  readonly document: SurfaceDocument;
  readonly result: SurfaceResult;
}

const distinct = (values: readonly (string | number)[]): string => [...new Set(values)].join(', ');

/** What made surfaces beside their documents, a line each: program, seeds, data, backends, precision. */
export const provenanceOf = (surfaces: readonly ComputedSurface[], version = __VERSION__): readonly string[] => [
  `version: smoothscape ${version}`,
  `seed: ${distinct(surfaces.map(({ document }) => document.seed))}`,
  `data: sha256 ${distinct(surfaces.map(({ document }) => dataHash(document)))}`,
  `backend: ${distinct(surfaces.map(({ result: { report } }) => `${report.backend}${report.adapter === '' ? '' : ` (${report.adapter.replace(/\s+/g, ' ')})`}`))}`,
  `precision: ${distinct(surfaces.map(({ result }) => result.report.precision))}`,
];
