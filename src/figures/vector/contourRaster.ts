import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { bandColours } from '../base/colours';
import type { Box, PixelCommand } from '../base/drawList';
import { contourLevels, levelStep } from '../base/ticks';
import type { FigureStyle } from '../base/types';

/** Opacity and width in pixels of the white level lines. */
const LEVEL_LINE = { opacity: 0.45, width: 0.7 };

const channels = (colour: string): readonly number[] => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** Index of the cell and fraction in it of the middle of every pixel, from the first node to the last. */
function cellsAlong(pixels: number, nodes: number, reversed: boolean): { readonly cell: Int32Array; readonly fraction: Float64Array } {
  const [cell, fraction] = [new Int32Array(pixels), new Float64Array(pixels)];
  for (let k = 0; k < pixels; k += 1) {
    const place = (((reversed ? pixels - 1 - k : k) + 0.5) / pixels) * (nodes - 1);
    cell[k] = Math.min(nodes - 2, Math.floor(place));
    fraction[k] = place - cell[k]!;
  }
  return { cell, fraction };
}

/** Filled bands between level lines as the pixels of a box, by bilinear interpolation between the nodes; nothing where a node is not finite. */
export function bandPixels({ n, z }: Grid, range: Pair, style: Pick<FigureStyle, 'colours' | 'dark'>, box: Box, ratio: number): PixelCommand {
  const [left, top] = [Math.round(box.x * ratio), Math.round(box.y * ratio)];
  const width = Math.max(1, Math.round((box.x + box.width) * ratio) - left);
  const height = Math.max(1, Math.round((box.y + box.height) * ratio) - top);
  const data = new Uint8ClampedArray(4 * width * height);
  const levels = contourLevels(range);
  const step = levelStep(range);
  const bands = Uint8Array.from(bandColours(range, style.colours, style.dark).flatMap(channels));
  const [across, up] = [cellsAlong(width, n, false), cellsAlong(height, n, true)];
  const scale = 1 / step;
  const [cellWidth, cellHeight] = [width / (n - 1), height / (n - 1)];
  const reach = (LEVEL_LINE.width * ratio) / 2 + 0.5;
  const lowest = levels[0]!;
  const last = levels.length;
  for (let row = 0; row < height; row += 1) {
    const v = up.fraction[row]!;
    const base = up.cell[row]! * n;
    for (let column = 0; column < width; column += 1) {
      const u = across.fraction[column]!;
      const node = base + across.cell[column]!;
      const lower = z[node]! + u * (z[node + 1]! - z[node]!);
      const upper = z[node + n]! + u * (z[node + n + 1]! - z[node + n]!);
      const place = (lower + v * (upper - lower) - lowest) * scale + 1; // in levels: a whole number on each of them
      if (!(Math.abs(place) < Infinity)) continue;
      const band = Math.min(last, Math.max(0, Math.floor(place)));
      const nearest = Math.min(last, Math.max(1, Math.round(place)));
      const slopeX = ((z[node + 1]! - z[node]!) * (1 - v) + (z[node + n + 1]! - z[node + n]!) * v) / cellWidth;
      const slopeY = (upper - lower) / cellHeight;
      const distance = (place - nearest) / (scale * Math.sqrt(slopeX * slopeX + slopeY * slopeY)); // in pixels, to first order
      const at = 4 * (row * width + column);
      data[at + 3] = 255;
      if (Math.abs(distance) < reach) {
        const share = Math.min(1, Math.max(0, distance + 0.5)); // of the upper band
        const white = LEVEL_LINE.opacity * Math.min(1, reach - Math.abs(distance));
        for (let k = 0; k < 3; k += 1)
          data[at + k] = 255 * white + (1 - white) * ((1 - share) * bands[3 * nearest - 3 + k]! + share * bands[3 * nearest + k]!);
      } else for (let k = 0; k < 3; k += 1) data[at + k] = bands[3 * band + k]!;
    }
  }
  return { kind: 'pixels', left, top, width, height, data };
}
