import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, install, root } from './install.mjs';

/** A relative import of `file` by the name of its file, as Node asks for it: './norms' is './norms/index.js'. */
const fileNamed = (file, name) => {
  const isFolder = existsSync(join(dirname(file), name, 'index.js'));
  return `${name}${isFolder ? '/index' : ''}.js`;
};

/** Compiles src/math to lib/, a module and its types for each file, which the package offers as `smoothscape/math`. */
export function compileLibrary() {
  const out = join(root, 'lib');
  rmSync(out, { recursive: true, force: true });
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.lib.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (tsc.status !== 0) fail(`src/math could not be compiled: ${(tsc.stderr || tsc.stdout).trim()}`);
  for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    const file = join(out, name);
    if (!/\.(js|d\.ts)$/.test(name)) continue;
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(/(from |import\()(['"])(\.[^'"]*)\2/g, (_, before, quote, path) => `${before}${quote}${fileNamed(file, path)}${quote}`),
    );
  }
}

if (process.argv[1]?.endsWith('lib.mjs')) {
  install();
  compileLibrary();
}
