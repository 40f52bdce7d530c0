import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The folder that relative paths of a command start from: where the user stands. npm moves to the folder of package.json before it runs a script
 * and leaves the user's own in INIT_CWD, which processes started by another script inherit; so it counts only for the script that npm itself runs.
 */
export const userFolder = (command, env = process.env, cwd = process.cwd()) =>
  env.npm_lifecycle_event === command && env.INIT_CWD ? env.INIT_CWD : cwd;

const readFailures = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'that is not permitted', EPERM: 'that is not permitted' };

/** The text of a file, in UTF-8 or, where a byte-order mark says so, UTF-16; throws a sentence without the path. */
export function readText(path) {
  try {
    const bytes = readFileSync(path);
    const mark = bytes.toString('latin1', 0, 2);
    return new TextDecoder(mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8').decode(bytes);
  } catch (error) {
    throw new Error(`cannot be read: ${readFailures[error.code] ?? error.message}`, { cause: error });
  }
}

/** The first of `outputs` that is the same file as one of `inputs`, links and spellings followed; undefined when there is none. All are paths. */
export function overwrittenInput(outputs, inputs) {
  const real = (path) => (existsSync(path) ? realpathSync.native(path) : resolve(path));
  const protectedFiles = new Set(inputs.map(real));
  return outputs.find((path) => protectedFiles.has(real(path)));
}

/** Makes a folder with those above it and proves that it can be written to; throws a sentence and leaves nothing behind when it cannot. */
export function makeFolder(path) {
  const missing = [];
  let at = resolve(path);
  for (; !existsSync(at); at = dirname(at)) missing.unshift(at);
  if (!statSync(at).isDirectory()) throw new Error(`${at} is not a folder`);
  const made = [];
  try {
    // one by one: Node's own recursive way never ends where the system answers "no such file" to every attempt, as /proc does
    for (const folder of missing) {
      mkdirSync(folder);
      made.unshift(folder);
    }
    const probe = join(resolve(path), `.${process.pid}.part`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    for (const folder of made) rmdirSync(folder);
    throw new Error(`${path} cannot be written to: ${error.message}`, { cause: error });
  }
}

/**
 * Writes all files or none: each beside its place first, then moved there. When a move fails, what was there before comes back.
 * `move` renames a file, as renameSync does.
 */
export function writeAll(folder, files, move = renameSync) {
  const steps = files.map(({ name, bytes }) => {
    const target = join(folder, name);
    const there = lstatSync(target, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw new Error(`${target} is a folder, so no file can take its place`);
    const beside = (end) => join(folder, `.${name}.${process.pid}.${end}`);
    return { target, bytes, part: beside('part'), old: there && beside('old') };
  });
  const undo = [];
  try {
    for (const { part, bytes } of steps) writeFileSync(part, bytes);
    for (const { target, part, old } of steps) {
      if (old) {
        move(target, old);
        undo.unshift(() => renameSync(old, target));
      }
      move(part, target);
      if (!old) undo.unshift(() => rmSync(target, { force: true }));
    }
    undo.length = 0;
    for (const { old } of steps) if (old) rmSync(old, { force: true });
  } finally {
    for (const step of undo) step(); // renaming the old file back also takes the new one's place
    for (const { part } of steps) rmSync(part, { force: true });
  }
}
