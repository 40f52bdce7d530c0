import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { openPage } from './chromium.mjs';
import { makeFolder, readText, userFolder, writeAll } from './files.mjs';
import { halvedSafetensors } from './halfPrecision.mjs';
import { fail, report, root } from './install.mjs';

const usage = `npm run runs -- [--documents DIR] [--work DIR] [--out DIR] [--backend auto|webgpu|webgl|wasm] [--images N] [--pack]

Trains every training document of DIR (bench/runs) in turn, judges its best weights by AutoAttack, measures the loss around those of the
first seed (Figure 7), and packs what is done as the runs that the page ships (public/runs). It may be stopped at any time: the next call goes
on from the last epoch and from the last verdicts, and skips what is done. --work is where it keeps them (bench/runs/work),
--images how many test images AutoAttack takes (500), --pack packs without training.
Exit 0: all is done and packed. 1: anything else; what is done is packed all the same.`;

const options = {
  documents: { type: 'string', default: join(root, 'bench/runs') },
  work: { type: 'string', default: join(root, 'bench/runs/work') },
  out: { type: 'string', default: join(root, 'public/runs') },
  backend: { type: 'string', default: 'auto' },
  images: { type: 'string', default: '500' },
  pack: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};
/** Greatest size of the packed runs in bytes. */
const MAX_BYTES = 6e6;
const sentence = (error) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
const absolute = (path) => resolve(userFolder('runs'), path);
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

let child;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    child?.kill(signal);
    process.exit(1);
  });
}

/** Runs a command of this project to its end; whether it succeeded. */
function ran(script, args) {
  return new Promise((done) => {
    const env = { ...process.env, npm_lifecycle_event: '' }; // its paths are absolute
    child = spawn(process.execPath, [join(root, 'scripts', script), ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('close', (code) => done(code === 0));
  });
}

/** Trains a document in its folder, from where an earlier call was stopped; whether it is done. */
async function isTrained({ name, path, folder }, backend) {
  const text = readText(path);
  const copy = join(folder, 'document.json');
  if (existsSync(copy) && readText(copy) !== text) {
    report(`runs: ${folder} holds the runs of an earlier ${name}.json: remove that folder, or put the document back`);
    return false;
  }
  if (existsSync(join(folder, 'summary.json'))) return true;
  makeFolder(folder);
  writeAll(folder, [{ name: 'document.json', bytes: text }]);
  const begun = readdirSync(folder).some((file) => /^state-\d+\.safetensors$/.test(file));
  report(`runs: ${name}: ${begun ? 'goes on' : 'begins'}`);
  return ran('train.mjs', [path, '--out', folder, '--backend', backend, ...(begun ? ['--resume', folder] : [])]);
}

/** Judges the best weights of each seed by AutoAttack; whether all are judged. */
async function isJudged({ name, folder }, backend, images) {
  const { document } = readJson(join(folder, 'summary.json'));
  let all = true;
  for (const seed of document.seeds) {
    const out = join(folder, `autoattack-${seed}`);
    if (existsSync(join(out, 'evaluation.json'))) continue;
    makeFolder(out);
    const judge = join(folder, `autoattack-${seed}.json`);
    const evaluate = { ...document.evaluate, count: Math.min(images, document.data.test), autoattack: true };
    writeFileSync(judge, JSON.stringify({ ...document, seeds: [seed], evaluate }));
    const resume = existsSync(join(out, 'evaluation-state.json')) ? ['--resume', out] : [];
    report(`runs: ${name}, seed ${seed}: AutoAttack`);
    const weights = join(folder, `weights-${seed}.safetensors`);
    all = (await ran('evaluate.mjs', [weights, judge, '--out', out, '--backend', backend, ...resume])) && all;
  }
  return all;
}

/** Measures the slices of Figure 7 through the best weights of the first seed; whether they are there. */
async function isSliced({ name, folder }) {
  const path = join(folder, 'slices.json');
  if (existsSync(path)) return true;
  const { document } = readJson(join(folder, 'summary.json'));
  report(`runs: ${name}: slices of the loss around its weights`);
  build();
  const { page, close } = await openPage();
  try {
    await page.waitForFunction(() => globalThis.smoothscape !== undefined, undefined, { timeout: 120_000 });
    const weights = readFileSync(join(folder, `weights-${document.seeds[0]}.safetensors`)).toString('base64');
    const slices = await page.evaluate(([text, base64]) => globalThis.smoothscape.weightSlices(text, base64), [JSON.stringify(document), weights]);
    writeAll(folder, [{ name: 'slices.json', bytes: JSON.stringify(slices) }]);
    return true;
  } catch (error) {
    report(`runs: ${name}: ${sentence(error)}`);
    return false;
  } finally {
    await close();
  }
}

/** Writes what is done as index.json, with the best weights in half precision beside it. */
function pack(trainings, out, note) {
  const files = [];
  const packed = trainings
    .filter(({ folder }) => existsSync(join(folder, 'summary.json')))
    .map(({ name, folder }) => {
      const { document, backend, version } = readJson(join(folder, 'summary.json'));
      const sliced = join(folder, 'slices.json');
      const seeds = document.seeds.map((seed, i) => {
        const weights = `${name}-${seed}.safetensors`;
        files.push({ name: weights, bytes: halvedSafetensors(readFileSync(join(folder, `weights-${seed}.safetensors`))) });
        const path = join(folder, `autoattack-${seed}`, 'evaluation.json');
        const { clean, robust, by, count } = existsSync(path) ? readJson(path) : {};
        const slices = i === 0 && existsSync(sliced) ? { slices: readJson(sliced) } : {};
        return { seed, weights, ...(count && { autoattack: { clean, robust, by, count } }), ...slices };
      });
      return { name, version, backend, document, metrics: readText(join(folder, 'metrics.csv')), seeds };
    });
  const index = { smoothscape: 1, kind: 'runs', ...(note && { note }), trainings: packed };
  files.push({ name: 'index.json', bytes: Buffer.from(`${JSON.stringify(index)}\n`) });
  const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size > MAX_BYTES) throw new Error(`the packed runs take ${size} bytes, more than ${MAX_BYTES}`);
  makeFolder(out);
  writeAll(out, files);
  const kept = new Set(files.map(({ name }) => name));
  for (const name of readdirSync(out)) if (name.endsWith('.safetensors') && !kept.has(name)) rmSync(join(out, name));
  report(`runs: ${packed.length} of ${trainings.length} documents packed, ${(size / 1e6).toFixed(2)} MB`);
}

let code = 0;
try {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const images = Number(values.images);
  if (!Number.isInteger(images) || images < 1) throw new Error(`--images: "${values.images}" is not a whole number ≥ 1`);
  const [documents, work, out] = [values.documents, values.work, values.out].map(absolute);
  const names = readdirSync(documents).filter((file) => file.endsWith('.json'));
  if (names.length === 0) throw new Error(`${documents} holds no document`);
  const trainings = names.sort().map((file) => {
    const name = basename(file, '.json');
    return { name, path: join(documents, file), folder: join(work, name) };
  });
  for (const training of values.pack ? [] : trainings) {
    const done = (await isTrained(training, values.backend)) && (await isJudged(training, values.backend, images)) && (await isSliced(training));
    if (!done) code = 1;
    if (!done) report(`runs: ${training.name} is not done; the next call goes on from there`);
  }
  const note = join(documents, 'note.txt');
  pack(trainings, out, existsSync(note) ? readText(note).trim() : '');
} catch (error) {
  fail(`runs: ${sentence(error)}`);
}
process.exit(code);
