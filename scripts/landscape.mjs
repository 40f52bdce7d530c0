import { rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { overwrittenInput, writeAll } from './files.mjs';
import { fail } from './install.mjs';
import { absolutePath, checkpoint, documentText, duration, makeOutput, netBackends, receivedFiles, runInPage, say, sentence } from './netCommand.mjs';
import { pieceOf } from './pieces.mjs';

const usage = `npm run landscape -- DOC.json --out DIR [--backend auto|webgpu|webgl|wasm] [--resume DIR] [--format csv,npz,json,png,svg,pdf]

Measures the loss around the weights that a landscape document names, beside which they lie. Writes DIR/<base name>.<format>; default formats:
csv,png. DIR/landscape-state.json is there until then: --resume DIR goes on from it with the same numbers. Progress goes to stderr.
Exit 0: every file was written. 2: the document is wrong (one line on stderr). 1: anything else.`;

const STATE = 'landscape-state.json';
/** Formats of a measured landscape. */
const allFormats = ['csv', 'npz', 'json', 'png', 'svg', 'pdf'];

const options = {
  out: { type: 'string' },
  backend: { type: 'string', default: 'auto' },
  resume: { type: 'string' },
  format: { type: 'string', default: 'csv,png' },
  help: { type: 'boolean', default: false },
};
const absolute = (path) => absolutePath('landscape', path);

function prepare() {
  try {
    const { values, positionals } = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
    if (values.help) return { help: true };
    const [path, second] = positionals;
    if (path === undefined) throw new Error('name a landscape document; see --help');
    if (second !== undefined) throw new Error(`one document a call; ${second} is a second one`);
    if (!values.out) throw new Error('--out DIR is missing; see --help');
    if (!netBackends.includes(values.backend)) throw new Error(`--backend: "${values.backend}" is not one of ${netBackends.join(', ')}`);
    const formats = [...new Set(values.format.split(',').map((format) => format.trim()))];
    const unknown = formats.find((format) => !allFormats.includes(format));
    if (unknown !== undefined) throw new Error(`--format: "${unknown}" is not one of ${allFormats.join(', ')}`);
    return { path, out: values.out, backend: values.backend, resume: values.resume, formats };
  } catch (error) {
    return fail(`landscape: ${sentence(error)}`);
  }
}

/** The size in bytes of a file that the document names; throws a sentence. */
function sizeOf(name, file) {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new Error(`${name} cannot be read: there is no such file beside the document`);
  if (!found.isFile()) throw new Error(`${name} cannot be read: it is a folder`);
  return found.size;
}

const { help, path, out, backend, resume, formats } = prepare();
if (help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const text = documentText('landscape', path);
const state = checkpoint('landscape', resume, STATE);
const base = basename(path, extname(path));
makeOutput('landscape', out);

let reported = { stage: undefined, at: 0 };
/** A line when a stage begins, and one in ten seconds. */
function progress({ stage, done, of, secondsLeft, backend: used }) {
  if (stage === reported.stage && Date.now() - reported.at < 10_000) return;
  reported = { stage, at: Date.now() };
  const left = secondsLeft === undefined ? '' : `, about ${duration(secondsLeft)} left`;
  say(stage === 'measuring' ? `${done} of ${of} nodes${left} (${used})` : { directions: 'directions', testing: 'self-test', done: 'done' }[stage]);
}
const { files, ...receivers } = receivedFiles(absolute(out));
const receive = ({ kind, ...message }) => (kind === 'progress' ? progress(message.progress) : receivers[kind](message));

await runInPage(
  'landscape',
  path,
  (page) => page.evaluate((document) => globalThis.smoothscape.checkLandscape(document), text),
  async (page, { files: names }) => {
    const inputs = names.map((name) => resolve(dirname(absolute(path)), name));
    const sizes = names.map((name, k) => sizeOf(name, inputs[k]));
    const outputs = [...formats.map((format) => `${base}.${format}`), STATE].map((name) => join(absolute(out), name));
    const replaced = overwrittenInput(outputs, [absolute(path), ...inputs]);
    if (replaced !== undefined) throw new Error(`${basename(replaced)} in --out is an input of this call and is not replaced; choose another folder`);
    await page.exposeFunction('smoothscapeSend', receive);
    await page.exposeFunction('smoothscapeReadInput', (file, from, to) => pieceOf(inputs[file], from, to));
    const written = await page.evaluate(
      ([document, asked]) => globalThis.smoothscape.landscape(document, asked),
      [text, { backend, formats, base, sizes, ...state }],
    );
    writeAll(absolute(out), files);
    rmSync(join(absolute(out), STATE), { force: true });
    for (const name of written) process.stdout.write(`${join(out, name)}\n`);
  },
);
