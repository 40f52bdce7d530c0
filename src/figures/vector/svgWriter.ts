import type { Pair } from '../../math/core/types';
import { FONT } from '../base/colours';
import type { DrawCommand, StrokeStyle } from '../base/marks';

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c);

const short = (v: number): string => String(Math.round(v * 100) / 100);
const point = ([x, y]: Pair): string => `${short(x)} ${short(y)}`;

function penText(pen: StrokeStyle | undefined): string {
  if (!pen) return '';
  const dash = pen.dash ? ` stroke-dasharray="${pen.dash.join(' ')}"` : '';
  return ` stroke="${pen.stroke}" stroke-width="${short(pen.width)}" stroke-linejoin="round" stroke-linecap="${pen.dash ? 'butt' : 'round'}"${dash}`;
}

/** The draw list as SVG elements. */
export function svgBody(marks: readonly DrawCommand[], clips = { count: 0 }): string {
  return marks
    .map((mark) => {
      if (mark.kind === 'disc')
        return `<circle cx="${short(mark.at[0])}" cy="${short(mark.at[1])}" r="${short(mark.r)}" fill="${mark.fill ?? 'none'}"${penText(mark.pen)}/>`;
      if (mark.kind === 'text') {
        const { size, weight, fill, anchor, turn } = mark.style;
        const rotated = turn ? ` transform="rotate(${short(turn)} ${point(mark.at)})"` : '';
        return `<text x="${short(mark.at[0])}" y="${short(mark.at[1])}" font-size="${short(size)}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${rotated}>${escapeXml(mark.text)}</text>`;
      }
      if (mark.kind === 'clip') {
        clips.count += 1;
        const { x, y, width, height } = mark.box;
        const id = `clip${clips.count}`;
        return `<clipPath id="${id}"><rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"/></clipPath><g clip-path="url(#${id})">${svgBody(mark.marks, clips)}</g>`;
      }
      const path = mark.rings.map((ring) => `M${ring.map(point).join('L')}${mark.closed ? 'Z' : ''}`).join('');
      return `<path d="${path}" fill="${mark.fill ?? 'none'}"${mark.fill ? ' fill-rule="evenodd"' : ''}${penText(mark.pen)}/>`;
    })
    .join('\n');
}

/** A whole SVG document of width × height pixels, drawn in units `unit` times as large. */
export function svgDocument(
  marks: readonly DrawCommand[],
  width: number,
  height: number,
  unit: number,
  head: { title: string; metadata: string },
): string {
  const box = `0 0 ${short(width / unit)} ${short(height / unit)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${box}" font-family="${escapeXml(FONT)}" role="img">
<title>${escapeXml(head.title)}</title>
<metadata id="smoothscape">${escapeXml(head.metadata)}</metadata>
${svgBody(marks)}
</svg>
`;
}
