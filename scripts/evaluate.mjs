import { rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { overwrittenInput, writeAll } from './files.mjs';
import { fail } from './install.mjs';
import {
  absolutePath,
  checkpoint,
  documentText,
  evaluationReport,
  makeOutput,
  netBackends,
  receivedFiles,
  runInPage,
  say,
  sentence,
  trainingCheck,
} from './netCommand.mjs';
import { pieceOf } from './pieces.mjs';

const usage = `npm run evaluate -- WEIGHTS.safetensors DOC.json --out DIR [--backend auto|webgpu|webgl|wasm] [--resume DIR]

Judges weights, this program's own or a PyTorch state_dict (.safetensors or .npz), by the data, network, evaluation attack and first seed of a
training document: by AutoAttack where evaluate.autoattack is set, else by PGD. Writes DIR/evaluation.csv, a row an image, and
DIR/evaluation.json. DIR/evaluation-state.json is there until then: --resume DIR goes on from it with the same verdicts. Progress goes to stderr.
Exit 0: both files were written. 2: the document is wrong (one line on stderr). 1: anything else.`;

const STATE = 'evaluation-state.json';
const outputs = ['evaluation.csv', 'evaluation.json'];
const options = {
  out: { type: 'string' },
  backend: { type: 'string', default: 'auto' },
  resume: { type: 'string' },
  help: { type: 'boolean', default: false },
};
const absolute = (path) => absolutePath('evaluate', path);

function prepare() {
  try {
    const { values, positionals } = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
    if (values.help) return { help: true };
    const [weights, path, third] = positionals;
    if (weights === undefined || path === undefined) throw new Error('name the weights and a training document; see --help');
    if (third !== undefined) throw new Error(`weights and one document; ${third} is a third file`);
    if (!values.out) throw new Error('--out DIR is missing; see --help');
    if (!netBackends.includes(values.backend)) throw new Error(`--backend: "${values.backend}" is not one of ${netBackends.join(', ')}`);
    return { weights, path, out: values.out, backend: values.backend, resume: values.resume };
  } catch (error) {
    return fail(`evaluate: ${sentence(error)}`);
  }
}

/** The size of the weights in bytes. */
function sizeOf(weights) {
  try {
    const found = statSync(absolute(weights));
    if (found.isFile()) return found.size;
  } catch (error) {
    return fail(`evaluate: ${weights} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  }
  return fail(`evaluate: ${weights} cannot be read: it is a folder`);
}

const { help, weights, path, out, backend, resume } = prepare();
if (help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const text = documentText('evaluate', path);
const size = sizeOf(weights);
const state = checkpoint('evaluate', resume, STATE);
const replaced = overwrittenInput(
  [...outputs, STATE].map((name) => join(absolute(out), name)),
  [weights, path].map(absolute),
);
if (replaced !== undefined) fail(`evaluate: ${basename(replaced)} in --out is an input of this call and is not replaced; choose another folder`);
makeOutput('evaluate', out);

const progress = evaluationReport();
const { files, ...receivers } = receivedFiles(absolute(out));
const receive = ({ kind, ...message }) => (kind === 'progress' ? progress(message.progress) : receivers[kind](message));

await runInPage('evaluate', path, trainingCheck(text), async (page) => {
  await page.exposeFunction('smoothscapeSend', receive);
  await page.exposeFunction('smoothscapeReadWeights', (from, to) => pieceOf(absolute(weights), from, to));
  const asked = { backend, name: weights, size, ...state };
  const names = await page.evaluate(([text, options]) => globalThis.smoothscape.evaluate(text, options), [text, asked]);
  writeAll(absolute(out), files);
  rmSync(join(absolute(out), STATE), { force: true });
  for (const name of names) process.stdout.write(`${join(out, name)}\n`);
  for (const warning of JSON.parse(Buffer.from(files.at(-1).bytes).toString()).warnings) say(`evaluate: ${warning}`);
});
