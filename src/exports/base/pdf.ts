import type { DrawCommand, StrokeStyle } from '../../figures/base/drawList';
import { textWidth } from '../../figures/base/textMetrics';
import type { Pair } from '../../math/core/types';
import { fetchedModule, retried } from '../../worker/rpc/network';
import type { GState, jsPDF } from 'jspdf';

/** TrueType files of Inter in the weights that figures use; 650 is set in the bold one. */
export interface PdfFonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

/** Points of a CSS pixel. */
const POINTS_PER_PX = 0.75;
/** Decimals of coordinates in points. */
const DECIMALS = 3;
const FAMILY = 'Inter';
/** Namespace of our metadata. */
const NAMESPACE = 'https://smoothscape.invalid/document/';

/** Bytes as a string of one character each, as jsPDF takes the files of fonts. */
const binaryText = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return text;
};

/** Channels 0…255 and opacity of '#rrggbb' or 'rgba(r,g,b,a)'. */
export function channelsOf(colour: string): readonly [r: number, g: number, b: number, opacity: number] {
  if (colour.startsWith('#')) return [1, 3, 5, 0].map((at) => (at === 0 ? 1 : parseInt(colour.slice(at, at + 2), 16))) as [number, number, number, number]; // prettier-ignore
  const [r = 0, g = 0, b = 0, opacity = 1] = (/\(([^)]*)\)/.exec(colour)?.[1] ?? '').split(',').map(Number);
  return [r, g, b, opacity];
}

/** PDF of one page of width × height CSS pixels: paths, and text in embedded subsets of the fonts; the commands are in units of `unit` pixels. */
export async function pdfDocument(
  commands: readonly DrawCommand[],
  width: number,
  height: number,
  unit: number,
  head: { readonly title: string; readonly description: string; readonly metadata: string },
  fonts: PdfFonts,
): Promise<Uint8Array> {
  const { jsPDF: Pdf } = await retried('The writer of PDF files', () => fetchedModule(import('jspdf')));
  const size = [width * POINTS_PER_PX, height * POINTS_PER_PX];
  const pdf = new Pdf({
    unit: 'pt',
    format: size,
    orientation: width > height ? 'landscape' : 'portrait',
    compress: true,
    putOnlyUsedFonts: true,
    floatPrecision: DECIMALS,
  });
  for (const [style, bytes] of [
    ['normal', fonts.regular],
    ['bold', fonts.bold],
  ] as const) {
    // prettier-ignore
    pdf.addFileToVFS(`${style}.ttf`, binaryText(bytes));
    pdf.addFont(`${style}.ttf`, FAMILY, style);
  }
  pdf.setDocumentProperties({ title: head.title, subject: head.description, creator: `smoothscape ${__VERSION__}` });
  pdf.addMetadata(head.metadata, NAMESPACE);
  pdf.setLineJoin('round');
  paint(pdf, commands, unit * POINTS_PER_PX);
  return new Uint8Array(pdf.output('arraybuffer'));
}

/** Draws the commands, in units of `k` points. */
function paint(pdf: jsPDF, commands: readonly DrawCommand[], k: number): void {
  for (const command of commands) {
    if (command.kind === 'clip') {
      const { x, y, width, height } = command.box;
      pdf.saveGraphicsState();
      pdf.rect(k * x, k * y, k * width, k * height, null);
      pdf.clip();
      pdf.discardPath();
      paint(pdf, command.commands, k);
      pdf.restoreGraphicsState();
    } else if (command.kind === 'text') write(pdf, command, k);
    else {
      if (command.kind === 'disc') pdf.circle(k * command.at[0], k * command.at[1], k * command.r, null);
      else for (const ring of command.rings) trace(pdf, ring, command.closed, k);
      finish(pdf, command, k);
    }
  }
}

function trace(pdf: jsPDF, ring: readonly Pair[], closed: boolean, k: number): void {
  ring.forEach(([x, y], i) => (i === 0 ? pdf.moveTo(k * x, k * y) : pdf.lineTo(k * x, k * y)));
  if (closed) pdf.close();
}

function setOpacities(pdf: jsPDF, fill = 1, stroke = 1): void {
  const opacities: Pick<GState, 'opacity' | 'stroke-opacity'> = { opacity: fill, 'stroke-opacity': stroke };
  pdf.setGState(pdf.GState(opacities));
}

/** Fills and strokes the current path. */
function finish(pdf: jsPDF, { fill, stroke }: { readonly fill?: string; readonly stroke?: StrokeStyle }, k: number): void {
  const [inner, outer] = [fill === undefined ? undefined : channelsOf(fill), stroke && channelsOf(stroke.colour)];
  setOpacities(pdf, inner?.[3], outer?.[3]);
  if (inner) pdf.setFillColor(inner[0], inner[1], inner[2]);
  if (stroke && outer) {
    pdf.setDrawColor(outer[0], outer[1], outer[2]);
    pdf.setLineWidth(k * stroke.width);
    pdf.setLineCap(stroke.dash ? 'butt' : 'round');
    pdf.setLineDashPattern(
      (stroke.dash ?? []).map((length) => k * length),
      0,
    );
  }
  if (inner && outer) pdf.fillStrokeEvenOdd();
  else if (inner) pdf.fillEvenOdd();
  else if (outer) pdf.stroke();
  else pdf.discardPath();
}

/** Text at its anchor, spaced to the width that was measured for the layout. */
function write(pdf: jsPDF, { at: [x, y], text, style }: Extract<DrawCommand, { kind: 'text' }>, k: number): void {
  const { size, weight, fill, anchor, turn = 0 } = style;
  const [r, g, b] = channelsOf(fill);
  pdf.setFont(FAMILY, weight === 400 ? 'normal' : 'bold');
  pdf.setFontSize(k * size);
  pdf.setTextColor(r, g, b);
  const width = k * textWidth(text, style);
  const charSpace = (width - pdf.getTextWidth(text)) / Array.from(text).length;
  const before = { start: 0, middle: width / 2, end: width }[anchor];
  const angle = (turn * Math.PI) / 180;
  setOpacities(pdf);
  pdf.text(text, k * x - before * Math.cos(angle), k * y - before * Math.sin(angle), { angle: -turn, charSpace });
}
