import { isScalarType, scalarTypes, valuesOf } from './scalarTypes';
import type { SavedTensor } from './weights';

/** The content of a weights file: named tensors, their numbers as float32, and metadata. */
export interface WeightsFile {
  readonly tensors: readonly SavedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

interface Header {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}
/** Limit of the safetensors format. */
const MAX_HEADER_BYTES = 100_000_000;

/** A file in the safetensors format: length of the header (8 bytes, little-endian), header in JSON, all values in the order of the tensors. */
export function writeSafetensors(tensors: WeightsFile['tensors'], metadata: WeightsFile['metadata']): Uint8Array {
  const header: Record<string, Header | Readonly<Record<string, string>>> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    if (name in header) throw new Error(`Two tensors are called ${name}`);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + 4 * values.length] };
    offset += 4 * values.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8; // spaces, so that the values are aligned
  const bytes = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  bytes.set(text, 8);
  let position = 8 + padded;
  for (const { values } of tensors)
    for (const value of values) {
      view.setFloat32(position, value, true);
      position += 4;
    }
  return bytes;
}

/** Parses a safetensors file; numbers of other types become float32. Throws one sentence. */
export function readSafetensors(bytes: Uint8Array): WeightsFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new Error('This is no safetensors file: it is shorter than its header');
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || 8 + length > bytes.length) throw new Error('This is no safetensors file, or it was cut off in its header');
  const header = parseHeader(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const start = 8 + length;
  const tensors = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => tensorOf(view, start, name, entry));
  requireExactCover(header, bytes.length - start);
  const { __metadata__: texts = {} } = header;
  const metadata = isRecord(texts) ? Object.entries(texts).filter((pair): pair is [string, string] => typeof pair[1] === 'string') : [];
  return { tensors, metadata: Object.fromEntries(metadata) };
}

function parseHeader(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // reported below
  }
  throw new Error('This is no safetensors file: its header is no JSON object');
}

function tensorOf(view: DataView, start: number, name: string, entry: unknown): SavedTensor {
  if (!isHeader(entry)) throw new Error(`The tensor ${name} has no dtype, shape and offsets`);
  const { dtype, shape, data_offsets: range } = entry;
  if (!isScalarType(dtype)) throw new Error(`The tensor ${name} is ${dtype}, which is not one of ${Object.keys(scalarTypes).join(', ')}`);
  const size = shape.reduce((n, side) => n * side, 1);
  const [from, to] = range;
  if (to - from !== scalarTypes[dtype].bytes * size || from < 0)
    throw new Error(`The tensor ${name} of shape [${shape.join(', ')}] has ${to - from} bytes`);
  if (start + to > view.byteLength) throw new Error(`This file was cut off: it ends before the tensor ${name} does`);
  return { name, shape, values: valuesOf(dtype, view, start + from, size, true) };
}

/** Throws unless the ranges of the tensors cover the values exactly once, as the format demands: no gap, no overlap, no rest. */
function requireExactCover(header: Record<string, unknown>, size: number): void {
  const ranges = Object.entries(header).flatMap(([name, entry]) =>
    name !== '__metadata__' && isHeader(entry) ? [{ name, from: entry.data_offsets[0], to: entry.data_offsets[1] }] : [],
  );
  let covered = 0;
  let last = '';
  for (const { name, from, to } of ranges.sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < covered) throw new Error(`The tensors ${last} and ${name} share bytes ${from} to ${Math.min(to, covered)}`);
    if (from > covered) throw new Error(`Bytes ${covered} to ${from} of the values belong to no tensor`);
    [covered, last] = [to, name];
  }
  if (covered < size) throw new Error(`Bytes ${covered} to ${size} of the values belong to no tensor`);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
const isHeader = (value: unknown): value is Header =>
  isRecord(value) &&
  typeof value['dtype'] === 'string' &&
  isCounts(value['shape']) &&
  isCounts(value['data_offsets']) &&
  value['data_offsets'].length === 2;
