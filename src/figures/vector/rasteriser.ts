import type { PixelCommand } from '../base/drawList';
import { FACING_STEPS, VALUE_STEPS } from './shading';

/** Least double area of a triangle, in samples, that is drawn. */
const MIN_AREA = 1e-9;

/** Vertices of a surface, a side × side lattice: position in samples, nearness (one over the distance), steps of value and cosine in the colour table. */
export interface Vertices {
  readonly side: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly near: Float64Array;
  readonly value: Float64Array;
  readonly facing: Float64Array;
}

/** Samples of a rectangle of the picture: colours, and how near what is drawn there is. */
export interface Samples {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly colours: Uint32Array;
  readonly near: Float32Array;
}

/** Memory of the samples, kept from picture to picture. */
let memory = { colours: new Uint32Array(0), near: new Float32Array(0) };

/** Empty samples of the part of a picture that the vertices cover, from a whole block of a pixel to another. */
export function samplesOf({ x, y }: Vertices, width: number, height: number, block: number): Samples {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let k = 0; k < x.length; k += 1) {
    const a = x[k]!;
    const b = y[k]!;
    if (!(Math.abs(a) < Infinity && Math.abs(b) < Infinity)) continue;
    if (a < x0) x0 = a;
    if (a > x1) x1 = a;
    if (b < y0) y0 = b;
    if (b > y1) y1 = b;
  }
  const begin = (v: number): number => block * Math.floor(Math.max(0, v) / block);
  const end = (v: number, limit: number): number => block * Math.ceil(Math.min(limit, v) / block);
  const [left, top] = [begin(x0), begin(y0)];
  const [w, h] = [Math.max(0, end(x1, width) - left), Math.max(0, end(y1, height) - top)];
  const size = w * h;
  if (!(size > 0)) return { left: 0, top: 0, width: 0, height: 0, colours: new Uint32Array(0), near: new Float32Array(0) }; // also without any vertex
  if (memory.near.length < size) memory = { colours: new Uint32Array(size), near: new Float32Array(size) };
  const [colours, near] = [memory.colours.subarray(0, size), memory.near.subarray(0, size)];
  colours.fill(0);
  near.fill(0);
  return { left, top, width: w, height: h, colours, near };
}

/**
 * Fills a triangle by scan lines with a depth test. Nearness, value and cosine are interpolated in the picture; what lies outside the box is left out,
 * and a triangle without one of its vertices.
 */
export function fillTriangle(samples: Samples, vertices: Vertices, table: Uint32Array, i: number, j: number, k: number): void {
  const { x, y, near, value, facing } = vertices;
  const { left, top, width, height, colours, near: nearest } = samples;
  const upper = y[i]! <= y[j]! ? i : j;
  const other = upper === i ? j : i;
  const a = y[k]! < y[upper]! ? k : upper; // a, b and c from top to bottom
  const rest = a === k ? upper : k;
  const b = y[rest]! <= y[other]! ? rest : other;
  const c = b === rest ? other : rest;
  if (Math.max(value[a]!, value[b]!, value[c]!) < 0 || Math.min(value[a]!, value[b]!, value[c]!) >= VALUE_STEPS) return;
  const xa = x[a]! - left;
  const ya = y[a]! - top;
  const xb = x[b]! - left;
  const yb = y[b]! - top;
  const ux = xb - xa;
  const uy = yb - ya;
  const vx = x[c]! - left - xa;
  const vy = y[c]! - top - ya;
  const area = ux * vy - vx * uy;
  if (!(Math.abs(area) > MIN_AREA)) return;
  const across = (of: Float64Array): number => ((of[b]! - of[a]!) * vy - (of[c]! - of[a]!) * uy) / area;
  const down = (of: Float64Array): number => ((of[c]! - of[a]!) * ux - (of[b]! - of[a]!) * vx) / area;
  const nearX = across(near);
  const nearY = down(near);
  const valueX = across(value);
  const valueY = down(value);
  const facingX = across(facing);
  const facingY = down(facing);
  const lastRow = Math.min(height, Math.ceil(ya + vy - 0.5));
  for (let row = Math.max(0, Math.ceil(ya - 0.5)); row < lastRow; row += 1) {
    const dy = row + 0.5 - ya;
    const long = xa + (dy * vx) / vy;
    const short = dy < uy ? xa + (dy * ux) / uy : xb + ((dy - uy) * (vx - ux)) / (vy - uy);
    const first = Math.max(0, Math.ceil(Math.min(long, short) - 0.5));
    const end = row * width + Math.min(width, Math.ceil(Math.max(long, short) - 0.5));
    const dx = first + 0.5 - xa;
    let n = near[a]! + dx * nearX + dy * nearY;
    let v = value[a]! + dx * valueX + dy * valueY;
    let f = facing[a]! + dx * facingX + dy * facingY;
    for (let at = row * width + first; at < end; at += 1) {
      if (n > nearest[at]! && v >= 0 && v < VALUE_STEPS) {
        nearest[at] = n;
        colours[at] = table[(v | 0) * FACING_STEPS + (f | 0)]!;
      }
      n += nearX;
      v += valueX;
      f += facingX;
    }
  }
}

/** Halves every byte of two pixels and adds them up. */
const meanOfTwo = (a: number, b: number): number => (a & b) + (((a ^ b) >>> 1) & 0x7f7f7f7f);

/** Samples as pixels: each the mean of a block of 1 or 2 samples a side, opaque as far as its block is covered. */
export function pixelsOf({ left, top, width, height, colours }: Samples, block: number): PixelCommand {
  const [across, down] = [width / block, height / block];
  const pixels = new Uint32Array(across * down);
  if (block === 1) pixels.set(colours);
  else
    for (let row = 0; row < down; row += 1)
      for (let column = 0; column < across; column += 1) {
        const at = 2 * (row * width + column);
        const a = colours[at]!;
        const b = colours[at + 1]!;
        const c = colours[at + width]!;
        const d = colours[at + width + 1]!;
        if (a !== 0 && b !== 0 && c !== 0 && d !== 0) pixels[row * across + column] = meanOfTwo(meanOfTwo(a, b), meanOfTwo(c, d));
        else if ((a | b | c | d) !== 0) pixels[row * across + column] = edgePixel([a, b, c, d]);
      }
  return { kind: 'pixels', left: left / block, top: top / block, width: across, height: down, data: new Uint8ClampedArray(pixels.buffer) };
}

/** Mean colour of the samples that are covered, with their share as its opacity. */
function edgePixel(block: readonly number[]): number {
  const covered = block.filter((sample) => sample !== 0);
  const mean = (shift: number): number => Math.round(covered.reduce((sum, sample) => sum + ((sample >>> shift) & 255), 0) / covered.length);
  return ((Math.round((255 * covered.length) / block.length) << 24) | (mean(16) << 16) | (mean(8) << 8) | mean(0)) >>> 0;
}
