import { parseTrainingText } from '../../src/documents/parseSurface';
import { parseTraining } from '../../src/documents/parseTraining';
import { choiceOf, type TrainingDocument } from '../../src/documents/trainingDocument';
import { pytorchScript } from '../../src/exports/pytorch/pytorchScript';
import { loadDataset } from '../../src/nets/datasets';
import { modelOf } from '../../src/nets/models/defineNet';
import { nets } from '../../src/nets/models/architectures';
import type { Images, Net } from '../../src/nets/models/types';
import { uploadTensors } from '../../src/nets/models/weights';
import { batchOf } from '../../src/nets/training/batches';
import { train } from '../../src/nets/training/train';
import { readCheckpoint } from '../../src/worker/training/checkpointFile';
import { validateCheckpoint } from '../../src/worker/training/checkpoints';
import { dataAccess, fromPublic, memoryStore } from '../nets/datasets/folder';
import { openTrainer } from '../nets/device';
import { fileOf, importAll } from '../nets/import/archives';
import { compare } from '../nets/reference/compare';
import { loadReference } from '../nets/reference/data';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const SCRIPT = 'src/exports/pytorch/train.py';
const SHARDS = 'public/data/cifar10';
const template = readFileSync(SCRIPT, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'pytorch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The first Python that runs `code`, if there is one. */
const pythonWith = (code: string): string | undefined =>
  ['python3', '/usr/bin/python3'].find((python) => spawnSync(python, ['-c', code]).status === 0);
const python = pythonWith('pass');
const torch = pythonWith('import numpy, torch, torch.distributed');

const parsed = (document: object): TrainingDocument => {
  const found = parseTraining({ smoothscape: 1, kind: 'training', ...document });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.document;
};

/** The documents that are trained here: every mechanism with batch norm, in an uneven last batch; and the usual method. */
const small = { data: { source: 'cifar10', train: 39, test: 12 }, batch: 19, evaluate: { steps: 2, count: 12 } } as const;
const everything = parsed({
  ...{ ...small, net: { name: 'small-cnn-bn' }, method: 'trades', attack: { steps: 2 }, awp: { size: 0.01 }, epochs: 2 },
  optimiser: { name: 'entropy-sgd-2', lr: 0.5, L: 2, innerLr: 0.02, noise: 0.001 },
  schedule: { milestones: [] },
});
const usual = parsed({ ...small, net: { name: 'small-cnn' }, attack: { steps: 3 }, optimiser: { name: 'sgd', lr: 0.05 }, epochs: 1, seeds: [1, 2] });

describe('the script of a document', () => {
  test.each([everything, usual])('carries it, and is otherwise the file of the repository', (document) => {
    const script = pytorchScript(template, document);
    const text = /^DOCUMENT = r"""\n([^]*?)\n"""$/m.exec(script)?.[1] ?? '';
    expect(parseTrainingText(text)).toEqual({ ok: true, document });
    expect(script.replace(text, '')).toBe(template.replace(/(?<=^DOCUMENT = r"""\n)[^]*?(?=\n"""$)/m, ''));
  });

  test('the repository’s own holds a document that stands for every default', () => {
    const text = /^DOCUMENT = r"""\n([^]*?)\n"""$/m.exec(template)?.[1] ?? '';
    expect(parseTrainingText(text)).toEqual({ ok: true, document: parsed({}) });
  });

  test('there is none of images that the page draws', () => {
    expect(() => pytorchScript(template, parsed({ data: { source: 'shapes' } }))).toThrow(/^data\.source: shapes/);
  });

  test.skipIf(python === undefined)('is Python', () => {
    const path = join(folder, 'compiled.py');
    writeFileSync(path, pytorchScript(template, everything));
    expect(spawnSync(python ?? '', ['-m', 'py_compile', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});

/** Standard output of a Python program; rejects with what it said on stderr. */
function ran(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(torch ?? '', [...args], { env: { ...process.env, OMP_NUM_THREADS: '1', ...env } });
    const said = { out: '', err: '' };
    child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (said.err += bytes.toString()));
    child.on('close', (status) => (status === 0 ? resolve(said.out) : reject(new Error(`${status}: ${said.err}`))));
    child.stdin.end(input);
  });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Trains a document by the script made of it, by as many processes, under the variables that torchrun sets; the folder of the results. */
async function trained(document: TrainingDocument, name: string, count: number, ...more: readonly string[]): Promise<string> {
  const [script, out] = [join(folder, `${name}.py`), join(folder, name)];
  writeFileSync(script, pytorchScript(template, document));
  const group = { MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(await freePort()), WORLD_SIZE: String(count) };
  const args = [script, '--data', SHARDS, '--out', out, ...more];
  await Promise.all(Array.from({ length: count }, (_, rank) => ran(args, { ...group, RANK: String(rank), LOCAL_RANK: String(rank) })));
  return out;
}

/** The rows of metrics.csv as numbers, without the time. */
const metricsIn = (out: string): number[][] => {
  const [header, ...rows] = readFileSync(join(out, 'metrics.csv'), 'utf8').trim().split('\n');
  expect(header).toBe('seed,epoch,seconds,lr,train_loss,train_clean,train_robust,test_clean,test_robust');
  return rows.map((row) => row.split(',').flatMap((cell, i) => (i === 2 ? [] : [Number(cell)])));
};

const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  a.length === b.length ? a.reduce((most, v, i) => Math.max(most, Math.abs(v - (b[i] ?? NaN))), 0) : Infinity;

describe.skipIf(torch === undefined)(`in PyTorch${torch === undefined ? ' (skipped: no python3 here has torch)' : ''}`, { timeout: 240_000 }, () => {
  test('its steps are those of the reference traces', async () => {
    const results = JSON.parse(await ran(['tests/exports/pytorch/traces.py', SCRIPT, 'tests/data/nets'])) as Record<string, number[]>;
    const reference = await loadReference((file) => {
      const bytes = readFileSync(`tests/data/nets/${file}`);
      return Promise.resolve(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    });
    const entries = new Map(reference.json.entries.map((entry) => [entry.id, entry]));
    const verdicts = Object.entries(results).map(([id, values]) => {
      const entry = entries.get(id);
      if (!entry) throw new Error(`There is no entry ${id}`);
      return compare(reference, entry, values);
    });
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
    const elsewhere =
      /\.(slice|apgdB?|hessian|dlrA|trades_awp)\.|xgrad|dlr|v_sample|accuracy|unperturbed|_train\.|at_trainattack|final_eval|evalA\.(ce|grad)|bn\.pgd.*sample/;
    expect([...entries.keys()].filter((id) => !(id in results) && !elsewhere.test(id))).toEqual([]);
  });

  test('two processes give the metrics of one', async () => {
    for (const [name, document, flags] of [
      ['everything', everything, ['--double']],
      ['usual', usual, []],
    ] as const) {
      const [one = '', two = ''] = await Promise.all([1, 2].map((count) => trained(document, `${name}-${count}`, count, ...flags)));
      const [alone, together] = [metricsIn(one), metricsIn(two)];
      expect(alone).toHaveLength(document.epochs * document.seeds.length);
      expect(largestDifference(alone.flat(), together.flat())).toBeLessThan(1e-5);
    }
  });

  test('a run goes on from its last epoch as if it had not stopped', async () => {
    const short = await trained({ ...everything, epochs: 1 }, 'short', 1, '--double');
    const [long] = await Promise.all([
      trained(everything, 'long', 1, '--double', '--resume', short),
      expect(trained({ ...everything, batch: 20 }, 'other', 1, '--resume', short)).rejects.toThrow(
        /^2: .*state-1\.safetensors is of another document \(batch: 19, here 20\)/s,
      ),
    ]);
    const whole = metricsIn(join(folder, 'everything-1'));
    expect(largestDifference(metricsIn(long).flat(), whole.flat())).toBeLessThan(1e-4); // a state is kept in float32
  });

  test('documents, images, networks and weights are those of the page', async () => {
    const [own, pickles] = [join(folder, 'own'), join(folder, 'pickles')];
    mkdirSync(own);
    for (const name of ['train_32x32.mat', 'test_32x32.mat']) copyFileSync(`tests/data/own/${name.replace('.mat', '.packed.mat')}`, join(own, name));
    copyFileSync('tests/data/own/cifar-100-binary.tar.gz', join(own, 'cifar-100-binary.tar.gz'));
    const written = ['resnet-8', 'preact-resnet-18'].map((net) => [net, join(folder, `${net}.safetensors`)] as const);
    const kept = join(folder, 'everything-1', 'weights-1.safetensors');
    const store = memoryStore();
    await importAll(
      readdirSync(own).map((name) => fileOf(name, new Uint8Array(readFileSync(join(own, name))))),
      store,
    );
    const sets = await Promise.all(
      (['cifar10', 'cifar100', 'svhn'] as const).map(async (source) => {
        const counts = source === 'cifar10' ? { train: 700, test: 20 } : (await store.info(source))?.counts;
        return { source, ...counts, train: counts?.train ?? 0, test: counts?.test ?? 0 };
      }),
    );
    const outlines = Object.keys(nets).flatMap((net) => [[net, 10], [net, 100]] as const); // prettier-ignore
    const asked = {
      documents: Object.values(documents),
      images: [
        ...sets.map((set) => [set, set.source === 'cifar10' ? SHARDS : own]),
        [usual.data, join(folder, 'nowhere')],
        [usual.data, own],
        [sets[1], pickles],
        [sets[1], join(pickles, 'evil')],
      ],
      pickled: [join(own, 'cifar-100-binary.tar.gz'), pickles],
      outlines,
      written,
      logits: [[kept, SHARDS, 8], ...written.map(([, path]) => [path, SHARDS, 2])],
    };
    const answer = JSON.parse(await ran(['tests/exports/pytorch/probe.py', SCRIPT], {}, JSON.stringify(asked))) as Answer;
    for (const [i, text] of Object.values(documents).entries()) {
      const page = parseTrainingText(text);
      if (page.ok) expect(answer.documents[i]).toEqual(page.document);
      else expect(answer.documents[i]).toMatch(new RegExp(`^${page.problems[0]?.key.replace('.', '\\.')}: `));
    }
    for (const [i, set] of sets.entries()) {
      const page = await loadDataset(set, dataAccess(fromPublic, store), () => undefined);
      const described = ({ pixels, labels }: Images) => ({ sha256: createHash('sha256').update(pixels).digest('hex'), labels: [...labels] });
      const found = answer.images[i];
      if (typeof found !== 'object') throw new Error(found);
      expect(found).toMatchObject({ train: described(page.train), test: described(page.test) });
      expect(largestDifference([...page.mean, ...page.std], [...found.mean, ...found.std])).toBeLessThan(1e-12);
    }
    expect(answer.images[3]).toMatch(/^--data .*nowhere: there is no such folder$/);
    expect(answer.images[4]).toMatch(/^--data .* holds no images of cifar10: put cifar-10-binary\.tar\.gz or .* there$/);
    expect(answer.images[5]).toEqual(answer.images[1]);
    expect(answer.images[6]).toMatch(/evil: the files of cifar100 are damaged \(UnpicklingError: \w+\.print is no array\)$/);
    for (const [i, [name, classes]] of outlines.entries()) {
      const { weights, statistics } = outlineOf(name, classes);
      const rows = (list: typeof weights) => list.map(({ name: tensor, shape, init }) => [tensor, shape, init]);
      expect(answer.outlines[i], name).toEqual({ weights: rows(weights), statistics: rows(statistics) });
    }
    for (const ratio of answer.deviations.flat()) expect(Math.abs(ratio - 1)).toBeLessThan(0.15); // of 432 numbers and more
    const { test: images } = await loadDataset({ source: 'cifar10', train: 1, test: 8 }, dataAccess(), () => undefined);
    const device = await openTrainer();
    for (const [i, path] of [kept, ...written.map(([, file]) => file)].entries()) {
      const { checkpoint, whole } = readCheckpoint(new Uint8Array(readFileSync(path)));
      validateCheckpoint(checkpoint);
      expect(whole).toBe(false);
      if (path === kept) expect(choiceOf(checkpoint.training)).toEqual(choiceOf(everything));
      const model = modelOf(rowOf(checkpoint.training.net.name), input(10), {});
      const want = answer.logits[i] ?? [];
      const [got = []] = await device.read((tf) => {
        const { x } = batchOf(tf, images, want.keys());
        const w = uploadTensors(tf, model.outline.weights, checkpoint.state.lists['weights'] ?? []);
        return [model.forward(tf, w, uploadTensors(tf, model.outline.statistics, checkpoint.state.statistics), x, 'eval').logits];
      });
      const largest = Math.max(...want.flat().map(Math.abs));
      expect(largestDifference([...got], want.flat()) / largest, path).toBeLessThan(1e-5);
    }
  });

  test('the page goes on from its state', async () => {
    const { checkpoint, whole } = readCheckpoint(new Uint8Array(readFileSync(join(folder, 'everything-1', 'state-1.safetensors'))));
    validateCheckpoint(checkpoint);
    expect(whole).toBe(true);
    const dataset = await loadDataset(everything.data, dataAccess(), () => undefined);
    const device = await openTrainer();
    const model = modelOf(rowOf(everything.net.name), input(10), {});
    const states = [];
    for await (const event of train(device, model, dataset, { ...everything, epochs: 3 }, 1, checkpoint.state))
      if (event.kind === 'epoch') states.push(event.state);
    expect(states).toMatchObject([{ epoch: 3, count: 9 }]); // gradient calls: three an epoch
    expect(states[0]?.metrics.map(({ trainLoss }) => Number.isFinite(trainLoss))).toEqual([true, true, true]);
  });
});

/** Documents as files hold them: defaults, comments, and one wrong key each. */
const documents = {
  defaults: '{ "smoothscape": 1, "kind": "training" }',
  comments: '{ // mine\n "smoothscape": 1, "kind": "training", /* "//" */ "epochs": 3, "seeds": [4, 2,], }',
  trades:
    '{ "smoothscape": 1, "kind": "training", "method": "trades", "attack": { "norm": 2, "epsilon": 0.5, "steps": 3 }, "data": { "source": "svhn" } }',
  entropy:
    '{ "smoothscape": 1, "kind": "training", "optimiser": { "name": "entropy-sgd", "until": 7, "warmup": 2, "form": "code" }, "awp": {}, "evaluate": { "epsilon": 0.02, "steps": 1 }, "data": { "test": 100 } }',
  momentum:
    '{ "smoothscape": 1, "kind": "training", "optimiser": { "name": "sgd", "nesterov": true, "lr": 1 }, "schedule": { "milestones": [0.2], "factor": 0.5 } }',
  unknown: '{ "smoothscape": 1, "kind": "training", "optimiser": { "rate": 1 } }',
  radius: '{ "smoothscape": 1, "kind": "training", "attack": { "epsilon": 8 } }',
  count: '{ "smoothscape": 1, "kind": "training", "data": { "train": 2501 } }',
  word: '{ "smoothscape": 1, "kind": "training", "method": "pgd" }',
  seeds: '{ "smoothscape": 1, "kind": "training", "seeds": [] }',
  milestones: '{ "smoothscape": 1, "kind": "training", "schedule": { "milestones": [0.5, 0.2] } }',
  type: '{ "smoothscape": 1, "kind": "training", "batch": "128" }',
} as const;

interface Answer {
  readonly documents: readonly unknown[];
  readonly images: readonly ({ readonly mean: readonly number[]; readonly std: readonly number[] } | string)[];
  readonly outlines: readonly unknown[];
  readonly deviations: readonly (readonly number[])[];
  readonly logits: readonly (readonly (readonly number[])[])[];
}

const input = (classes: number) => ({ height: 32, width: 32, classes, mean: [0.4914, 0.4822, 0.4465], std: [0.2471, 0.2435, 0.2616] }) as const;
const rowOf = (name: string): Net => {
  const row = Object.entries<Net>(nets).find(([key]) => key === name)?.[1];
  if (!row) throw new Error(`There is no network ${name}`);
  return row;
};
const outlineOf = (name: string, classes: number) => rowOf(name).outline(input(classes), {});
