import type { Pair } from '../../math/core/types';
import { FONT } from '../base/colours';
import type { DrawCommand, StrokeStyle } from '../base/drawList';

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c);

/** A coordinate rounded to 0.01. */
const short = (v: number): string => String(Math.round(v * 100) / 100);
const point = ([x, y]: Pair): string => `${short(x)} ${short(y)}`;

function strokeAttributes(stroke: StrokeStyle | undefined): string {
  if (!stroke) return '';
  const { colour, width, dash } = stroke;
  const dashes = dash ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  return ` stroke="${colour}" stroke-width="${short(width)}" stroke-linejoin="round" stroke-linecap="${dash ? 'butt' : 'round'}"${dashes}`;
}

/** Draw list as SVG elements. */
export function svgBody(commands: readonly DrawCommand[], clips = { count: 0 }): string {
  return commands
    .map((command) => {
      if (command.kind === 'disc')
        return `<circle cx="${short(command.at[0])}" cy="${short(command.at[1])}" r="${short(command.r)}" fill="${command.fill ?? 'none'}"${strokeAttributes(command.stroke)}/>`;
      if (command.kind === 'text') {
        const { size, weight, fill, anchor, turn } = command.style;
        const rotated = turn ? ` transform="rotate(${short(turn)} ${point(command.at)})"` : '';
        return `<text x="${short(command.at[0])}" y="${short(command.at[1])}" font-size="${short(size)}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${rotated}>${escapeXml(command.text)}</text>`;
      }
      if (command.kind === 'clip') {
        clips.count += 1;
        const { x, y, width, height } = command.box;
        const id = `clip${clips.count}`;
        return `<clipPath id="${id}"><rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"/></clipPath><g clip-path="url(#${id})">${svgBody(command.commands, clips)}</g>`;
      }
      const path = command.rings.map((ring) => `M${ring.map(point).join('L')}${command.closed ? 'Z' : ''}`).join('');
      return `<path d="${path}" fill="${command.fill ?? 'none'}"${command.fill ? ' fill-rule="evenodd"' : ''}${strokeAttributes(command.stroke)}/>`;
    })
    .join('\n');
}

/** SVG document of width × height pixels; the commands are in units of `unit` pixels. */
export function svgDocument(
  commands: readonly DrawCommand[],
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
${svgBody(commands)}
</svg>
`;
}
