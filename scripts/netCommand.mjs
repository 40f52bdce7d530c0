import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from './build.mjs';
import { openPage } from './chromium.mjs';
import { makeFolder, readText, userFolder, writeAll } from './files.mjs';
import { fail, oneLine, report } from './install.mjs';
import { openPieces } from './pieces.mjs';

/** Backends of commands that run networks. */
export const netBackends = ['auto', 'webgpu', 'webgl', 'wasm'];

/** The message of an error as one sentence, without what the browser's driver puts around it. */
export const sentence = (error) =>
  (error instanceof Error ? error.message : String(error)).replace(/^page\.\w+: (Error: )?/, '').split(/\n|(?<=option '[^']*')\./)[0];

/** A path of the command line, from the folder in which the user stands. */
export const absolutePath = (command, path) => resolve(userFolder(command), path);

/** The text of a document; ends the command in one line where it cannot be read. */
export function documentText(command, path) {
  try {
    return readText(absolutePath(command, path));
  } catch (error) {
    return fail(`${command}: ${path} ${sentence(error)}`);
  }
}

/** The text of a checkpoint in the folder of --resume, as `{ state }`; ends the command in one line where there is none. */
export function checkpoint(command, folder, name) {
  if (folder === undefined) return {};
  const path = join(absolutePath(command, folder), name);
  if (!existsSync(path)) fail(`${command}: --resume ${folder}: ${name} is not there`);
  try {
    return { state: readText(path) };
  } catch (error) {
    return fail(`${command}: --resume ${folder}: ${name} ${sentence(error)}`);
  }
}

/** Makes the folder of --out; ends the command in one line where it cannot be made. */
export function makeOutput(command, out) {
  try {
    makeFolder(absolutePath(command, out));
  } catch (error) {
    fail(`${command}: --out: ${sentence(error)}`);
  }
}

/** Receivers of the files that the page sends in pieces: a state is written to `folder` as soon as it is whole, others are kept in `files`. */
export function receivedFiles(folder) {
  const files = [];
  return {
    files,
    state: openPieces((name, bytes) => writeAll(folder, [{ name, bytes }])),
    file: openPieces((name, bytes) => files.push({ name, bytes })),
  };
}

/** A check of the text of a training document for `runInPage`. */
export const trainingCheck = (text) => async (page) => ({
  problems: await page.evaluate((document) => globalThis.smoothscape.checkTraining(document), text),
});

/**
 * Opens the built page, has it check the document at `path`, runs `work(page, checked)` unless it is wrong, and ends the process: with 0, with 2 where
 * the document is wrong, with 1 where the work fails. `check(page)` resolves with `problems` and whatever else the work needs.
 */
export async function runInPage(command, path, check, work) {
  build();
  const { page, close } = await openPage().catch((error) => fail(`${command}: the page could not be opened: ${sentence(error)}`));
  let code = 1;
  try {
    await page.waitForFunction(() => globalThis.smoothscape !== undefined, undefined, { timeout: 120_000 });
    const { problems, ...checked } = await check(page);
    if (problems.length > 0) {
      report(`${path}: ${problems.map(({ key, message }) => `${key}: ${message}`).join('; ')}`);
      code = 2;
    } else {
      await work(page, checked);
      code = 0;
    }
  } catch (error) {
    report(`${command}: ${sentence(error)}`);
  } finally {
    await close();
  }
  process.exit(code);
}

export const percent = (share) => `${(100 * share).toFixed(1)} %`;
export const duration = (seconds) =>
  seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
/** One line of progress. */
export const say = (line) => process.stderr.write(`${oneLine(line)}\n`);

/** Reports the progress of an evaluation: a line when an attack begins, one in ten seconds, and one at the end. */
export function evaluationReport() {
  const reported = { attack: undefined, at: 0 };
  return ({ done, attack, attacks, fraction, secondsLeft, clean, robust, count, backend }, prefix = '') => {
    if (!done && attack === reported.attack && Date.now() - reported.at < 10_000) return;
    Object.assign(reported, { attack, at: Date.now() });
    if (done) return say(`${prefix}clean ${percent(clean)}, robust ${percent(robust)}, ${count} images (${backend})`);
    const left = secondsLeft === undefined ? '' : `, at most ${duration(secondsLeft)} left`;
    const place = attack === null ? 'without an attack' : `${attack} (${attacks.indexOf(attack) + 1} of ${attacks.length})`;
    say(`${prefix}${place}: ${percent(fraction)} done, robust so far ${percent(robust)}${left} (${backend})`);
  };
}
