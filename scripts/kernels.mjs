import { spawnSync } from 'node:child_process';
import { fail, install, root } from './install.mjs';

const source = 'src/tensors/kernels/assembly/convolution.ts';
const settings = ['-O3', '--runtime', 'stub', '--noAssert', '--importMemory', '--enable', 'simd'];

/** Compiles the kernels from AssemblyScript to the WASM file `to`; what lies in the repository is what this gives. */
export function compileKernels(to = 'src/tensors/kernels/convolution.wasm') {
  install();
  const done = spawnSync(process.execPath, ['node_modules/assemblyscript/bin/asc.js', source, ...settings, '-o', to], {
    cwd: root,
    encoding: 'utf8',
  });
  if (done.status !== 0) fail(`the kernels could not be compiled: ${done.stderr.trim()}`);
}

if (process.argv[1]?.endsWith('kernels.mjs')) compileKernels();
