import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { overwrittenInput, writeAll } from './files.mjs';
import { fail } from './install.mjs';
import {
  absolutePath,
  documentText,
  duration,
  evaluationReport,
  makeOutput,
  netBackends,
  percent,
  receivedFiles,
  runInPage,
  say,
  sentence,
  trainingCheck,
} from './netCommand.mjs';
import { pieceOf } from './pieces.mjs';

const usage = `npm run train -- DOC.json --out DIR [--backend auto|webgpu|webgl|wasm] [--resume DIR]

Trains a training document in the real page, headless, and writes DIR/metrics.csv, DIR/summary.json and DIR/weights-<seed>.safetensors.
DIR/state-<seed>.safetensors holds what a seed needs to go on: --resume DIR goes on from there, also from a finished run when the document
differs in a larger number of epochs alone. Progress goes to stderr.
Exit 0: every file was written. 2: the document is wrong (one line on stderr). 1: anything else.`;

const options = {
  out: { type: 'string' },
  backend: { type: 'string', default: 'auto' },
  resume: { type: 'string' },
  help: { type: 'boolean', default: false },
};
const absolute = (path) => absolutePath('train', path);
const stateName = /^state-(\d+)\.safetensors$/;

function prepare() {
  try {
    const { values, positionals } = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
    if (values.help) return { help: true };
    const [path, second] = positionals;
    if (path === undefined) throw new Error('no document was named; see --help');
    if (second !== undefined) throw new Error(`one document at a time; ${second} is a second one`);
    if (!values.out) throw new Error('--out DIR is missing; see --help');
    if (!netBackends.includes(values.backend)) throw new Error(`--backend: "${values.backend}" is not one of ${netBackends.join(', ')}`);
    return { path, out: values.out, backend: values.backend, resume: values.resume };
  } catch (error) {
    return fail(`train: ${sentence(error)}`);
  }
}

/** Ends the command when one of the files that it writes is the document itself. */
function refuseToReplace(path, out) {
  const name = basename(path);
  const written = /^(metrics\.csv|summary\.json|(weights|state)-\d+\.safetensors|evaluation-\d+\.(csv|json))$/.test(name);
  if (written && overwrittenInput([join(absolute(out), name)], [absolute(path)]) !== undefined)
    fail(`train: ${name} in --out is the document of this call and is not replaced; choose another folder`);
}

/** Sizes of the state files in bytes, by seed. */
function statesIn(folder) {
  if (folder === undefined) return {};
  try {
    const found = readdirSync(absolute(folder)).flatMap((name) => {
      const seed = stateName.exec(name)?.[1];
      return seed === undefined ? [] : [[seed, statSync(join(absolute(folder), name)).size]];
    });
    if (found.length === 0 && existsSync(join(absolute(folder), 'summary.json')))
      throw new Error('a finished run is there, but none of its states, which earlier versions removed');
    return Object.fromEntries(found);
  } catch (error) {
    return fail(`train: --resume ${folder}: ${sentence(error)}`);
  }
}

const { help, path, out, backend, resume } = prepare();
if (help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const text = documentText('train', path);
refuseToReplace(path, out);
const states = statesIn(resume);
makeOutput('train', out);

const reported = { epoch: new Map(), notices: new Set(), at: 0 };

/** A line an epoch, one in ten seconds between them, and every notice once. */
function progress(seed, { stage, epoch, epochs, batch, batches, loss, imagesPerSecond, secondsLeft, metrics, backend, notices }) {
  for (const notice of notices) if (!reported.notices.has(notice)) say(`seed ${seed}: ${notice}`);
  notices.forEach((notice) => reported.notices.add(notice));
  const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} left`;
  const fresh = metrics.filter((row) => row.epoch > (reported.epoch.get(seed) ?? 0));
  for (const row of fresh) {
    reported.epoch.set(seed, row.epoch);
    const accuracies = `test clean ${percent(row.testClean)}, robust ${percent(row.testRobust)}`;
    say(
      `seed ${seed}: epoch ${row.epoch} of ${epochs}, loss ${row.trainLoss.toFixed(4)}, ${accuracies}, ${duration(row.seconds)}${left} (${backend})`,
    );
  }
  if (fresh.length > 0) reported.at = Date.now();
  else if (stage === 'training' && batch > 0 && Date.now() - reported.at > 10_000) {
    say(`seed ${seed}: epoch ${epoch + 1}, batch ${batch} of ${batches}, loss ${loss.toFixed(4)}, ${imagesPerSecond.toFixed(0)} images/s${left}`);
    reported.at = Date.now();
  }
}

const { files, ...receivers } = receivedFiles(absolute(out));
const evaluation = evaluationReport();
const receive = ({ kind, seed, ...message }) => {
  if (kind === 'progress') progress(seed, message.progress);
  else if (kind === 'evaluation') evaluation(message.progress, `seed ${seed}: `);
  else receivers[kind](message);
};
const readState = (seed, from, to) => pieceOf(join(absolute(resume), `state-${seed}.safetensors`), from, to);

await runInPage('train', path, trainingCheck(text), async (page) => {
  await page.exposeFunction('smoothscapeSend', receive);
  await page.exposeFunction('smoothscapeReadState', readState);
  const names = await page.evaluate(([text, options]) => globalThis.smoothscape.train(text, options), [text, { backend, states }]);
  writeAll(absolute(out), files);
  for (const name of names) process.stdout.write(`${join(out, name)}\n`);
  const summary = files.find(({ name }) => name === 'summary.json');
  for (const warning of summary ? JSON.parse(Buffer.from(summary.bytes).toString()).warnings : []) say(`train: ${warning}`);
});
