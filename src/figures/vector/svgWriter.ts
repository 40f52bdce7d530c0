import type { Pair } from '../../math/core/types';
import { FONT } from '../base/colours';
import type { DrawCommand, StrokeStyle } from '../base/drawList';
import { isMeasurable, textWidth } from '../base/textMetrics';

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c);

/** A coordinate rounded to 0.01. */
const short = (v: number): string => String(Math.round(v * 100) / 100);
const point = ([x, y]: Pair): string => `${short(x)} ${short(y)}`;

/** Attributes of a stroke; joins and caps are round, as the root element says, but where dashes need other caps. */
function strokeAttributes(stroke: StrokeStyle | undefined): string {
  if (!stroke) return '';
  const { colour, width, dash } = stroke;
  const dashes = dash ? ` stroke-linecap="butt" stroke-dasharray="${dash.join(' ')}"` : '';
  return ` stroke="${colour}"${width === 1 ? '' : ` stroke-width="${short(width)}"`}${dashes}`;
}

/** Path data of a ring, each vertex relative to the one before, both rounded, so that no error adds up. */
function ringPath(ring: readonly Pair[], closed: boolean): string {
  let [x, y] = [0, 0];
  const steps = ring.map(([a, b], k) => {
    const [u, v] = [Math.round(a * 100), Math.round(b * 100)];
    const step = k === 0 ? `${u / 100} ${v / 100}` : `${(u - x) / 100} ${(v - y) / 100}`;
    [x, y] = [u, v];
    return step;
  });
  const [start, ...rest] = steps;
  return `M${[start, rest.join(' ')]
    .filter((part) => part !== '')
    .join('l')
    .replace(/ -/g, '-')}${closed ? 'Z' : ''}`;
}

/** A ring filled with an opaque colour and not stroked, as the cells of a surface are. */
type Cell = Extract<DrawCommand, { kind: 'shape' }> & { readonly fill: string };

const isCell = (command: DrawCommand): command is Cell =>
  command.kind === 'shape' && command.closed && command.rings.length === 1 && command.fill?.startsWith('#') === true && command.stroke === undefined;

/** Steps a unit of the coordinates of cells, which overlap by more. */
const CELL_STEPS = 10;

/** Twice the area of a ring, positive where it turns clockwise in the picture. */
const signedArea = (ring: readonly Pair[]): number =>
  ring.reduce((sum, [x, y], k) => {
    const [u, v] = ring[(k + 1) % ring.length]!;
    return sum + x * v - u * y;
  }, 0);

/** Path data of cells in steps, all turning alike, so that the non-zero rule fills their union; each begins relative to the one before. */
function cellsPath(rings: readonly (readonly Pair[])[]): string {
  let from: Pair = [0, 0];
  const step = ([x, y]: Pair, [u, v]: Pair): string => `${u - x} ${v - y}`;
  return rings
    .map((ring) => {
      const turned = signedArea(ring) < 0 ? [...ring].reverse() : ring;
      const places = turned.map(([x, y]): Pair => [Math.round(CELL_STEPS * x), Math.round(CELL_STEPS * y)]);
      const steps = places.map((place, k) => step(places[k - 1] ?? from, place));
      from = places[0]!;
      return `m${steps.join(' ')}z`;
    })
    .join('')
    .replace(/ -/g, '-');
}

/** The commands in runs: cells that follow each other together, each other command alone. */
function cellRuns(commands: readonly DrawCommand[]): (readonly DrawCommand[])[] {
  const runs: DrawCommand[][] = [];
  for (const command of commands) {
    const run = runs.at(-1);
    if (run?.[0] && isCell(run[0]) && isCell(command)) run.push(command);
    else runs.push([command]);
  }
  return runs;
}

/** Cells as paths in whole steps, one a run of equal colours. */
function cellsBody(cells: readonly Cell[]): string {
  const runs: { readonly fill: string; readonly rings: (readonly Pair[])[] }[] = [];
  for (const { fill, rings } of cells) {
    if (runs.at(-1)?.fill === fill) runs.at(-1)!.rings.push(rings[0]!);
    else runs.push({ fill, rings: [rings[0]!] });
  }
  const paths = runs.map(({ fill, rings }) => `<path fill="${fill}" d="${cellsPath(rings)}"/>`);
  return `<g transform="scale(${1 / CELL_STEPS})">${paths.join('')}</g>`;
}

/** FNV-1a hash of a text, as eight hexadecimal digits. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let k = 0; k < text.length; k += 1) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Draw list as SVG elements; `ids` begins every id. */
export function svgBody(commands: readonly DrawCommand[], ids = 'clip', clips = { count: 0 }): string {
  return cellRuns(commands)
    .map(([command, ...more]) => {
      if (!command) return '';
      if (command.kind === 'disc')
        return `<circle cx="${short(command.at[0])}" cy="${short(command.at[1])}" r="${short(command.r)}" fill="${command.fill ?? 'none'}"${strokeAttributes(command.stroke)}/>`;
      if (command.kind === 'text') {
        const { size, weight, fill, anchor, turn } = command.style;
        const rotated = turn ? ` transform="rotate(${short(turn)} ${point(command.at)})"` : '';
        // the width that was measured, whichever font replaces a missing one
        const length = isMeasurable(command.text)
          ? ` textLength="${short(textWidth(command.text, command.style))}" lengthAdjust="spacingAndGlyphs"`
          : '';
        return `<text x="${short(command.at[0])}" y="${short(command.at[1])}" font-size="${short(size)}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${length}${rotated}>${escapeXml(command.text)}</text>`;
      }
      if (command.kind === 'clip') {
        clips.count += 1;
        const { x, y, width, height } = command.box;
        const id = `${ids}-${clips.count}`;
        return `<clipPath id="${id}"><rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"/></clipPath><g clip-path="url(#${id})">${svgBody(command.commands, ids, clips)}</g>`;
      }
      if (isCell(command)) return cellsBody([command, ...more.filter(isCell)]);
      const path = command.rings.map((ring) => ringPath(ring, command.closed)).join('');
      return `<path d="${path}" fill="${command.fill ?? 'none'}"${command.fill && command.rings.length > 1 ? ' fill-rule="evenodd"' : ''}${strokeAttributes(command.stroke)}/>`;
    })
    .join('\n');
}

/** SVG document of width × height pixels; the commands are in units of `unit` pixels. Its ids are its own, so that several files stand in one page. */
export function svgDocument(
  commands: readonly DrawCommand[],
  width: number,
  height: number,
  unit: number,
  head: { readonly title: string; readonly description: string; readonly metadata: string; readonly attribute: string },
): string {
  const box = `0 0 ${short(width / unit)} ${short(height / unit)}`;
  const text = escapeXml(head.metadata);
  const ids = `s${hashOf(`${text}${box}${svgBody(commands)}`)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${box}" font-family="${escapeXml(FONT)}" stroke-linejoin="round" stroke-linecap="round" role="img" ${head.attribute}="${text}">
<title>${escapeXml(head.title)}</title>
<desc>${escapeXml(head.description)}</desc>
<metadata>${text}</metadata>
${svgBody(commands, ids)}
</svg>
`;
}
