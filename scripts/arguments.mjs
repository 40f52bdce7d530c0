import { parseArgs } from 'node:util';

export const formats = ['csv', 'png', 'svg', 'pdf', 'json', 'npz', 'stl', 'pgf', 'html', 'py', 'zip'];
export const backends = ['auto', 'webgpu', 'webgl', 'wasm', 'float64'];

export const usage = `npm run export -- DOC.json [DOC2.json …] --out DIR [--format csv,png,svg,pdf,json,npz,stl,pgf,html,py,zip] [--backend auto|webgpu|webgl|wasm|float64] [--size 1200x900] [--sweep KEY=VALUES]

Writes DIR/<base name>.<format> (with .A, .B, … before the format for panes), as the page shows it. Default formats: csv,png.
--sweep writes the document once for every value of one key, VALUES being FROM:TO:COUNT, FROM:TO:log:COUNT or A,B,C: DIR/<base name>-01.<format>, -02, …
on one range of loss, and DIR/<base name>-sweep.csv with the minimum, the largest jump of the gradient and the largest curvature of each.
Exit 0: every file was written. 2: a document is wrong (one line on stderr for each; the right ones are still written). 1: anything else.`;

const options = {
  out: { type: 'string' },
  format: { type: 'string', default: 'csv,png' },
  backend: { type: 'string', default: 'auto' },
  size: { type: 'string', default: '1200x900' },
  sweep: { type: 'string' },
  help: { type: 'boolean', default: false },
};

/** Most values of a sweep. */
const MAX_VALUES = 200;
/** Significant digits of a value between the ends of a sweep. */
const DIGITS = 12;

/** The key and the values of a sweep: "smoothing.gamma=0.1:10:log:25" or "attack.epsilon=0,0.25,0.5"; throws a sentence. */
export function readSweep(text) {
  const [, key, given] = /^([\w.]+)=(.+)$/.exec(text) ?? [];
  const wrong = (why) => new Error(`--sweep: "${text}" ${why}`);
  if (key === undefined) throw wrong('is not KEY=FROM:TO:COUNT, KEY=FROM:TO:log:COUNT or KEY=VALUE,VALUE,…');
  if (!given.includes(':')) {
    const values = given.split(',').map((value) => (Number.isFinite(Number(value)) && value.trim() !== '' ? Number(value) : value.trim()));
    if (values.includes('') || values.length > MAX_VALUES) throw wrong(`does not list 1 to ${MAX_VALUES} values`);
    return { key, values };
  }
  const parts = given.split(':');
  const log = parts.length === 4 && parts[2] === 'log';
  const [from, to, count] = [parts[0], parts[1], parts.at(-1)].map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!(parts.length === 3 || log) || ![from, to].every(Number.isFinite)) throw wrong('is not KEY=FROM:TO:COUNT or KEY=FROM:TO:log:COUNT');
  if (!Number.isInteger(count) || count < 2 || count > MAX_VALUES) throw wrong(`does not count 2 to ${MAX_VALUES} values`);
  if (log && !(from > 0 && to > 0)) throw wrong('has an end that is not above 0, which a logarithmic sweep cannot take');
  const between = (t) => Number((log ? from * (to / from) ** t : from + t * (to - from)).toPrecision(DIGITS));
  return { key, values: Array.from({ length: count }, (_, k) => (k === 0 ? from : k === count - 1 ? to : between(k / (count - 1)))) };
}

/** What the command line of the export asks for; throws a sentence. */
export function readArguments(args) {
  const { values, positionals: documents } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) return { help: true };
  if (documents.length === 0) throw new Error('no document was named; see --help');
  if (!values.out) throw new Error('--out DIR is missing; see --help');
  const chosen = [...new Set(values.format.split(',').map((format) => format.trim()))];
  const unknown = chosen.find((format) => !formats.includes(format));
  if (unknown !== undefined) throw new Error(`--format: "${unknown}" is not one of ${formats.join(', ')}`);
  if (!backends.includes(values.backend)) throw new Error(`--backend: "${values.backend}" is not one of ${backends.join(', ')}`);
  const [width, height] = (/^(\d{1,5})x(\d{1,5})$/.exec(values.size)?.slice(1) ?? []).map(Number);
  if (!(Math.min(width, height) >= 100 && Math.max(width, height) <= 8192)) {
    throw new Error(`--size: "${values.size}" is not WIDTHxHEIGHT with 100 to 8192 pixels a side`);
  }
  const sweep = values.sweep === undefined ? {} : { sweep: readSweep(values.sweep) };
  return { documents, out: values.out, formats: chosen, backend: values.backend, width, height, ...sweep };
}
