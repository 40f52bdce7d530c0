import { bytes, copy } from './floats';

/** Rows and columns of the block of the product that is held in registers. V8 keeps larger ones, and loops unrolled by hand, partly in memory: slower. */
export const BLOCK_ROWS: i32 = 4;
export const BLOCK_COLUMNS: i32 = 8;

function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/**
 * c [rows, columns] = start + a · b, or its positive part: a [rows][inner] with rows `aStride` apart, b in panels of 8 columns, start [columns] rounded up
 * to 8. a has whole blocks of rows; a block that c has no room for goes through `block`.
 */
export function multiply(
  a: usize,
  aStride: usize,
  panels: usize,
  inner: i32,
  start: usize,
  relu: bool,
  c: usize,
  cStride: usize,
  rows: i32,
  columns: i32,
  block: usize,
): void {
  for (let n = 0; n < columns; n += BLOCK_COLUMNS) {
    const panel = panels + bytes(n * inner);
    for (let m = 0; m < rows; m += BLOCK_ROWS) {
      let p0 = a + <usize>m * aStride;
      let p1 = p0 + aStride;
      let p2 = p1 + aStride;
      let p3 = p2 + aStride;
      const s0 = v128.load(start + bytes(n));
      const s1 = v128.load(start + bytes(n), 16);
      let c00 = s0;
      let c01 = s1;
      let c10 = s0;
      let c11 = s1;
      let c20 = s0;
      let c21 = s1;
      let c30 = s0;
      let c31 = s1;
      const end = panel + bytes(inner * BLOCK_COLUMNS);
      for (let pb = panel; pb < end; pb += 32) {
        const b0 = v128.load(pb);
        const b1 = v128.load(pb, 16);
        let s: v128;
        s = v128.load32_splat(p0);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load32_splat(p1);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load32_splat(p2);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load32_splat(p3);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);
        p0 += 4;
        p1 += 4;
        p2 += 4;
        p3 += 4;
      }
      if (relu) {
        const zero = f32x4.splat(0);
        c00 = f32x4.max(c00, zero);
        c01 = f32x4.max(c01, zero);
        c10 = f32x4.max(c10, zero);
        c11 = f32x4.max(c11, zero);
        c20 = f32x4.max(c20, zero);
        c21 = f32x4.max(c21, zero);
        c30 = f32x4.max(c30, zero);
        c31 = f32x4.max(c31, zero);
      }
      const whole = m + BLOCK_ROWS <= rows && n + BLOCK_COLUMNS <= columns;
      const to = c + <usize>m * cStride + bytes(n);
      const step = whole ? cStride : bytes(BLOCK_COLUMNS);
      let at = whole ? to : block;
      v128.store(at, c00);
      v128.store(at, c01, 16);
      at += step;
      v128.store(at, c10);
      v128.store(at, c11, 16);
      at += step;
      v128.store(at, c20);
      v128.store(at, c21, 16);
      at += step;
      v128.store(at, c30);
      v128.store(at, c31, 16);
      at += step;
      if (!whole)
        for (let i = 0; i < min(BLOCK_ROWS, rows - m); i++)
          copy(to + <usize>i * cStride, block + bytes(i * BLOCK_COLUMNS), min(BLOCK_COLUMNS, columns - n));
    }
  }
}

/** c [inner, columns] += aᵀ · b over `rows`: a [rows][inner] with rows `aStride` apart, b in panels of 8 columns and `panelRows` rows. */
export function addProduct(a: usize, aStride: usize, panels: usize, panelRows: i32, rows: i32, c: usize, inner: i32, columns: i32): void {
  for (let n = 0; n < columns; n += BLOCK_COLUMNS) {
    const panel = panels + bytes(n * panelRows);
    for (let m = 0; m < inner; m += 4) {
      let pa = a + bytes(m);
      let pb = panel;
      const end = panel + bytes(rows * BLOCK_COLUMNS);
      const zero = f32x4.splat(0);
      let c00 = zero,
        c01 = zero,
        c10 = zero,
        c11 = zero,
        c20 = zero,
        c21 = zero,
        c30 = zero,
        c31 = zero;
      for (; pb < end; pa += aStride, pb += 32) {
        const b0 = v128.load(pb);
        const b1 = v128.load(pb, 16);
        let s: v128;
        s = v128.load32_splat(pa, 0);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load32_splat(pa, 4);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load32_splat(pa, 8);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load32_splat(pa, 12);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);
      }
      let to = c + bytes(m * columns + n);
      v128.store(to, f32x4.add(v128.load(to), c00));
      v128.store(to, f32x4.add(v128.load(to, 16), c01), 16);
      to += bytes(columns);
      v128.store(to, f32x4.add(v128.load(to), c10));
      v128.store(to, f32x4.add(v128.load(to, 16), c11), 16);
      to += bytes(columns);
      v128.store(to, f32x4.add(v128.load(to), c20));
      v128.store(to, f32x4.add(v128.load(to, 16), c21), 16);
      to += bytes(columns);
      v128.store(to, f32x4.add(v128.load(to), c30));
      v128.store(to, f32x4.add(v128.load(to, 16), c31), 16);
    }
  }
}
