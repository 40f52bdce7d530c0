import { arch, cpus, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openDevice } from '../../src/tensors/device';
import { openDawn } from './dawn';
import { checkGradient, timeSteps } from './nets';
import { row, rows } from './report';
import { checkSurface, documents } from './surfaces';

// `node main.mjs GROUP DAWN_MODULE`: a process a group, so that a lost device ends that group alone. Prints a line of JSON for each row.
const [group = '', dawn = ''] = process.argv.slice(2);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const small = process.env['GPU_CHECK_SIZE'] === 'small';

const adapter = await openDawn(dawn).catch((error: unknown) => {
  process.stderr.write(`gpu-check: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(4);
});
Object.assign(globalThis, { __dirname: here('.') }); // tfjs's WASM loader reads it, and a module has none
const files = { plain: here('./tfjs-backend-wasm.wasm'), simd: here('./tfjs-backend-wasm-simd.wasm') };
const openGpu = () => openDevice('webgpu', files, { gradients: true });

const groups: Record<string, () => Promise<void>> = {
  adapter: () =>
    row('adapter', 0, () => Promise.resolve({ ...adapter, node: process.version, cpu: cpus()[0]?.model, system: `${platform()} ${arch()}` })),
  async surfaces() {
    const gpu = await openGpu();
    for (const [name, choice] of Object.entries(documents)) if (!small || choice.grid.n <= 101) await row(name, 2, () => checkSurface(gpu, choice));
  },
  async gradients() {
    const [gpu, wasm] = [await openGpu(), await openDevice('wasm', files, { gradients: true })];
    const batch = small ? 2 : 64;
    for (const net of ['small-cnn', 'small-cnn-bn', 'resnet-8'] as const)
      for (const method of ['standard', 'at'] as const)
        await row(`gradient, ${net}, ${method}`, 3, () => checkGradient(gpu, wasm, net, method, batch));
    await row('gradient, preact-resnet-18, standard', 8, () => checkGradient(gpu, wasm, 'preact-resnet-18', 'standard', small ? 1 : 4));
  },
  async steps() {
    const gpu = await openGpu();
    for (const batch of small ? [2] : [64, 512])
      for (const net of ['small-cnn', 'small-cnn-bn', 'resnet-8'] as const)
        for (const method of ['standard', 'at'] as const)
          await row(`step, ${net}, ${method}, batch ${batch}`, 3, () => timeSteps(gpu, net, method, batch, 12, 3000));
  },
  async large() {
    const gpu = await openGpu();
    for (const batch of small ? [1] : [64, 512])
      for (const method of small ? (['standard'] as const) : (['standard', 'at'] as const))
        await row(`step, preact-resnet-18, ${method}, batch ${batch}`, 8, () => timeSteps(gpu, 'preact-resnet-18', method, batch, 4, 9000));
  },
};
const run = groups[group];
if (!run) throw new Error(`${group} is not one of ${Object.keys(groups).join(', ')}`);
await run();
process.exit(Object.values(rows).some((result) => 'error' in result) ? 1 : 0); // Dawn keeps the process alive
