const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The bits of a number in IEEE 754 binary16: the nearest one, ties to even. */
export function halfBits(value) {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00; // midway between the greatest number and the next power
  if (size < 2 ** -14) return sign | even(size * 2 ** 24); // subnormal: whole multiples of 2⁻²⁴
  float[0] = size;
  const exponent = (bits[0] >>> 23) - 127;
  return sign | (((exponent + 15) << 10) + even((size / 2 ** exponent - 1) * 1024)); // a fraction of 1024 goes on to the next exponent
}

/** The nearest whole number, ties to even. */
function even(value) {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** A safetensors file with its float32 tensors in half precision; names, shapes and metadata stay. */
export function halvedSafetensors(bytes) {
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...tensors } = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  const header = __metadata__ ? { __metadata__ } : {};
  const parts = [];
  let offset = 0;
  for (const [name, { dtype, shape, data_offsets: range }] of Object.entries(tensors)) {
    if (dtype !== 'F32') throw new Error(`the tensor ${name} is ${dtype}, not F32`);
    const [from, to] = range.map((at) => 8 + length + at);
    const part = Buffer.alloc((to - from) / 2);
    for (let at = from; at < to; at += 4) part.writeUInt16LE(halfBits(bytes.readFloatLE(at)), (at - from) / 2);
    header[name] = { dtype: 'F16', shape, data_offsets: [offset, offset + part.length] };
    offset += part.length;
    parts.push(part);
  }
  const text = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8, ' ');
  head.writeBigUInt64LE(BigInt(head.length - 8));
  text.copy(head, 8);
  return Buffer.concat([head, ...parts]);
}
