import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fail, install, root } from './install.mjs';

const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];

/** The latest change below `path`, in ms. */
function latest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, latest(`${path}/${name}`)), stat.mtimeMs);
}

/** Builds the static page into dist/ when it is missing or older than its sources; says what went wrong in `fail`'s line. */
export function build({ always = false } = {}) {
  install();
  const page = `${root}dist/index.html`;
  if (!always && existsSync(page) && statSync(page).mtimeMs >= Math.max(...sources.map((path) => latest(root + path)))) return;
  const vite = spawnSync(process.execPath, [`${root}node_modules/vite/bin/vite.js`, 'build', '--logLevel', 'warn'], { cwd: root, encoding: 'utf8' });
  if (vite.status !== 0) fail(`the page could not be built: ${(vite.stderr || vite.stdout).trim()}`);
}

if (process.argv[1]?.endsWith('build.mjs')) {
  build({ always: true });
  process.stdout.write('Built into dist/\n');
}
