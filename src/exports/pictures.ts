import { FONT } from '../figures/base/colours';
import type { DrawCommand } from '../figures/base/drawList';
import { paint } from '../figures/vector/canvasPainter';
import { svgDocument } from '../figures/vector/svgWriter';
import { embedInPng } from './pngText';

/** Attribute of the root of an exported SVG that carries its document: optimisers drop metadata, but keep data attributes. */
export const DOCUMENT_ATTRIBUTE = 'data-smoothscape';

/** Size and theme of a picture. */
export interface PictureOptions {
  /** Size in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels of a PNG per CSS pixel, 1 to 4. */
  readonly scale: number;
  readonly dark: boolean;
}

/** Draws a picture within a size, in units of its page. */
export type DrawPage = (width: number, height: number) => readonly DrawCommand[];

/** Scale of the page relative to 800 × 600 CSS pixels: larger pictures have larger type. */
export const unitOf = ({ width, height }: Pick<PictureOptions, 'width' | 'height'>): number => Math.max(0.5, Math.min(width / 800, height / 600));

/** Pixels a side that browsers support for a canvas. */
const MAX_CANVAS_SIDE = 16384;

/** A picture as a PNG that carries its document. Drawn by our own projection: no WebGL, the same pixels every time. */
export async function pngOf(_title: string, draw: DrawPage, document: object, options: PictureOptions): Promise<Uint8Array> {
  const [width, height] = [Math.round(options.width * options.scale), Math.round(options.height * options.scale)];
  if (!(width >= 1 && height >= 1 && width <= MAX_CANVAS_SIDE && height <= MAX_CANVAS_SIDE))
    throw new Error(`A picture of ${width} × ${height} pixels cannot be drawn; each side must be 1 to ${MAX_CANVAS_SIDE}.`);
  await Promise.all([400, 600, 650].map((weight) => globalThis.document.fonts.load(`${weight} 12px ${FONT}`, 'Aθ₁ε∞−')));
  const canvas = new OffscreenCanvas(width, height);
  const painter = canvas.getContext('2d', { willReadFrequently: true }); // painted by the processor: the same pixels on every machine, and sooner without a GPU
  if (!painter) throw new Error(`The browser gave no canvas of ${width} × ${height} pixels.`);
  const unit = unitOf(options);
  painter.scale(unit * options.scale, unit * options.scale);
  paint(painter, draw(options.width / unit, options.height / unit));
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return embedInPng(new Uint8Array(await blob.arrayBuffer()), JSON.stringify(document));
}

/** A picture as paths and text, its document in <metadata>, for readers, and in a data attribute, which optimisers keep. */
export function svgOf(title: string, draw: DrawPage, document: object, options: PictureOptions): Uint8Array {
  const { width, height } = options;
  const unit = unitOf(options);
  const head = { title, metadata: JSON.stringify(document), attribute: DOCUMENT_ATTRIBUTE };
  return new TextEncoder().encode(svgDocument(draw(width / unit, height / unit), width, height, unit, head));
}
