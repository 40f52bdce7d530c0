import type { SurfaceDocument } from '../documents/surfaceDocument';
import { FONT } from '../figures/base/colours';
import type { DrawCommand } from '../figures/base/drawList';
import type { FigureStyle } from '../figures/base/types';
import { paint } from '../figures/vector/canvasPainter';
import { pageCommands } from '../figures/vector/page';
import { svgDocument } from '../figures/vector/svgWriter';
import { type ExportOptions, type ExportPane, pageOf, unitOf } from './printedPage';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KEYWORD = 'smoothscape';

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 as PNG has it (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, k) => bytes[k] === byte);

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly end: number;
}

/** Chunks in order; stops at the first that is cut short. */
function* chunks(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = SIGNATURE.length;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) return;
    yield { type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), data: bytes.subarray(at + 8, at + 8 + length), end };
    at = end;
  }
}

/** The PNG with the text in an uncompressed iTXt chunk right after its header. */
export function embedInPng(bytes: Uint8Array, text: string): Uint8Array {
  const [header] = isPng(bytes) ? chunks(bytes) : [];
  if (header?.type !== 'IHDR') throw new Error('The picture is not a PNG.');
  // keyword, 0, not compressed, method 0, no language, no translated keyword
  const body = new TextEncoder().encode(`iTXt${KEYWORD}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(chunk.length - 4, crc32(body));
  const whole = new Uint8Array(bytes.length + chunk.length);
  whole.set(bytes.subarray(0, header.end));
  whole.set(chunk, header.end);
  whole.set(bytes.subarray(header.end), header.end + chunk.length);
  return whole;
}

/** The text that embedInPng put there, if any. */
export function extractFromPng(bytes: Uint8Array): string | undefined {
  if (!isPng(bytes)) return undefined;
  const start = new TextEncoder().encode(`${KEYWORD}\0\0\0\0\0`);
  for (const { type, data } of chunks(bytes)) {
    if (type === 'iTXt' && start.every((byte, k) => data[k] === byte)) return new TextDecoder().decode(data.subarray(start.length));
  }
  return undefined;
}

/** Cells a side of a surface drawn as pixels. */
const PNG_MAX_CELLS = 201;
/** Pixels a side that browsers support for a canvas. */
const MAX_CANVAS_SIDE = 16384;

/** The figure as a PNG that carries its document. Drawn by our own projection: no WebGL, the same pixels every time. */
export function pngOf(
  panes: readonly ExportPane[],
  document: SurfaceDocument,
  options: ExportOptions,
  range: FigureStyle['range'],
): Promise<Uint8Array> {
  const page = pageOf(panes, document, options, PNG_MAX_CELLS, range);
  return paintPng((width, height) => pageCommands(page, width, height), document, options);
}

/** Marks in units of the page, painted, with the document inside. */
export async function paintPng(
  commands: (width: number, height: number) => readonly DrawCommand[],
  document: object,
  options: Pick<ExportOptions, 'width' | 'height' | 'scale'>,
): Promise<Uint8Array> {
  const [width, height] = [Math.round(options.width * options.scale), Math.round(options.height * options.scale)];
  if (!(width >= 1 && height >= 1 && width <= MAX_CANVAS_SIDE && height <= MAX_CANVAS_SIDE))
    throw new Error(`A picture of ${width} × ${height} pixels cannot be drawn; each side must be 1 to ${MAX_CANVAS_SIDE}.`);
  await Promise.all([400, 600, 650].map((weight) => globalThis.document.fonts.load(`${weight} 12px ${FONT}`, 'Aθ₁ε∞−')));
  const canvas = new OffscreenCanvas(width, height);
  const painter = canvas.getContext('2d', { willReadFrequently: true }); // painted by the processor: the same pixels on every machine, and sooner without a GPU
  if (!painter) throw new Error(`The browser gave no canvas of ${width} × ${height} pixels.`);
  const unit = unitOf(options);
  const ratio = unit * options.scale;
  painter.scale(ratio, ratio);
  paint(painter, commands(options.width / unit, options.height / unit));
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return embedInPng(new Uint8Array(await blob.arrayBuffer()), JSON.stringify(document));
}

/** Cells a side of a surface drawn as paths. */
const SVG_MAX_CELLS = 101;

/** The figure as paths and text, its document in <metadata>. */
export function svgOf(panes: readonly ExportPane[], document: SurfaceDocument, options: ExportOptions, range: FigureStyle['range']): Uint8Array {
  const page = pageOf(panes, document, options, SVG_MAX_CELLS, range);
  const unit = unitOf(options);
  const commands = pageCommands(page, options.width / unit, options.height / unit);
  return new TextEncoder().encode(
    svgDocument(commands, options.width, options.height, unit, { title: page.title, metadata: JSON.stringify(document) }),
  );
}

const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The document in an SVG's metadata, if it has one. */
export function documentInSvg(text: string): string | undefined {
  const metadata = /<metadata id="smoothscape">([^<]*)<\/metadata>/.exec(text)?.[1];
  return metadata?.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => signs[name] ?? '');
}
