import { paneSurfaces } from '../../documents/panes';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { paneId } from '../../figures/charts/paneTitles';
import { pageCommands, type PrintedPage, readableHeight } from '../../figures/vector/composition';
import {
  isPictureFormat,
  maxCells,
  type Picture,
  pictureFile,
  type PictureFormat,
  pictureFormats,
  type PictureOptions,
  unitOf,
} from '../base/pictures';
import { provenanceOf } from '../base/provenance';
import { numpyScript, numpyTemplate } from '../recipes/numpyScript';
import { csvOf } from './csv';
import { ENTRY_DATE, npzOf } from './npz';
import { pgfOf } from './pgfplots';
import type { Quantity, ShownPane, SurfacePane } from './shownPanes';
import { htmlOf } from './standaloneHtml';
import { stlOf } from './stl';
import { type SurfaceFigure, surfaceFigures, surfacePage, surfacesOf } from './surfacePage';
import { zipSync } from 'fflate';

/** The document, every default filled in, as a person would like to read it. */
export const jsonOf = (document: SurfaceDocument): Uint8Array => new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);

/** Options of a picture of surfaces. */
export interface ExportOptions extends PictureOptions {
  /** Whether all panes of a comparison share their loss range. */
  readonly sharedRange: boolean;
}

/** How one surface is written in each format that holds no more than one. */
const surfaceWriters = {
  csv: ({ pane: { document, result, quantity } }) => csvOf(document, result, __VERSION__, quantity),
  npz: ({ pane: { document, result, quantity } }) => npzOf(document, result, quantity),
  stl: stlOf,
  pgf: pgfOf,
  html: htmlOf,
  py: async ({ pane: { document, result } }) => new TextEncoder().encode(numpyScript(await numpyTemplate(), document, result)),
} satisfies Record<string, (figure: SurfaceFigure) => Uint8Array | Promise<Uint8Array>>;

export type SurfaceFormat = keyof typeof surfaceWriters;
const surfaceFormats = Object.keys(surfaceWriters) as SurfaceFormat[];

/** Formats of files: pictures, one surface each, the document, and all of them in an archive. */
export const formats = [...pictureFormats, ...surfaceFormats, 'json', 'zip'] as const;
export type Format = (typeof formats)[number];

export interface ExportedFile {
  /** '' or, for one of several panes, '.A', '.B', …; stands before the format in the file's name. */
  readonly suffix: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
}

/** '.A', '.B', … for the panes of a document that has panes. */
export const suffixOf = (pane: number, document: SurfaceDocument): string => (document.panes ? `.${paneId(pane)}` : '');

/** Options of the page that a picture of surfaces is. */
export interface FigureOptions extends ExportOptions {
  /** Whether title, note and caption are left to the text around the picture. */
  readonly bare?: boolean;
  /** Whether the height stays as it is, though its panes are small. */
  readonly fixed?: boolean;
}

/** A picture of a size, and what stands before the format in the name of its file. */
export interface SizedPicture {
  readonly suffix: string;
  readonly picture: Picture;
  readonly options: PictureOptions;
}

function sized(
  suffix: string,
  whole: PrintedPage,
  document: object,
  groups: readonly (readonly ShownPane[])[],
  options: FigureOptions,
): SizedPicture {
  const page = options.bare ? { ...whole, title: '', note: '', caption: '' } : whole;
  const unit = unitOf(options);
  const height = options.fixed ? options.height : unit * readableHeight(page, options.width / unit, options.height / unit);
  const picture: Picture = {
    title: whole.title,
    draw: (width, tall) => pageCommands(page, width, tall),
    document,
    provenance: provenanceOf(surfacesOf(groups)),
  };
  return { suffix, picture, options: { ...options, unit, height } };
}

/** The whole figure as one picture, higher than asked for where its panes need it. */
export function wholePage(
  groups: readonly (readonly ShownPane[])[],
  document: SurfaceDocument,
  format: PictureFormat,
  options: FigureOptions,
): SizedPicture {
  return sized('', surfacePage(document, groups, { ...options, maxCells: maxCells[format] }), document, groups, options);
}

/** A picture for each group of panes, on the scales of the whole figure, with the document of its first surface; as high as it was asked for. */
export const groupPages = (
  groups: readonly (readonly ShownPane[])[],
  document: SurfaceDocument,
  format: PictureFormat,
  options: FigureOptions,
): readonly SizedPicture[] =>
  groups.map((group, k) => {
    const page = surfacePage(document, groups, { ...options, maxCells: maxCells[format] }, [group]);
    const [first] = surfacesOf([group]);
    const suffix = document.panes ? suffixOf(k, document) : `.${group[0]?.letter || 'input'}`;
    return sized(suffix, page, document.panes ? (first?.document ?? document) : document, [group], { ...options, fixed: true });
  });

/** A picture as a file. */
export const sizedFile = async ({ suffix, picture, options }: SizedPicture, format: PictureFormat): Promise<ExportedFile> => ({
  suffix,
  format,
  bytes: await pictureFile(picture, format, options),
});

/** The whole figure as one file. */
export const wholePicture = async (
  groups: readonly (readonly ShownPane[])[],
  document: SurfaceDocument,
  format: PictureFormat,
  options: FigureOptions,
): Promise<Uint8Array> => (await sizedFile(wholePage(groups, document, format, options), format)).bytes;

/** A file for each group of panes. */
export const groupPictures = (
  groups: readonly (readonly ShownPane[])[],
  document: SurfaceDocument,
  format: PictureFormat,
  options: FigureOptions,
): Promise<ExportedFile[]> => Promise.all(groupPages(groups, document, format, options).map((one) => sizedFile(one, format)));

const quantityNames: Readonly<Record<Quantity, string>> = { loss: 'smoothed', frozen: 'frozen', gradient: 'gradient', difference: 'difference' };

/** Stands before the format in the name of a surface's file: its pane, and what its values are where they are not the pane's own loss. */
function surfaceSuffix({ part, quantity, letter }: SurfacePane, document: SurfaceDocument): string {
  const pane = document.panes ? `.${letter.replace('′', '')}` : '';
  return part === 'second' || quantity === 'frozen' ? `${pane}-${quantityNames[quantity]}` : pane;
}

/** A file for every surface that is shown, once each. */
export async function surfaceFiles(
  groups: readonly (readonly ShownPane[])[],
  document: SurfaceDocument,
  format: SurfaceFormat,
  options: Pick<ExportOptions, 'dark' | 'sharedRange'>,
): Promise<ExportedFile[]> {
  const bySuffix = new Map<string, SurfaceFigure>();
  for (const figure of surfaceFigures(document, groups, options)) {
    const suffix = surfaceSuffix(figure.pane, document);
    if (!bySuffix.has(suffix)) bySuffix.set(suffix, figure); // in 3-D, where it is drawn as a contour too
  }
  const files: ExportedFile[] = [];
  for (const [suffix, figure] of bySuffix) {
    if (format === 'py' && figure.pane.quantity !== 'loss') continue; // the script computes losses
    files.push({ suffix, format, bytes: await surfaceWriters[format](figure) });
  }
  return files;
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

/** All files of a figure in a format. */
async function filesOf(
  groups: readonly (readonly ShownPane[])[],
  document: SurfaceDocument,
  format: Exclude<Format, 'zip'>,
  options: ExportOptions,
): Promise<ExportedFile[]> {
  if (format === 'json') return documentFiles(document).slice(0, 1);
  if (!isPictureFormat(format)) return surfaceFiles(groups, document, format, options);
  return [{ suffix: '', format, bytes: await wholePicture(groups, document, format, options) }];
}

const entriesOf = (base: string, files: readonly ExportedFile[]): Record<string, Uint8Array> =>
  Object.fromEntries(files.map(({ suffix, format, bytes }) => [`${base}${suffix}.${format}`, bytes]));

/** Files in an archive. */
export const zipOf = (base: string, files: readonly ExportedFile[]): Uint8Array => zipSync(entriesOf(base, files), { level: 6, mtime: ENTRY_DATE });

/** The figure in every format with its document, in an archive; formats that it cannot be written in are named in a text. */
export async function everything(
  base: string,
  groups: readonly (readonly ShownPane[])[],
  document: SurfaceDocument,
  options: ExportOptions,
): Promise<Uint8Array> {
  const entries: Record<string, Uint8Array> = {};
  const missing: string[] = [];
  for (const format of formats) {
    if (format === 'zip') continue;
    try {
      Object.assign(entries, entriesOf(base, await filesOf(groups, document, format, options)));
    } catch (error) {
      missing.push(`${base}.${format}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  if (missing.length > 0) entries[`${base}-missing.txt`] = new TextEncoder().encode(missing.join(''));
  return zipSync(entries, { level: 6, mtime: ENTRY_DATE });
}
