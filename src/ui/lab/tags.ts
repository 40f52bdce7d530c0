import type { SurfaceDocument } from '../../experiment/document';
import { inputPresets, presets, wholeFigures } from '../../experiment/presets';
import { surfaceOf } from '../../experiment/requests';

export interface Provenance {
  /** "Figure 2(c)" */
  readonly figure: string;
  readonly title: string;
  readonly note: string;
}

const rows: readonly { readonly title: string; readonly note: string; readonly document: SurfaceDocument }[] = [
  ...Object.values(presets),
  ...Object.values(inputPresets),
  ...Object.values(wholeFigures),
];
const print = (document: SurfaceDocument): string => JSON.stringify([surfaceOf(document), document.panes ?? []]);
const known = new Map(rows.map((row) => [print(row.document), row]));

/** Which figure of the paper the document draws, whatever it is called; none where a number differs. */
export function provenanceOf(document: SurfaceDocument): Provenance | undefined {
  const row = known.get(print(document));
  return row && { figure: `Figure ${row.document.view.figure ?? ''}`, title: row.title, note: row.note };
}
