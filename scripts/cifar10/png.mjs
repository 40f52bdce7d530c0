import { inflateSync } from 'node:zlib';

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** Decodes a PNG of 8-bit RGB without interlacing (ISO/IEC 15948) into its bytes, row by row, three a pixel; throws what is wrong. */
export function decodePng(png) {
  if (!signature.equals(png.subarray(0, 8))) throw new Error('is no PNG');
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (!header) throw new Error('has no header');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour, , , interlace] = header.subarray(8);
  if (depth !== 8 || colour !== 2 || interlace !== 0) throw new Error('is not 8-bit RGB without interlacing');
  const filtered = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  const row = 3 * width;
  if (filtered.length !== height * (row + 1)) throw new Error(`holds ${filtered.length} bytes where ${height * (row + 1)} belong`);
  return { width, height, bytes: unfilter(filtered, row, height) };
}

function chunksOf(png) {
  const chunks = [];
  for (let at = 8; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  if (chunks.at(-1)?.type !== 'IEND') throw new Error('is cut short');
  return chunks;
}

/** Undoes the filter that the first byte of every row names: none, sub, up, average, Paeth. */
function unfilter(filtered, row, height) {
  const bytes = new Uint8Array(row * height);
  for (let y = 0; y < height; y += 1) {
    const from = y * (row + 1);
    const filter = filtered[from];
    if (filter > 4) throw new Error(`row ${y} has the filter ${filter}`);
    for (let x = 0; x < row; x += 1) {
      const at = y * row + x;
      const left = x >= 3 ? bytes[at - 3] : 0;
      const above = y > 0 ? bytes[at - row] : 0;
      const corner = x >= 3 && y > 0 ? bytes[at - row - 3] : 0;
      const guess = [0, left, above, (left + above) >> 1, filter === 4 ? paeth(left, above, corner) : 0][filter];
      bytes[at] = filtered[from + 1 + x] + guess;
    }
  }
  return bytes;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
