import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, install, report, root } from './install.mjs';

const usage = `npm run gpu-check -- [--software] [--small]

Runs this project's tensors and networks on WebGPU without a browser, through Dawn in Node (the npm package webgpu, fetched into .gpu/ by the first
call), and prints JSON: the adapter; the largest difference of every surface kernel from float64 and of training gradients from the CPU's; times
of surfaces and of training steps with GFLOP/s; WebGPU calls; tensors left. Ends within four minutes.
--software allows an adapter that computes on a processor (it is slow: add --small for small sizes).
Exit 0: every row was computed or had no time left. 3: the adapter is no GPU. 1: anything else.`;

/** Version of Dawn's package for Node, and the seconds that each group of rows may take: 234 in all. */
const DAWN_VERSION = '0.6.2';
const SECONDS = { adapter: 14, surfaces: 50, gradients: 50, steps: 60, large: 60 };
const EXIT_SOFTWARE = 3;

const options = {
  software: { type: 'boolean', default: false },
  small: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};
const folder = join(root, '.gpu');

/** Installs Dawn's module for Node; its path. */
function dawnModule() {
  const system = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
  const file = join(folder, 'node_modules/webgpu/dist', system, 'dawn.node');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', `webgpu@${DAWN_VERSION}`];
    const done = spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
    if (done.status !== 0) fail('gpu-check: the npm package webgpu could not be installed: is the package registry within reach?');
  }
  if (!existsSync(file)) fail(`gpu-check: webgpu ${DAWN_VERSION} has no module for ${system}`);
  return file;
}

/** Builds bench/gpu for Node into .gpu/build, with the two WASM files beside it. */
async function buildCheck() {
  const { build } = await import('vite');
  const out = join(folder, 'build');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: 'bench/gpu/main.ts',
      outDir: out,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
    },
  });
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'])
    copyFileSync(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', name), join(out, name));
  return join(out, 'main.mjs');
}

/** Runs a group of rows in a process of its own, which is ended when its time is over; its rows and exit code. */
function runGroup(main, dawn, group, small) {
  const env = { ...process.env, GPU_CHECK_SECONDS: String(SECONDS[group] - 2), ...(small && { GPU_CHECK_SIZE: 'small' }) };
  const child = spawn(process.execPath, [main, group, dawn], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const rows = {};
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    Object.assign(rows, JSON.parse(line));
    report(line.slice(1, -1));
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), SECONDS[group] * 1000);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === null) rows.ended = `after ${SECONDS[group]} s`;
      resolve({ rows, code });
    });
  });
}

install();
const { values } = parseArgs({ options });
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const dawn = dawnModule();
const main = await buildCheck();
const results = {};
let failed = false;
for (const group of Object.keys(SECONDS)) {
  const { rows, code } = await runGroup(main, dawn, group, values.small);
  results[group] = rows;
  if (group === 'adapter' && !rows.adapter) process.exit(1);
  if (group === 'adapter' && rows.adapter.software && !values.software) {
    report('gpu-check: this adapter computes on a processor and is no GPU; --software runs it all the same');
    process.exit(EXIT_SOFTWARE);
  }
  failed ||= code !== 0 && !(values.software && rows.ended);
}
process.stdout.write(`${JSON.stringify({ date: new Date().toISOString(), ...results }, null, 1)}\n`);
process.exit(failed ? 1 : 0);
