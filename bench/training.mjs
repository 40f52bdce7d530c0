import { spawnSync } from 'node:child_process';
import { median } from './measure.mjs';

/** Batches of 64 in one timed epoch of shipped CIFAR-10 images. */
const CALLS = 8;
const EPOCHS = 6;

/** Median milliseconds of one gradient call of `net` with batches of 64, on the backend that its trial chooses; the first epoch warms up. */
export async function timeTraining(page, net, method) {
  const training = {
    data: { source: 'cifar10', train: 64 * CALLS, test: 10 },
    net: { name: net },
    method,
    attack: { norm: 'inf', epsilon: 8 / 255, steps: 10, stepSize: 2 / 255 },
    awp: null,
    optimiser: { name: 'sgd', lr: 0.01, momentum: 0.9, weightDecay: 0.0005 },
    schedule: { milestones: [], factor: 0.1 },
    epochs: EPOCHS,
    batch: 64,
    seeds: [1],
    evaluate: { every: 1, steps: 0, count: 1, autoattack: false },
  };
  const run = `bench ${net} ${method}`;
  const { metrics, backend } = await page.evaluate((request) => globalThis.smoothscape.run('train', request), {
    run,
    training,
    seed: 1,
    backend: 'auto',
    resume: false,
  });
  await page.evaluate((name) => globalThis.smoothscape.run('forgetRun', { run: name }), run);
  const seconds = metrics.map((row) => row.seconds);
  return { ms: median(seconds.slice(1).map((second, i) => ((second - seconds[i]) * 1000) / CALLS)), backend };
}

/** The same steps in PyTorch, where Python has it: { threads, version, plain, at } in milliseconds. */
export function torchSteps(root) {
  const done = spawnSync('python3', ['bench/torch_steps.py'], { cwd: root, encoding: 'utf8', timeout: 300_000 });
  return done.status === 0 ? JSON.parse(done.stdout) : undefined;
}
