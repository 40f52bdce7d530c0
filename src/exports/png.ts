import type { SurfaceDocument } from '../experiment/document';
import { FONT } from '../figures/colours';
import type { Look } from '../figures/kinds';
import { paint } from '../figures/vector/canvas';
import type { Mark } from '../figures/vector/marks';
import { pageMarks } from '../figures/vector/page';
import { pageOf, unitOf, type ExportOptions, type ExportPane } from './page';
import { embedInPng } from './pngText';

const NODES = 201;
/** Most pixels a side that browsers promise for a canvas. */
const WIDEST = 16384;

/** The figure as a PNG that carries its document. Drawn by our own projection: no WebGL, the same pixels every time. */
export function pngOf(panes: readonly ExportPane[], document: SurfaceDocument, options: ExportOptions, range: Look['range']): Promise<Uint8Array> {
  const page = pageOf(panes, document, options, NODES, range);
  return paintedPng((width, height) => pageMarks(page, width, height), document, options);
}

/** Marks in units of the page, painted, with the document inside. */
export async function paintedPng(
  marks: (width: number, height: number) => readonly Mark[],
  document: object,
  options: Pick<ExportOptions, 'width' | 'height' | 'scale'>,
): Promise<Uint8Array> {
  const [width, height] = [Math.round(options.width * options.scale), Math.round(options.height * options.scale)];
  if (!(width >= 1 && height >= 1 && width <= WIDEST && height <= WIDEST))
    throw new Error(`A picture of ${width} × ${height} pixels cannot be drawn; each side must be 1 to ${WIDEST}.`);
  await Promise.all([400, 600, 650].map((weight) => globalThis.document.fonts.load(`${weight} 12px ${FONT}`, 'Aθ₁ε∞−')));
  const canvas = new OffscreenCanvas(width, height);
  const painter = canvas.getContext('2d', { willReadFrequently: true }); // painted by the processor: the same pixels on every machine, and sooner without a GPU
  if (!painter) throw new Error(`The browser gave no canvas of ${width} × ${height} pixels.`);
  const unit = unitOf(options);
  const ratio = unit * options.scale;
  painter.scale(ratio, ratio);
  paint(painter, marks(options.width / unit, options.height / unit));
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return embedInPng(new Uint8Array(await blob.arrayBuffer()), JSON.stringify(document));
}
