import type { SurfaceDocument } from '../../experiment/document';
import { presets, wholeFigures } from '../../experiment/presets';
import { surfaceOf } from '../../experiment/requests';

export interface Provenance {
  /** "Figure 2(c)" */
  readonly figure: string;
  readonly title: string;
  readonly note: string;
}

const rows: readonly { readonly title: string; readonly note: string; readonly document: SurfaceDocument }[] = [
  ...Object.values(presets),
  ...Object.values(wholeFigures),
];
const print = (document: SurfaceDocument): string => JSON.stringify([surfaceOf(document), document.panes ?? []]);
const known = new Map(rows.map((row) => [row.document.view.figure, { row, print: print(row.document) }]));

/** Which figure of the paper the document draws; none once a number of it was changed. */
export function provenanceOf(document: SurfaceDocument): Provenance | undefined {
  const { figure } = document.view;
  const had = known.get(figure);
  if (!figure || !had || had.print !== print(document)) return undefined;
  return { figure: `Figure ${figure}`, title: had.row.title, note: had.row.note };
}
