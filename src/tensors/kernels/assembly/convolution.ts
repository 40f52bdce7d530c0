import { addTo, bytes, clear, copy, roundUp } from './floats';
import { addProduct, BLOCK_COLUMNS, BLOCK_ROWS, multiply } from './product';

/**
 * Convolutions [N, H, W, channels], forward and backward, as matrix products over tiles of rows (im2col; Chellapilla, Puri and Simard 2006). AssemblyScript,
 * compiled to `convolution.wasm` by `npm run kernels`. Addresses are those of tfjs's own memory, which is imported, so nothing is copied between the two;
 * everything temporary lies in `scratch`, of scratchBytes(). The module has no data, heap or state of its own but the shape set last.
 */

/** Most rows of a tile: rows of 4 columns then stay in the first cache while their product with 8 columns of the gradient is summed. */
const MAX_TILE_ROWS: i32 = 240;
/** Most floats of a tile, so that it stays in the second cache. */
const MAX_TILE_FLOATS: i32 = 65536;
let images: i32 = 0;
let height: i32 = 0;
let width: i32 = 0;
let channels: i32 = 0;
let outHeight: i32 = 0;
let outWidth: i32 = 0;
let outChannels: i32 = 0;
let filterHeight: i32 = 0;
let filterWidth: i32 = 0;
let stride: i32 = 0;
let top: i32 = 0;
let left: i32 = 0;
/** Entries of the filter for one output channel; the same rounded up to 4 and 8, and the output channels rounded up to 8. */
let taps: i32 = 0;
let innerTaps: i32 = 0;
let paddedTaps: i32 = 0;
let paddedOut: i32 = 0;
/** Bytes from one row of the tile to the next: never a multiple of a power of two large enough to fall on few sets of the cache. */
let tileStride: usize = 0;
let tileRows: i32 = 0;

/** Sets the shape that the following calls work on; `above` and `before` are the zeros before the first row and column. */
export function setShape(n: i32, h: i32, w: i32, c: i32, oh: i32, ow: i32, oc: i32, kh: i32, kw: i32, step: i32, above: i32, before: i32): void {
  images = n;
  height = h;
  width = w;
  channels = c;
  outHeight = oh;
  outWidth = ow;
  outChannels = oc;
  filterHeight = kh;
  filterWidth = kw;
  stride = step;
  top = above;
  left = before;
  taps = kh * kw * c;
  innerTaps = roundUp(taps, 4);
  paddedTaps = roundUp(taps, BLOCK_COLUMNS);
  paddedOut = roundUp(oc, BLOCK_COLUMNS);
  tileStride = bytes(paddedTaps) + (paddedTaps % 32 == 0 ? 64 : 0);
  const fitting = MAX_TILE_FLOATS / (paddedTaps + paddedOut);
  tileRows = max(BLOCK_ROWS, min(MAX_TILE_ROWS, fitting - (fitting % BLOCK_ROWS)));
}

function tileBytes(): usize {
  return <usize>tileRows * tileStride;
}

/** Bytes of `scratch` for the shape set last: a tile of taps, one of output channels, a matrix as large as the filter, one row and one block. */
export function scratchBytes(): usize {
  return tileBytes() + bytes(tileRows * paddedOut + paddedTaps * paddedOut + max(paddedOut, paddedTaps) + BLOCK_ROWS * BLOCK_COLUMNS);
}

/** Copies the input under each of the `rows` output positions from `first` on into a row of the tile; or adds the tile's rows to `x`. */
function walkTile(x: usize, tile: usize, first: i32, rows: i32, adding: bool): void {
  const run = filterWidth * channels;
  let ox = first % outWidth;
  let oy = (first / outWidth) % outHeight;
  let image = first / (outWidth * outHeight);
  for (let r = 0; r < rows; r++, tile += tileStride) {
    const ix = ox * stride - left;
    const from = max(0, -ix) * channels;
    const to = max(from, min(filterWidth, width - ix) * channels);
    const iy = oy * stride - top;
    let row = tile;
    for (let ky = 0; ky < filterHeight; ky++, row += bytes(run)) {
      const y = iy + ky;
      const outside = y < 0 || y >= height;
      const at = x + bytes(((image * height + y) * width + ix) * channels + from);
      if (adding) {
        if (!outside) addTo(at, row + bytes(from), to - from);
      } else if (outside) clear(row, run);
      else {
        if (from > 0) clear(row, from);
        copy(row + bytes(from), at, to - from);
        if (to < run) clear(row + bytes(to), run - to);
      }
    }
    if (!adding && taps < innerTaps) clear(row, innerTaps - taps);
    if (++ox == outWidth) {
      ox = 0;
      if (++oy == outHeight) {
        oy = 0;
        image++;
      }
    }
  }
}

/** Copies gradients [rows, outChannels] to panels of `panel` columns, [paddedOut / panel][tileRows][panel], 0 where the output y ≤ 0 (ReLU) and beyond. */
function loadGradient(tile: usize, dy: usize, y: usize, rows: i32, panel: i32): void {
  const panelBytes = bytes(tileRows * panel);
  for (let c = 0; c < paddedOut; c += 4) {
    let to = tile + <usize>(c / panel) * panelBytes + bytes(c % panel);
    let offset = bytes(c);
    for (let r = 0; r < rows; r++, to += bytes(panel), offset += bytes(outChannels)) {
      if (c + 4 <= outChannels) {
        const g = v128.load(dy + offset);
        v128.store(to, y ? v128.andnot(g, f32x4.le(v128.load(y + offset), f32x4.splat(0))) : g);
      } else
        for (let i = 0; i < 4; i++) {
          const at = offset + bytes(i);
          const passes = c + i < outChannels && !(y && f32.load(y + at) <= 0);
          f32.store(to + bytes(i), passes ? f32.load(dy + at) : 0);
        }
    }
  }
}

/** [inner, columns] in panels of 8 columns, [paddedColumns / 8][paddedInner][8], zeros beyond; the element (k, n) is read at matrix + k·inStep + n·outStep. */
function packPanels(
  panels: usize,
  matrix: usize,
  inner: i32,
  columns: i32,
  inStep: usize,
  outStep: usize,
  paddedInner: i32,
  paddedColumns: i32,
): void {
  for (let n = 0; n < paddedColumns; n++) {
    let to = panels + bytes((n - (n % 8)) * paddedInner + (n % 8));
    for (let k = 0; k < paddedInner; k++, to += 32)
      f32.store(to, k < inner && n < columns ? f32.load(matrix + <usize>k * inStep + <usize>n * outStep) : 0);
  }
}

/** out [rows, outChannels] = x ∗ filter + bias (none where its address is 0), or the positive part of it. */
export function forward(x: usize, filter: usize, bias: usize, relu: bool, out: usize, scratch: usize): void {
  const panels = scratch + tileBytes();
  const start = panels + bytes(innerTaps * paddedOut);
  packPanels(panels, filter, taps, outChannels, bytes(outChannels), 4, innerTaps, paddedOut);
  clear(start, paddedOut);
  if (bias) copy(start, bias, outChannels);
  const rows = images * outHeight * outWidth;
  for (let r = 0; r < rows; r += tileRows) {
    const count = min(tileRows, rows - r);
    walkTile(x, scratch, r, count, false);
    multiply(
      scratch,
      tileStride,
      panels,
      innerTaps,
      start,
      relu,
      out + bytes(r * outChannels),
      bytes(outChannels),
      count,
      outChannels,
      start + bytes(paddedOut),
    );
  }
}

/** dx = ∂/∂x of a loss with the gradient dy with respect to the convolution, counted as 0 where its output y ≤ 0 (y = 0: everywhere counted). */
export function inputGradient(dy: usize, y: usize, filter: usize, dx: usize, scratch: usize): void {
  const gradient = scratch + tileBytes();
  const panels = gradient + bytes(tileRows * paddedOut);
  const start = panels + bytes(paddedOut * paddedTaps);
  packPanels(panels, filter, outChannels, taps, 4, bytes(outChannels), paddedOut, paddedTaps);
  clear(start, paddedTaps);
  clear(dx, images * height * width * channels);
  const rows = images * outHeight * outWidth;
  for (let r = 0; r < rows; r += tileRows) {
    const count = min(tileRows, rows - r);
    const offset = bytes(r * outChannels);
    loadGradient(gradient, dy + offset, y ? y + offset : 0, count, paddedOut);
    multiply(gradient, bytes(paddedOut), panels, paddedOut, start, false, scratch, tileStride, roundUp(count, BLOCK_ROWS), paddedTaps, 0);
    walkTile(dx, scratch, r, count, true);
  }
}

/** dfilter = ∂/∂filter, likewise. */
export function filterGradient(x: usize, dy: usize, y: usize, dfilter: usize, scratch: usize): void {
  const gradient = scratch + tileBytes();
  const sums = gradient + bytes(tileRows * paddedOut);
  clear(sums, innerTaps * paddedOut);
  const rows = images * outHeight * outWidth;
  for (let r = 0; r < rows; r += tileRows) {
    const count = min(tileRows, rows - r);
    const offset = bytes(r * outChannels);
    walkTile(x, scratch, r, count, false);
    loadGradient(gradient, dy + offset, y ? y + offset : 0, count, BLOCK_COLUMNS);
    addProduct(scratch, tileStride, gradient, tileRows, count, sums, innerTaps, paddedOut);
  }
  for (let k = 0; k < taps; k++) copy(dfilter + bytes(k * outChannels), sums + bytes(k * paddedOut), outChannels);
}

/** dbias = ∂/∂bias, likewise: sums over tiles of rows, which are then added. */
export function biasGradient(dy: usize, y: usize, dbias: usize, scratch: usize): void {
  const gradient = scratch + tileBytes();
  clear(dbias, outChannels);
  const rows = images * outHeight * outWidth;
  for (let r = 0; r < rows; r += tileRows) {
    const count = min(tileRows, rows - r);
    const offset = bytes(r * outChannels);
    loadGradient(gradient, dy + offset, y ? y + offset : 0, count, paddedOut);
    for (let i = 1; i < count; i++) addTo(gradient, gradient + bytes(i * paddedOut), outChannels);
    addTo(dbias, gradient, outChannels);
  }
}
