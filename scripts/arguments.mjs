import { parseArgs } from 'node:util';

export const formats = ['csv', 'png', 'svg', 'json', 'npz'];
export const backends = ['auto', 'webgpu', 'webgl', 'wasm', 'float64'];

export const usage = `npm run export -- DOC.json [DOC2.json …] --out DIR [--format csv,png,svg,json,npz] [--backend auto|webgpu|webgl|wasm|float64] [--size 1200x900]

Writes DIR/<base name>.<format> (with .A, .B, … before the format for panes), as the page shows it. Default formats: csv,png.
Exit 0: every file was written. 2: a document is wrong (one line on stderr for each; the right ones are still written). 1: anything else.`;

const options = {
  out: { type: 'string' },
  format: { type: 'string', default: 'csv,png' },
  backend: { type: 'string', default: 'auto' },
  size: { type: 'string', default: '1200x900' },
  help: { type: 'boolean', default: false },
};

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
  return { documents, out: values.out, formats: chosen, backend: values.backend, width, height };
}
