import { FONT, themeOf } from '../../figures/base/colours';
import { type DrawCommand, rectangle } from '../../figures/base/drawList';
import { type Canvas2dContext, paint } from '../../figures/vector/canvasPainter';
import { svgDocument } from '../../figures/vector/svgWriter';
import { pdfDocument } from './pdf';
import { fontFiles } from './pdfFonts';
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
  /** CSS pixels of a unit of the page; without it, larger pictures have larger type. */
  readonly unit?: number;
  /** Whether nothing is drawn where the page has its ground. */
  readonly transparent?: boolean;
}

/** Draws a picture within a size, in units of its page, without its ground. */
export type DrawPage = (width: number, height: number) => readonly DrawCommand[];

/** A picture before it is written: what its file is called inside, what is drawn, the document that it carries, and what else made it, a line each. */
export interface Picture {
  readonly title: string;
  readonly draw: DrawPage;
  readonly document: object;
  readonly provenance: readonly string[];
}

/** CSS pixels of a unit of the page: those chosen, else in proportion to 800 × 600. */
export const unitOf = ({ width, height, unit }: Pick<PictureOptions, 'width' | 'height' | 'unit'>): number =>
  unit ?? Math.max(0.5, Math.min(width / 800, height / 600));

/** Ground, unless it is transparent, and drawing, in units of the page. */
function drawnPage(draw: DrawPage, options: PictureOptions): readonly DrawCommand[] {
  const unit = unitOf(options);
  const [width, height] = [options.width / unit, options.height / unit];
  const ground = options.transparent ? [] : [rectangle({ x: 0, y: 0, width, height }, themeOf(options.dark).ground)];
  return [...ground, ...draw(width, height)];
}

/** Paints a picture on a canvas, `scale` pixels a CSS pixel. */
export function paintPicture(context: Canvas2dContext, draw: DrawPage, options: PictureOptions, scale: number): void {
  const unit = unitOf(options);
  context.scale(unit * scale, unit * scale);
  paint(context, drawnPage(draw, options));
}

/** Pixels a side that browsers support for a canvas. */
const MAX_CANVAS_SIDE = 16384;

/** A picture as a PNG that carries its document. Drawn by our own projection: no WebGL, the same pixels every time. */
async function pngOf({ draw, document, provenance }: Picture, options: PictureOptions): Promise<Uint8Array> {
  const [width, height] = [Math.round(options.width * options.scale), Math.round(options.height * options.scale)];
  if (!(width >= 1 && height >= 1 && width <= MAX_CANVAS_SIDE && height <= MAX_CANVAS_SIDE))
    throw new Error(`A picture of ${width} × ${height} pixels cannot be drawn; each side must be 1 to ${MAX_CANVAS_SIDE}.`);
  await Promise.all([400, 600, 650].map((weight) => globalThis.document.fonts.load(`${weight} 12px ${FONT}`, 'Aθ₁ε∞−')));
  const canvas = new OffscreenCanvas(width, height);
  const painter = canvas.getContext('2d', { willReadFrequently: true }); // painted by the processor: the same pixels on every machine, and sooner without a GPU
  if (!painter) throw new Error(`The browser gave no canvas of ${width} × ${height} pixels.`);
  paintPicture(painter, draw, options, options.scale);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  const described = embedInPng(new Uint8Array(await blob.arrayBuffer()), provenance.join('\n'), 'Description');
  return embedInPng(described, JSON.stringify(document));
}

/** A picture as paths and text, its document in <metadata>, for readers, and in a data attribute, which optimisers keep. */
export function svgOf({ title, draw, document, provenance }: Picture, options: PictureOptions): Uint8Array {
  const head = { title, description: provenance.join('; '), metadata: JSON.stringify(document), attribute: DOCUMENT_ATTRIBUTE };
  return new TextEncoder().encode(svgDocument(drawnPage(draw, options), options.width, options.height, unitOf(options), head));
}

/** A picture as vectors and text in embedded fonts, its document in the metadata. */
async function pdfOf({ title, draw, document, provenance }: Picture, options: PictureOptions): Promise<Uint8Array> {
  const head = { title, description: provenance.join('; '), metadata: JSON.stringify(document) };
  return pdfDocument(drawnPage(draw, options), options.width, options.height, unitOf(options), head, await fontFiles());
}

/** How a picture is written in each format. */
const writers = {
  png: pngOf,
  svg: svgOf,
  pdf: pdfOf,
} satisfies Record<string, (picture: Picture, options: PictureOptions) => Uint8Array | Promise<Uint8Array>>;

export type PictureFormat = keyof typeof writers;
export const pictureFormats = Object.keys(writers) as PictureFormat[];
export const isPictureFormat = (format: string): format is PictureFormat => format in writers;

/** Most cells a side of a surface drawn as pixels, and as paths. */
export const maxCells: Readonly<Record<PictureFormat, number>> = { png: 201, svg: 101, pdf: 101 };

/** A picture as a file. */
export const pictureFile = async (picture: Picture, format: PictureFormat, options: PictureOptions): Promise<Uint8Array> =>
  writers[format](picture, options);
