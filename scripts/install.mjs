import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs npm ci when node_modules is missing, or older than a lock file that it was not installed from. Uses nothing outside Node. */
export function install(folder = root) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);
  const modules = join(folder, 'node_modules');
  const stamp = join(modules, '.package-lock.json');
  const lock = join(folder, 'package-lock.json');
  const mark = join(modules, '.installed-from'); // digest of that lock file: its date alone changes with every checkout
  const linked = lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const marked = existsSync(mark) && readFileSync(mark, 'utf8') === digest;
  if (existsSync(stamp) && (marked || statSync(stamp).mtimeMs >= statSync(lock).mtimeMs)) {
    if (!marked && !linked) writeFileSync(mark, digest);
    return;
  }
  if (linked)
    fail(`${modules} is a link to another folder, which npm ci would empty: remove the link, or install there what package-lock.json asks for`);
  process.stderr.write('Installing dependencies…\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: folder, stdio: ['ignore', 2, 2] };
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (done.status !== 0) fail('npm ci failed: is the package registry within reach?');
  writeFileSync(mark, digest);
}

/** Control signs and line ends become spaces: a file's name or a tool's report may hold any. */
export const oneLine = (text) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

/** One line on stderr. */
export function report(sentence) {
  process.stderr.write(`${oneLine(sentence)}\n`);
}

/** One line on stderr, exit 1. */
export function fail(sentence) {
  report(sentence);
  process.exit(1);
}
