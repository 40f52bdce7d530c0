import type { SurfaceDocument } from '../experiment/document';

/** The document, every default filled in, as a person would like to read it. */
export const jsonOf = (document: SurfaceDocument): Uint8Array => new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
