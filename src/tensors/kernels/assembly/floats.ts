/** n rounded up to a multiple of `to`. */
export function roundUp(n: i32, to: i32): i32 {
  return ((n + to - 1) / to) * to;
}

/** Bytes of `floats` numbers. */
export function bytes(floats: i32): usize {
  return (<usize>floats) << 2;
}

export function copy(to: usize, from: usize, count: i32): void {
  const end = to + bytes(count & ~3);
  for (; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (let i = count & 3; i > 0; i--, to += 4, from += 4) f32.store(to, f32.load(from));
}

export function clear(to: usize, count: i32): void {
  const end = to + bytes(count & ~3);
  for (; to < end; to += 16) v128.store(to, f32x4.splat(0));
  for (let i = count & 3; i > 0; i--, to += 4) f32.store(to, 0);
}

export function addTo(to: usize, from: usize, count: i32): void {
  const end = to + bytes(count & ~3);
  for (; to < end; to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (let i = count & 3; i > 0; i--, to += 4, from += 4) f32.store(to, f32.load(to) + f32.load(from));
}
