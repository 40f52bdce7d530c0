import { resolve } from 'node:path';
import { readText, userFolder } from './files.mjs';
import { fail, oneLine } from './install.mjs';

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
