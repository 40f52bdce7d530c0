import type { SurfaceDocument } from '../documents/surfaceDocument';
import { sharedRange } from '../figures/base/ticks';
import { csvOf } from './csv';
import { npzOf } from './npz';
import { pngOf, svgOf } from './pictures';
import { type ExportOptions, type ExportPane, sharedJumpScales } from './printedPage';

/** The document, every default filled in, as a person would like to read it. */
export const jsonOf = (document: SurfaceDocument): Uint8Array => new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);

export const formats = ['png', 'svg', 'csv', 'npz', 'json'] as const;
export type Format = (typeof formats)[number];

export interface ExportedFile {
  /** '' or, for one of several panes, '.A', '.B', …; stands before the format in the file's name. */
  readonly suffix: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
}

/** '.A', '.B', … for the panes of a document that has panes. */
export const suffixOf = (pane: number, document: SurfaceDocument): string => (document.panes ? `.${String.fromCharCode(65 + pane)}` : '');

/** One file for each pane; of the document itself, and of a sheet of all panes, one in all. */
export async function exportFile(
  panes: readonly ExportPane[],
  document: SurfaceDocument,
  format: Format,
  options: ExportOptions,
): Promise<ExportedFile[]> {
  if (format === 'json') return [{ suffix: '', format, bytes: jsonOf(document) }];
  const range = panes.length > 1 ? sharedRange(panes.map((pane) => pane.result)) : undefined;
  const picture = format === 'png' ? pngOf : svgOf;
  if (options.together && (format === 'png' || format === 'svg'))
    return [{ suffix: '', format, bytes: await picture(panes, document, options, range) }];
  const each: ExportOptions = { ...options, scales: sharedJumpScales(panes) };
  const files: ExportedFile[] = [];
  for (const [k, whole] of panes.entries()) {
    const { panes: _others, ...withoutPanes } = whole.document;
    const pane: ExportPane = { ...whole, document: withoutPanes };
    const bytes =
      format === 'csv'
        ? csvOf(pane.document, pane.result, __VERSION__)
        : format === 'npz'
          ? npzOf(pane.document, pane.result)
          : await picture([pane], pane.document, each, range);
    files.push({ suffix: suffixOf(k, document), format, bytes });
  }
  return files;
}
