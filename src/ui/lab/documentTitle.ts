import { modelName } from '../../documents/labels';
import { paneSurfaces } from '../../documents/panes';
import type { NormChoice, SurfaceDocument } from '../../documents/surfaceDocument';
import { inputPresets, presets, wholeFigures } from '../../documents/surfacePresets';
import { tickText } from '../../figures/base/ticks';
import { comparisonTitle } from '../../figures/charts/paneTitles';
import { surfaceOf } from '../../state/jobResults';
import { surfaceTitle } from '../compare/panes';

interface Provenance {
  /** "Figure 2(c)" */
  readonly figure: string;
  readonly note: string;
}

const paperRows: readonly { readonly note: string; readonly document: SurfaceDocument }[] = [
  ...Object.values(presets),
  ...Object.values(inputPresets),
  ...Object.values(wholeFigures),
];
const documentKey = (document: SurfaceDocument): string => JSON.stringify([surfaceOf(document), document.panes ?? []]);
const rowByKey = new Map(paperRows.map((row) => [documentKey(row.document), row]));

/** The figure of the paper with the same settings as the document; undefined where any setting differs. */
export function provenanceOf(document: SurfaceDocument): Provenance | undefined {
  const row = rowByKey.get(documentKey(document));
  return row && { figure: `Figure ${row.document.view.figure ?? ''}`, note: row.note };
}

/** Heading of a document: what a comparison compares, or which surface it is, without the norm. */
export function headingOf(document: SurfaceDocument): string {
  if (!document.panes) return surfaceTitle(document);
  const provenance = provenanceOf(document);
  return provenance ? provenance.note.replace(/\.$/, '') : comparisonTitle(paneSurfaces(document));
}

const normText = (norm: NormChoice): string => (norm === 'inf' ? 'L∞' : `L${String(norm)}`);

/** Title of a document in one line of plain text, which distinguishes it from others: figure of the paper, heading, attack, points; of a comparison, the model. */
export function documentTitle(document: SurfaceDocument): string {
  const { attack, points, panes } = document;
  const models = new Set(paneSurfaces(document).map(({ model }) => modelName(model)));
  const settings = panes
    ? [...models].slice(0, models.size === 1 ? 1 : 0)
    : [
        ...(attack.norm === 'none' ? [] : [normText(attack.norm), `ε = ${tickText(attack.epsilon)}`]),
        ...(points.length === 1 ? [] : [`${points.length} points`]),
      ];
  return [provenanceOf(document)?.figure, [headingOf(document), ...settings].join(', ')].filter(Boolean).join(': ');
}
