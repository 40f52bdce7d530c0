import { parseMessage } from '../src/documents/embedMessages';
import { parseAnyText, parseLandscapeText } from '../src/documents/parseSurface';
import { readPoints } from '../src/documents/points/tablePoints';
import { csvOf } from '../src/exports/surface/csv';
import { npzOf } from '../src/exports/surface/npz';
import { type Opened, openFile } from '../src/exports/openFile';
import { svgOf } from '../src/exports/base/pictures';
import { seeded } from '../src/math/core/random';
import { importFiles } from '../src/nets/import/importImages';
import { readTensors } from '../src/nets/import/weightsFile';
import { writeSafetensors } from '../src/nets/models/safetensors';
import { surfaceDefaults } from '../src/documents/surfaceSpecs';
import { fromHash, toHash, toTrainHash } from '../src/state/addressHash';
import { parseEmbed } from '../src/state/embedAddress';
import { firstPlan } from '../src/state/trainingPlan';
import { documents } from './documents/sampleDocuments';
import { squareLoss } from './figures/scenes';
import { batchOf, gzip, sample, svhnOf, tarOf } from './nets/import/archives';
import fc from 'fast-check';
import { deflateSync, gzipSync, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';

/** Mutations tried at each door: a sample in the ordinary suite, a million over all of them in the long one. */
const isLong = process.env['SMOOTHSCAPE_LONG'] === '1';
const MUTATIONS = isLong ? 200_000 : 500;
if (isLong) vi.setConfig({ testTimeout: 3 * 3600_000 });
/** Milliseconds of the processor after which a door hangs: many times what the slowest takes, however busy the machine. */
const PATIENCE_MS = 3000;
const processorMs = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1000;

/** The ordinary suite tries the same mutations at every run, the long one new ones. */
const seed = isLong ? Date.now() % 2 ** 31 : 20210301;
const rng = seeded(seed);
const below = (count: number): number => Math.floor(count * rng());
const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;

/** Values that a sender would try: limits of numbers, wrong types, names of prototypes, code, very long and very deep things. */
const hostile = [
  ...['null', '-1', '1e308', '-1e309', '1e-320', '9007199254740993', 'true', '[]', '{}', '""', 'NaN', 'Infinity', '"__proto__"', '"constructor"'],
  ...['"<script>alert(1)</script>"', '"javascript:alert(1)"', '"\\u0000\\ud800"', `"${'z+'.repeat(400)}z"`, '"z^z^z^z"', '"sin(1/z)"', '"((((((((z"'],
  ...[`[${'1,'.repeat(300)}1]`, '[['.repeat(200), '{"a":'.repeat(200), '{"__proto__":{"x":1}}', '{"constructor":1}'],
];

/** A text with a value, a sign or a part of it replaced, doubled, moved or left out. */
function mutatedText(text: string): string {
  const [a, b] = [below(text.length + 1), below(text.length + 1)].sort((x, y) => x - y) as [number, number];
  const near = Math.min(b, a + 1 + below(20));
  switch (below(7)) {
    case 0:
      return text.slice(0, a);
    case 1:
      return text.slice(0, a) + text.slice(near);
    case 2:
      return text.slice(0, a) + pick(hostile) + text.slice(near);
    case 3:
      return text.slice(0, b) + text.slice(a);
    case 4:
      return text.slice(0, a) + String.fromCharCode(below(rng() < 0.8 ? 128 : 65536)) + text.slice(a + 1);
    default: {
      const values = [...text.matchAll(/-?\d+(?:\.\d+)?|"[^"]*"(?=\s*[,}\]])|true|false|null/g)];
      const value = values.length > 0 ? pick(values) : undefined;
      return value ? text.slice(0, value.index) + pick(hostile) + text.slice(value.index + value[0].length) : pick(hostile);
    }
  }
}

/** Bytes with some flipped, cut, doubled or replaced, or a field of four bytes set to a limit. */
function mutatedBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  const at = below(copy.length);
  switch (below(6)) {
    case 0:
      return copy.slice(0, at);
    case 1:
      return Uint8Array.from([...copy.subarray(0, at), ...copy.subarray(Math.max(0, at - below(64)))]);
    case 2:
      for (const [k, byte] of pick([[0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 64]]).entries()) copy[at + k] = byte; // prettier-ignore
      return copy;
    case 3:
      copy.fill(below(256), at, at + below(32));
      return copy;
    default:
      for (let k = 0; k <= below(4); k += 1) copy[below(rng() < 0.5 ? Math.min(512, copy.length) : copy.length)] = below(256);
      return copy;
  }
}

/** Calls a door with mutated inputs: none may throw past it, none may hang. Several mutations lie over each other now and then. */
async function assault<T>(samples: readonly T[], mutate: (input: T) => T, door: (input: T) => unknown, runs = MUTATIONS): Promise<void> {
  for (let k = 0; k < runs; k += 1) {
    let input = mutate(pick(samples));
    while (rng() < 0.3) input = mutate(input);
    const begin = processorMs();
    try {
      await door(input);
    } catch (error) {
      throw new Error(`seed ${seed}, mutation ${k}: ${String(error)}\n${typeof input === 'string' ? input.slice(0, 2000) : Buffer.from(input as Uint8Array).toString('base64').slice(0, 2000)}`, { cause: error }); // prettier-ignore
    }
    const ms = processorMs() - begin;
    if (ms > PATIENCE_MS) throw new Error(`mutation ${k} took ${ms} ms: ${typeof input === 'string' ? input.slice(0, 2000) : '(bytes)'}`);
  }
}

const surfaces = fc.sample(documents, { numRuns: 40, seed: 20210301 });
const plain = { ...surfaceDefaults, attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' } } as const;
const texts = [
  ...surfaces.map((document) => JSON.stringify(document)),
  JSON.stringify({ ...plain, model: { formula: 'z^3/(1+z^2)' } }),
  '{ "kind": "training", "method": "trades", "optimiser": { "name": "entropy-sgd" }, "evaluate": { "every": 2 }, "seeds": [1, 2] }',
  '[{ "kind": "training" }, { "kind": "training", "net": { "name": "resnet-8" } }]',
];
const landscape =
  '{ "kind": "landscape", "weights": "w.safetensors", "grid": { "a": [-1, 1], "n": 5 }, "directions": { "kind": "random", "seed": 2 } }';

const isSentence = (text: string): boolean => text.length > 0 && text.length < 2000 && !text.includes('\n');

describe('documents', () => {
  test('mutated texts of documents are read, or refused key by key in one line each', async () => {
    await assault(texts, mutatedText, (text) => {
      const parsed = parseAnyText(text);
      if (!parsed.ok) for (const { key, message } of parsed.problems) expect(isSentence(`${key}: ${message}`), message).toBe(true);
    });
  });
  test('mutated landscape documents too', () => assault([landscape], mutatedText, parseLandscapeText, MUTATIONS / 4));
});

describe('links', () => {
  const packed = (text: string): string => Buffer.from(deflateSync(new TextEncoder().encode(text))).toString('base64url');
  const hashes = [...surfaces.map((document) => toHash('lab', document)), toTrainHash({ ...firstPlan(), chosen: 1 }) ?? '#train', '#gallery', ''];
  test('mutated addresses open something and say what is wrong in a sentence', async () => {
    await assault(hashes, mutatedText, (hash) => expect(isSentence(fromHash(hash).problem ?? 'right')).toBe(true));
  });
  test('right addresses of mutated documents too', async () => {
    await assault(texts, mutatedText, (text) =>
      expect(isSentence(fromHash(`#${pick(['lab', 'train', 'theory'])}/${packed(text)}`).problem ?? 'right')).toBe(true),
    );
  });
  test('mutated queries of embeds too', () =>
    assault(['?embed=epsilon,norm&figure=cut&origin=https://a.example'], mutatedText, parseEmbed, MUTATIONS / 4));
  test('a link that unpacks to more than a document is refused before it is unpacked', () => {
    expect(fromHash(`#lab/${packed(' '.repeat(3e7))}`).problem).toContain('damaged');
  });
});

describe('messages', () => {
  const messages = [
    ...surfaces.slice(0, 5).map((document) => JSON.stringify({ smoothscape: 1, type: 'setDocument', id: 1, document })),
    '{ "smoothscape": 1, "type": "observe", "values": ["theta", "attack.epsilon"] }',
    '{ "smoothscape": 1, "type": "screenshot", "format": "svg", "width": 300 }',
  ];
  test('mutated messages are understood, refused in a sentence, or not ours', async () => {
    await assault(messages, mutatedText, (text) => {
      let data: unknown = text;
      try {
        data = JSON.parse(text);
      } catch {
        // a message may be any text
      }
      const parsed = parseMessage(data);
      if (parsed && !parsed.ok) expect(isSentence(parsed.problem), parsed.problem).toBe(true);
    });
  });
});

/** Opens a file as the page does, to the end: what it offers is read too. A sentence is an answer. */
async function openWholly(bytes: Uint8Array<ArrayBuffer>): Promise<Opened | string> {
  const file = new File([bytes], 'train_32x32.mat');
  const store = { info: async () => undefined, write: async () => undefined } as unknown as Parameters<typeof importFiles>[1];
  try {
    const opened = await openFile(file);
    if (!opened.ok) return opened;
    if ('images' in opened) return (await importFiles([file], store, () => undefined)).problems.join(' ');
    if ('table' in opened) readPoints(opened.table);
    if ('weights' in opened) readTensors(opened.weights);
    if ('run' in opened) readTensors(opened.run);
    return opened;
  } catch (error) {
    if (error instanceof Error && error.constructor === Error) return error.message;
    throw error;
  }
}

describe('files', () => {
  const result = squareLoss(5);
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
  const images = sample([3, 1], 1);
  const tar = tarOf({ 'data_batch_1.bin': batchOf(images) });
  const files: readonly Uint8Array[] = [
    csvOf(plain, result, '1'),
    npzOf(plain, result),
    svgOf({ title: 'Loss', draw: () => [], document: plain, provenance: [] }, { width: 60, height: 40, scale: 1, dark: false }),
    readFileSync('tests/data/exports/text.png'),
    readFileSync('tests/data/weights/numpyCompressed.npz'),
    writeSafetensors([{ name: 'w', shape: [2], values: Float32Array.of(1, 2) }], { smoothscape: '{}' }),
    zipSync({ 'a.json': bytesOf(JSON.stringify(plain)), 'b.json': bytesOf(JSON.stringify(plain)) }),
    gzipSync(bytesOf(JSON.stringify(plain))),
    bytesOf('x1,x2,label\n1,2,cat\n3,4,dog\n'),
    bytesOf('[[1, 2, 1], [3, 4, -1]]'),
    bytesOf('<!DOCTYPE svg [<!ENTITY a "&#123;">]><svg data-smoothscape="&a;}"><text>&a;</text></svg>'),
    tar,
    gzip(tar),
    svhnOf(images),
  ];
  test('mutated files are read or refused in a sentence', async () => {
    await assault(files.map((bytes) => Uint8Array.from(bytes)), mutatedBytes, (bytes) => openWholly(bytes), MUTATIONS / 2); // prettier-ignore
  });

  const zeros = new Uint8Array(20e6);
  const inner = zipSync({ 'a.json': zeros }, { level: 9 });
  /** The same compressed bytes under many names, all of which a directory of an archive may name. */
  const shared = (count: number): Uint8Array => {
    const [local, end] = [inner.subarray(0, inner.lastIndexOf(0x50) - 0), new DataView(inner.buffer)];
    const directory = end.getUint32(inner.length - 6, true);
    const entry = inner.subarray(directory, inner.length - 22);
    const entries = Array.from({ length: count }, (_, k) => {
      const own = Uint8Array.from(entry);
      own.set(bytesOf(`${String.fromCharCode(97 + (k % 26))}.jso${String.fromCharCode(97 + Math.floor(k / 26))}`), 46);
      return own;
    });
    const tail = Uint8Array.from(inner.subarray(inner.length - 22));
    const view = new DataView(tail.buffer);
    view.setUint16(8, count, true);
    view.setUint16(10, count, true);
    view.setUint32(12, count * entry.length, true);
    return Uint8Array.from([...local.subarray(0, directory), ...entries.flatMap((own) => [...own]), ...tail]);
  };
  const npy = (shape: string): Uint8Array => {
    const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n';
    return Uint8Array.from([0x93, ...bytesOf('NUMPY'), 1, 0, header.length, 0, ...bytesOf(header)]);
  };
  const bombs: Readonly<Record<string, () => Uint8Array>> = {
    'an archive of 180 names for the same 20 MB': () => shared(180),
    'an archive in an archive': () => zipSync({ 'a.zip': zipSync({ 'b.zip': inner }) }),
    'gzip of gzip': () => gzipSync(gzipSync(gzipSync(zeros))),
    'gzip of zeros': () => gzipSync(zeros),
    'an array of 10⁹ rows of no numbers': () => npy('1000000000, 0'),
    'an array of no rows of 10⁹ numbers': () => npy('0, 1000000000'),
    'arrays of 10⁹ rows of no numbers in an archive': () => zipSync({ 'a.npy': npy('1000000000, 0'), 'b.npy': npy('1000000000, 0') }),
    'an entity named very often': () => bytesOf(`<!DOCTYPE svg [<!ENTITY a "${'x'.repeat(1e5)}">]><svg>${'&a;'.repeat(1e5)}</svg>`),
    'entities of entities': () => bytesOf(`<!DOCTYPE svg [<!ENTITY a "x">${Array.from({ length: 30 }, (_, k) => `<!ENTITY a${k + 1} "${`&a${k || ''};`.repeat(10)}">`).join('')}]><svg>&a30;</svg>`), // prettier-ignore
    'a string that is never closed': () => bytesOf(`{ "a": NaN, "${'\\"'.repeat(1e6)}`),
    'quotes without end in a table': () => bytesOf(`# document: {"${'\\"'.repeat(2e5)},a,\n`),
    'a wide gap in a table': () => bytesOf(`# document: {${' '.repeat(3e5)}\n`),
    'brackets without end': () => bytesOf('['.repeat(3e5)),
    'a table of 10⁵ epochs of one seed': () => bytesOf(`seed,epoch,seconds,lr,train_loss,train_clean,train_robust,test_clean,test_robust\n${'1,1,1,1,1,1,1,1,1\n'.repeat(1e5)}`), // prettier-ignore
  };
  test.each(Object.entries(bombs))('%s is refused or read in little time and memory', async (_, build) => {
    const bytes = Uint8Array.from(build());
    const before = process.memoryUsage().rss;
    const begin = processorMs();
    await openWholly(bytes);
    expect(processorMs() - begin).toBeLessThan(PATIENCE_MS);
    expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
  });
});
