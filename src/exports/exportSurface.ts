import type { SurfaceDocument } from '../documents/surfaceDocument';
import { paneSurfaces } from '../documents/panes';
import { paneId } from '../figures/charts/paneTitles';
import { pageCommands, type PrintedPage, readableHeight } from '../figures/vector/composition';
import { csvOf } from './csv';
import { npzOf } from './npz';
import { type PictureOptions, pngOf, svgOf, unitOf } from './pictures';
import type { Quantity, ShownPane, SurfacePane } from './shownPanes';
import { surfacePage, surfacesOf } from './surfacePage';

/** The document, every default filled in, as a person would like to read it. */
export const jsonOf = (document: SurfaceDocument): Uint8Array => new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);

/** Options of a picture of surfaces. */
export interface ExportOptions extends PictureOptions {
  /** Whether all panes of a comparison share their loss range. */
  readonly sharedRange: boolean;
}

export const formats = ['png', 'svg', 'csv', 'npz', 'json'] as const;
export type Format = (typeof formats)[number];

export interface ExportedFile {
  /** '' or, for one of several panes, '.A', '.B', …; stands before the format in the file's name. */
  readonly suffix: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
}

/** '.A', '.B', … for the panes of a document that has panes. */
export const suffixOf = (pane: number, document: SurfaceDocument): string => (document.panes ? `.${paneId(pane)}` : '');

/** Most cells a side of a surface drawn as pixels, and as paths. */
const MAX_CELLS = { png: 201, svg: 101 };

/** Height at which the panes of a page are large enough to be read, in CSS pixels; at least the one asked for. */
function sheetHeight(page: PrintedPage, options: ExportOptions): number {
  const unit = unitOf(options);
  return unit * readableHeight(page, options.width / unit, options.height / unit);
}

const picture = (format: 'png' | 'svg', page: PrintedPage, document: SurfaceDocument, options: ExportOptions): Promise<Uint8Array> | Uint8Array =>
  (format === 'png' ? pngOf : svgOf)(page.title, (width, height) => pageCommands(page, width, height), document, options);

/** The whole figure as one picture, higher than asked for where its panes need it. */
export async function wholePicture(
  groups: readonly (readonly ShownPane[])[],
  document: SurfaceDocument,
  format: 'png' | 'svg',
  options: ExportOptions,
): Promise<Uint8Array> {
  const page = surfacePage(document, groups, { ...options, maxCells: MAX_CELLS[format] });
  return picture(format, page, document, { ...options, height: sheetHeight(page, options) });
}

/** A picture for each group of panes, on the scales of the whole figure, with the document of its first surface. */
export async function groupPictures(
  groups: readonly (readonly ShownPane[])[],
  document: SurfaceDocument,
  format: 'png' | 'svg',
  options: ExportOptions,
): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  for (const [k, group] of groups.entries()) {
    const page = surfacePage(document, groups, { ...options, maxCells: MAX_CELLS[format] }, [group]);
    const [first] = surfacesOf([group]);
    const suffix = document.panes ? suffixOf(k, document) : `.${group[0]?.letter || 'input'}`;
    files.push({ suffix, format, bytes: await picture(format, page, document.panes ? (first?.document ?? document) : document, options) });
  }
  return files;
}

const quantityNames: Readonly<Record<Quantity, string>> = { loss: 'smoothed', frozen: 'frozen', gradient: 'gradient', difference: 'difference' };

/** Stands before the format in the name of a surface's numbers: its pane, and what they are where they are not the pane's own loss. */
function numbersSuffix({ part, quantity, letter }: SurfacePane, document: SurfaceDocument): string {
  const pane = document.panes ? `.${letter.replace('′', '')}` : '';
  return part === 'second' || quantity === 'frozen' ? `${pane}-${quantityNames[quantity]}` : pane;
}

/** The numbers of every surface that is shown, once each. */
export function numberFiles(groups: readonly (readonly ShownPane[])[], document: SurfaceDocument, format: 'csv' | 'npz'): ExportedFile[] {
  const bySuffix = new Map(surfacesOf(groups).map((pane) => [numbersSuffix(pane, document), pane]));
  return [...bySuffix].map(([suffix, { document: recipe, result, quantity }]) => ({
    suffix,
    format,
    bytes: format === 'csv' ? csvOf(recipe, result, __VERSION__, quantity) : npzOf(recipe, result, quantity),
  }));
}

/** The document, and, where it has panes, each of them as a document. */
export const documentFiles = (document: SurfaceDocument): ExportedFile[] => [
  { suffix: '', format: 'json', bytes: jsonOf(document) },
  ...(document.panes ? paneSurfaces(document) : []).map((pane, k): ExportedFile => ({
    suffix: suffixOf(k, document),
    format: 'json',
    bytes: jsonOf(pane),
  })),
];
