import { expect, test } from 'vitest';
import { parseLandscapeText } from '../../src/documents/parseSurface';
import { parseLandscape } from '../../src/documents/parseLandscape';

const base = { smoothscape: 1, kind: 'landscape' };
const read = (more: object) => {
  const parsed = parseLandscape({ ...base, ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
};

test('a document that says nothing has the defaults of the format', () => {
  expect(read({})).toEqual({
    smoothscape: 1,
    kind: 'landscape',
    weights: 'weights-1.safetensors',
    net: { name: 'small-cnn' },
    data: { source: 'cifar10', split: 'test', from: 0, count: 256 },
    directions: { kind: 'filter-normalised', seed: 1, vectors: 'fixed' },
    grid: { a: [-1, 1], b: [-1, 1], n: 25 },
    loss: 'adversarial',
    attack: { norm: 'inf', epsilon: 0.031372549, steps: 10, stepSize: 0.0078431373, start: 'random' },
    batchNorm: 'trained',
    smoothing: { kind: 'none' },
    seed: 1,
  });
});

test('what is said is kept, and a grid without b has one dimension', () => {
  const said = {
    weights: 'own/w.safetensors',
    data: { source: 'shapes', split: 'train', from: 3, count: 7 },
    directions: { kind: 'between', seed: 2, vectors: 'moved', files: ['other.safetensors'] },
    grid: { a: [0, 1.5], n: 11 },
    loss: 'frozen',
    attack: { norm: 2, epsilon: 0.5, steps: 4, stepSize: 0.2, start: 'zero' },
    batchNorm: 'recalibrated',
    smoothing: { kind: 'entropy-sgd', gamma: 3 },
    seed: 9,
  };
  expect(read({ ...said, net: { name: 'small-cnn-bn' } })).toMatchObject(said);
  expect(parseLandscapeText(`{ // a comment\n"smoothscape": 1, "kind": "landscape",\n"grid": { "a": [-1, 1], },\n}`)).toMatchObject({
    ok: true,
    document: { grid: { a: [-1, 1], n: 25 } },
  });
});

test.each<readonly [more: object, ...sentences: string[]]>([
  [{ smoothscape: 2 }, 'smoothscape: 2 is newer than this program, which reads version 1'],
  [{ kind: 'surface' }, 'kind: "surface" is not "landscape"'],
  [{ kind: undefined }, 'kind: is missing; it is "landscape"'],
  [
    { smoothness: 1 },
    'smoothness: 1 cannot be set: this is not a key of a document; the keys are smoothscape, kind, weights, net, data, directions, grid, loss, attack, batchNorm, smoothing, seed',
  ],
  [{ weights: 3 }, 'weights: 3 is not the name of a file'],
  [{ weights: '' }, 'weights: "" is not the name of a file'],
  [{ net: { name: 'vgg' } }, 'net.name: "vgg" is not one of "small-cnn", "small-cnn-bn", "resnet-8", "preact-resnet-18", "wrn-34-10"'],
  [{ data: { source: 'mnist' } }, 'data.source: "mnist" is not one of "cifar10", "cifar10-full", "cifar100", "svhn", "shapes"'],
  [{ data: { split: 'validation' } }, 'data.split: "validation" is not one of "train", "test"'],
  [{ data: { from: -1 } }, 'data.from: -1 is not ≥ 0'],
  [{ data: { from: 10_000, source: 'cifar10-full' } }, 'data.from: 10000 is no image of the 10000 test images of "cifar10-full", counted from 0'],
  [
    { data: { source: 'cifar10-full', from: 9_990, count: 11 } },
    'data.count: 11 images from 9990 on are more than the 10000 test images of "cifar10-full"',
  ],
  [{ data: { count: 0 } }, 'data.count: 0 is not ≥ 1'],
  [
    { directions: { kind: 'pca' } },
    'directions.kind: "pca" is not one of "random", "filter-normalised", "layer-normalised", "hessian", "path", "between"',
  ],
  [{ directions: { seed: 1.5 } }, 'directions.seed: 1.5 is not a whole number'],
  [{ directions: { vectors: 'free' } }, 'directions.vectors: "free" is not one of "fixed", "moved"'],
  [{ directions: { files: ['one'] } }, 'directions.files: 1 name where "filter-normalised" in two dimensions needs 2'],
  [{ directions: { kind: 'path', files: ['a', 'b'] } }, 'directions.files: 2 names where "path" in two dimensions needs at least 3'],
  [{ directions: { files: ['d', 1] } }, 'directions.files[1]: 1 is not the name of a file'],
  [{ directions: { kind: 'hessian', files: ['d', 'e'] } }, 'directions.files: belong to other kinds: "hessian" is computed from the weights'],
  [{ grid: { a: [1, -1] } }, 'grid.a: [1,-1] is not a range from a smaller to a larger number'],
  [{ grid: { a: [-1, 1], b: [0] } }, 'grid.b: a list of 1 is not a list of 2 numbers'],
  [{ grid: { a: [-1, '1'] } }, 'grid.a[1]: "1" is not a finite number'],
  [{ grid: { n: 1 } }, 'grid.n: 1 is not ≥ 2'],
  [{ loss: 'robust' }, 'loss: "robust" is not one of "clean", "adversarial", "frozen"'],
  [{ attack: { norm: 1 } }, 'attack.norm: 1 is not one of "inf", 2'],
  [
    { attack: { epsilon: 8 } },
    'attack.epsilon: 8 is a ball that holds every image: pixels lie in [0, 1], so L∞ distances stay below 1; 8/255 is 0.0313725',
  ],
  [{ attack: { epsilon: -1 } }, 'attack.epsilon: -1 is not ≥ 0'],
  [{ attack: { steps: 0.5 } }, 'attack.steps: 0.5 is not ≥ 1'],
  [{ attack: { stepSize: 0 } }, 'attack.stepSize: 0 is not > 0'],
  [{ attack: { start: 'corner' } }, 'attack.start: "corner" is not one of "random", "zero"'],
  [{ batchNorm: 'none' }, 'batchNorm: "none" is not one of "trained", "recalibrated"'],
  [{ smoothing: { kind: 'gaussian-mean' } }, 'smoothing.kind: "gaussian-mean" is not one of "none", "entropy-sgd"'],
  [{ smoothing: { kind: 'entropy-sgd', gamma: 0 } }, 'smoothing.gamma: 0 is not > 0'],
  [{ smoothing: { gamma: 1 } }, 'smoothing.gamma: 1 belongs to the kind "entropy-sgd", and the kind is "none"'],
  [{ seed: -1, loss: null }, 'loss: null is not one of "clean", "adversarial", "frozen"', 'seed: -1 is not ≥ 0'],
])('%j is refused in one sentence a key', (more, ...sentences) => {
  const parsed = parseLandscape(Object.assign({}, base, more));
  expect(parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`)).toEqual(sentences);
});

test('no document, and none that is JSON, is refused in one sentence', () => {
  expect(parseLandscape(3)).toMatchObject({ ok: false, problems: [{ key: 'document', message: '3 is not an object' }, { key: 'kind' }] });
  expect(parseLandscapeText('{')).toMatchObject({ ok: false, problems: [{ key: 'document' }] });
  expect(parseLandscapeText('{"kind": "landscape", "grid": {"a": [NaN, 1]}}')).toEqual({
    ok: false,
    problems: [{ key: 'grid.a[0]', message: '"NaN" is not a finite number' }],
  });
});
