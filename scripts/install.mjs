import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs npm ci when node_modules is missing, or older than a lock file that it was not installed from. Uses nothing outside Node. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);
  const stamp = `${root}node_modules/.package-lock.json`;
  const lock = `${root}package-lock.json`;
  const mark = `${root}node_modules/.installed-from`; // digest of that lock file: its date alone changes with every checkout
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const marked = existsSync(mark) && readFileSync(mark, 'utf8') === digest;
  if (existsSync(stamp) && (marked || statSync(stamp).mtimeMs >= statSync(lock).mtimeMs)) {
    if (!marked) writeFileSync(mark, digest);
    return;
  }
  process.stdout.write('Installing dependencies…\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, stdio: ['ignore', 1, 2] };
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (done.status !== 0) fail('npm ci failed: is the package registry within reach?');
  writeFileSync(mark, digest);
}

/** One line on stderr, exit 1. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
