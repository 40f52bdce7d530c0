import { bytes, copy } from './floats';

/** Rows and columns of the block of the product that is held in registers: with 6×8 sums there is room for nothing else. */
export const BLOCK_ROWS: i32 = 6;
export const BLOCK_COLUMNS: i32 = 8;

function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/**
 * c [rows, columns] = start + a · b, or its positive part: a [rows][inner] with rows `aStride` apart, b in panels of 8 columns, start [columns] rounded up
 * to 8. `inner` is a multiple of 4, and a has whole blocks of rows; a block that c has no room for goes through `block`.
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
      let p1 = p0 + aStride,
        p2 = p1 + aStride,
        p3 = p2 + aStride,
        p4 = p3 + aStride,
        p5 = p4 + aStride;
      const s0 = v128.load(start + bytes(n));
      const s1 = v128.load(start + bytes(n), 16);
      let c00 = s0,
        c01 = s1,
        c10 = s0,
        c11 = s1,
        c20 = s0,
        c21 = s1,
        c30 = s0,
        c31 = s1,
        c40 = s0,
        c41 = s1,
        c50 = s0,
        c51 = s1;
      let pb = panel;
      for (let k = 0; k < inner; k += 4) {
        let b0: v128, b1: v128, s: v128;
        b0 = v128.load(pb, 0);
        b1 = v128.load(pb, 16);
        s = v128.load32_splat(p0, 0);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load32_splat(p1, 0);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load32_splat(p2, 0);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load32_splat(p3, 0);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);
        s = v128.load32_splat(p4, 0);
        c40 = multiplyAdd(s, b0, c40);
        c41 = multiplyAdd(s, b1, c41);
        s = v128.load32_splat(p5, 0);
        c50 = multiplyAdd(s, b0, c50);
        c51 = multiplyAdd(s, b1, c51);
        b0 = v128.load(pb, 32);
        b1 = v128.load(pb, 48);
        s = v128.load32_splat(p0, 4);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load32_splat(p1, 4);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load32_splat(p2, 4);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load32_splat(p3, 4);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);
        s = v128.load32_splat(p4, 4);
        c40 = multiplyAdd(s, b0, c40);
        c41 = multiplyAdd(s, b1, c41);
        s = v128.load32_splat(p5, 4);
        c50 = multiplyAdd(s, b0, c50);
        c51 = multiplyAdd(s, b1, c51);
        b0 = v128.load(pb, 64);
        b1 = v128.load(pb, 80);
        s = v128.load32_splat(p0, 8);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load32_splat(p1, 8);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load32_splat(p2, 8);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load32_splat(p3, 8);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);
        s = v128.load32_splat(p4, 8);
        c40 = multiplyAdd(s, b0, c40);
        c41 = multiplyAdd(s, b1, c41);
        s = v128.load32_splat(p5, 8);
        c50 = multiplyAdd(s, b0, c50);
        c51 = multiplyAdd(s, b1, c51);
        b0 = v128.load(pb, 96);
        b1 = v128.load(pb, 112);
        s = v128.load32_splat(p0, 12);
        c00 = multiplyAdd(s, b0, c00);
        c01 = multiplyAdd(s, b1, c01);
        s = v128.load32_splat(p1, 12);
        c10 = multiplyAdd(s, b0, c10);
        c11 = multiplyAdd(s, b1, c11);
        s = v128.load32_splat(p2, 12);
        c20 = multiplyAdd(s, b0, c20);
        c21 = multiplyAdd(s, b1, c21);
        s = v128.load32_splat(p3, 12);
        c30 = multiplyAdd(s, b0, c30);
        c31 = multiplyAdd(s, b1, c31);
        s = v128.load32_splat(p4, 12);
        c40 = multiplyAdd(s, b0, c40);
        c41 = multiplyAdd(s, b1, c41);
        s = v128.load32_splat(p5, 12);
        c50 = multiplyAdd(s, b0, c50);
        c51 = multiplyAdd(s, b1, c51);
        p0 += 16;
        p1 += 16;
        p2 += 16;
        p3 += 16;
        p4 += 16;
        p5 += 16;
        pb += 128;
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
        c40 = f32x4.max(c40, zero);
        c41 = f32x4.max(c41, zero);
        c50 = f32x4.max(c50, zero);
        c51 = f32x4.max(c51, zero);
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
      v128.store(at, c40);
      v128.store(at, c41, 16);
      at += step;
      v128.store(at, c50);
      v128.store(at, c51, 16);
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
