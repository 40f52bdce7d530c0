import { dimensionsOf, type LandscapeDocument } from '../documents/landscapeDocument';
import { shownAccuracy, shownLoss } from '../figures/networks/measuredSlice';
import { landscapePage, type TitledSlice } from '../figures/networks/landscapePage';
import { pageCommands } from '../figures/vector/composition';
import type { LandscapeResult } from '../worker/rpc/landscapeProtocol';
import { shortestText } from './surface/csv';
import { DOCUMENT_ENTRY, ENTRY_DATE, npyOf } from './surface/npz';
import { distinct, versionLine } from './base/provenance';
import { isPictureFormat, maxCells, type Picture, pictureFile, type PictureFormat, type PictureOptions } from './base/pictures';
import { zipSync } from 'fflate';

export type LandscapeFormat = 'csv' | 'npz' | 'json' | PictureFormat;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Recipe, header, a row a node; b outer and a inner, b empty in one dimension. */
function landscapeCsv(document: LandscapeDocument, result: LandscapeResult, version: string): string {
  const { slice, directions, smoothed, backend, selfTest } = result;
  const [loss, accuracy] = [shownLoss(result), shownAccuracy(result)];
  const n = slice.a.length;
  const cosine = directions?.cosine === undefined ? '' : `, cosine ${shortestText(directions.cosine)}`;
  const failed = selfTest?.filter(({ passed }) => !passed).map(({ name }) => name) ?? [];
  const lines = [
    `# document: ${JSON.stringify(document)}`,
    `# version: smoothscape ${version}`,
    `# backend: ${backend}`,
    '# precision: float32',
    `# directions: seed ${document.directions.seed}, sha256 ${directions?.sha256 ?? ''}${cosine}`,
    ...(selfTest ? [`# self-test: ${failed.length === 0 ? `${selfTest.length} checks passed` : `failed: ${failed.join('; ')}`}`] : []),
    ...(smoothed ? ['# loss: EntropySGD’s loss on the slice; accuracy: of the measured weights'] : []),
    'a,b,loss,accuracy',
  ];
  const rows = Array.from(loss, (value, k) =>
    [
      shortestText(slice.a[k % n]!),
      dimensionsOf(document) === 2 ? shortestText(slice.b[Math.floor(k / n)]!) : '',
      shortestText(value),
      shortestText(accuracy[k]!),
    ].join(','),
  );
  return [...lines, ...rows, ''].join('\n');
}

/** a [n], b [m]; loss and accuracy [m, n] with b by rows; one axis in one dimension. The measured loss beside a smoothed one, and the document. */
function landscapeNpz(document: LandscapeDocument, result: LandscapeResult): Uint8Array {
  const { a, b, fields } = result.slice;
  const two = dimensionsOf(document) === 2;
  const shape = two ? [b.length, a.length] : [a.length];
  const measured = fields[document.loss]?.loss;
  const entries = {
    'a.npy': npyOf(a, [a.length]),
    ...(two && { 'b.npy': npyOf(b, [b.length]) }),
    'loss.npy': npyOf(shownLoss(result), shape),
    'accuracy.npy': npyOf(shownAccuracy(result), shape),
    ...(result.smoothed && measured && { 'measured_loss.npy': npyOf(measured, shape) }),
    [DOCUMENT_ENTRY]: encode(JSON.stringify(document)),
  };
  return zipSync(entries, { level: 6, mtime: ENTRY_DATE });
}

/** A slice of a figure with the document by which it is measured again. */
export interface ExportedSlice extends TitledSlice {
  readonly document: LandscapeDocument;
}

/** The numbers of one slice, or its document. */
function numbersOf({ document, result }: ExportedSlice, format: 'csv' | 'npz' | 'json'): Uint8Array {
  if (format === 'json') return encode(`${JSON.stringify(document, null, 2)}\n`);
  return format === 'csv' ? encode(landscapeCsv(document, result, __VERSION__)) : landscapeNpz(document, result);
}

/** What made measured slices beside their documents, a line each. */
const landscapeProvenance = (slices: readonly ExportedSlice[]): readonly string[] => [
  versionLine(),
  `seed: ${distinct(slices.map(({ document }) => document.seed))}`,
  `directions: sha256 ${distinct(slices.map(({ result }) => result.directions?.sha256 ?? ''))}`,
  `backend: ${distinct(slices.map(({ result }) => result.backend))}`,
  'precision: float32',
];

/** Measured slices as a picture that carries the document of the first. */
export function landscapePicture(slices: readonly [ExportedSlice, ...ExportedSlice[]], format: PictureFormat, dark: boolean): Picture {
  const page = landscapePage(slices, { dark, maxCells: maxCells[format] });
  return {
    title: page.title,
    draw: (width, height) => pageCommands(page, width, height),
    document: slices[0].document,
    provenance: landscapeProvenance(slices),
  };
}

/** Measured slices as one file; the numbers of several are an archive of a file each. */
export async function landscapeFile(
  slices: readonly [ExportedSlice, ...ExportedSlice[]],
  format: LandscapeFormat,
  options: PictureOptions,
): Promise<{ readonly extension: string; readonly bytes: Uint8Array }> {
  const [first, ...others] = slices;
  if (isPictureFormat(format))
    return { extension: format, bytes: await pictureFile(landscapePicture(slices, format, options.dark), format, options) };
  if (others.length === 0) return { extension: format, bytes: numbersOf(first, format) };
  const entries = slices.map((slice, k) => [`landscape.${String.fromCharCode(65 + k)}.${format}`, numbersOf(slice, format)] as const);
  return { extension: 'zip', bytes: zipSync(Object.fromEntries(entries), { level: 6, mtime: ENTRY_DATE }) };
}
