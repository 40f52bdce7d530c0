import { parseAnyText, parseDocument, parseTrainingText } from '../../src/documents/parseSurface';
import { parseTraining } from '../../src/documents/parseTraining';
import type { TrainingDocument } from '../../src/documents/trainingDocument';
import { describe, expect, test } from 'vitest';

const bare = { smoothscape: 1, kind: 'training' };
/** The contract's document as it is printed there, but for its `awp`, which is nothing unless it is asked for. */
const contract: TrainingDocument = {
  smoothscape: 1,
  kind: 'training',
  data: { source: 'cifar10', train: 2000, test: 500 },
  net: { name: 'small-cnn' },
  method: 'at',
  attack: { norm: 'inf', epsilon: 0.031372549, steps: 10, stepSize: 0.0078431373 },
  awp: null,
  optimiser: { name: 'sgd', lr: 0.1, momentum: 0.9, nesterov: false, weightDecay: 0.0005 },
  schedule: { milestones: [0.5, 0.75], factor: 0.1 },
  epochs: 10,
  batch: 128,
  seeds: [1],
  evaluate: { every: 1, norm: 'inf', epsilon: 0.031372549, steps: 20, stepSize: 0.0078431373, count: 500, autoattack: false },
};

const read = (more: object): TrainingDocument => {
  const parsed = parseTraining({ ...bare, ...more });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return parsed.document;
};
const wrong = (more: object): string[] => {
  const parsed = parseTraining({ ...bare, ...more });
  return parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`);
};

describe('defaults', () => {
  test('an empty training document has the defaults of the contract', () => expect(read({})).toEqual(contract));
  test('a complete document is returned unchanged', () => expect(read(contract)).toEqual(contract));
  test('AWP, TRADES and EntropySGD have defaults of their own', () => {
    expect(read({ awp: {} }).awp).toEqual({ size: 0.01, warmup: 0 });
    expect(read({ method: 'trades' }).attack.beta).toBe(6);
    expect(read({ optimiser: { name: 'entropy-sgd' } }).optimiser).toEqual({
      name: 'entropy-sgd',
      lr: 0.1,
      momentum: 0.9,
      nesterov: true,
      weightDecay: 0.0005,
      gamma: 0.03,
      scoping: 0,
      innerLr: 0.1,
      noise: 0.0001,
      alpha: 0.75,
      L: 20,
    });
    expect(read({ optimiser: { name: 'entropy-sgd', warmup: 10 } }).optimiser.warmup).toBe(10);
    expect(read({ optimiser: { name: 'entropy-sgd-2', until: 150 } }).optimiser.until).toBe(150);
  });
  test('the evaluation count is at most the number of test images', () =>
    expect(read({ data: { source: 'shapes', test: 64 } }).evaluate.count).toBe(64));
  test('counts go up to what the source holds', () => expect(read({ data: { source: 'svhn', train: 73_257 } }).data.train).toBe(73_257));
});

/** Every key with a wrong value, and the sentence for it. */
const refused: readonly (readonly [more: object, sentence: string])[] = [
  [{ smoothscape: 2 }, 'smoothscape: 2 is newer than this program, which reads version 1'],
  [{ kind: 'surface' }, 'kind: "surface" is not "training"'],
  [
    { colour: 'red' },
    `colour: "red" cannot be set: this is not a key of a document; the keys are smoothscape, kind, ${Object.keys(contract).slice(2).join(', ')}`,
  ],
  [{ data: 'cifar10' }, 'data: "cifar10" is not an object'],
  [{ data: { source: 'mnist' } }, 'data.source: "mnist" is not one of "cifar10", "cifar10-full", '],
  [{ data: { train: 2501 } }, 'data.train: 2501 is more than the 2500 images of "cifar10"'],
  [{ data: { test: 0 } }, 'data.test: 0 is not ≥ 1'],
  [{ data: { valid: 5 } }, 'data.valid: 5 cannot be set: this is not a key of data; the keys are source, train, test'],
  [{ net: { name: 'vgg' } }, 'net.name: "vgg" is not one of '],
  [{ net: { name: 'small-cnn', depth: 3 } }, 'net.depth: 3 cannot be set: this is not a key of net; the keys are name'],
  [{ method: 'mart' }, 'method: "mart" is not one of "standard", "at", "trades"'],
  [{ attack: { norm: 1 } }, 'attack.norm: 1 is not one of "inf", 2'],
  [{ attack: { epsilon: -1 } }, 'attack.epsilon: -1 is not ≥ 0'],
  [{ attack: { steps: 1.5 } }, 'attack.steps: 1.5 is not a whole number'],
  [{ attack: { stepSize: '2/255' } }, 'attack.stepSize: "2/255" is not a finite number'],
  [{ attack: { beta: 6 } }, 'attack.beta: belongs to the method "trades", and the method is "at"'],
  [{ method: 'trades', attack: { beta: -1 } }, 'attack.beta: -1 is not ≥ 0'],
  [{ awp: { size: 2 } }, 'awp.size: 2 is not ≤ 1'],
  [{ awp: { warmup: -1 } }, 'awp.warmup: -1 is not ≥ 0'],
  [{ awp: false }, 'awp: false is not an object'],
  [{ optimiser: { name: 'adam' } }, 'optimiser.name: "adam" is not one of "sgd", "entropy-sgd", "entropy-sgd-2"'],
  [{ optimiser: { lr: 0 } }, 'optimiser.lr: 0 is not > 0'],
  [{ optimiser: { momentum: 2 } }, 'optimiser.momentum: 2 is not ≤ 1'],
  [{ optimiser: { nesterov: 1 } }, 'optimiser.nesterov: 1 is not one of true, false'],
  [{ optimiser: { weightDecay: null } }, 'optimiser.weightDecay: null is not a finite number'],
  [
    { optimiser: { name: 'sgd', L: 20 } },
    'optimiser.L: 20 cannot be set: this is not a key of optimiser; the keys are name, lr, momentum, weightDecay, nesterov',
  ],
  [{ optimiser: { name: 'entropy-sgd', gamma: 0 } }, 'optimiser.gamma: 0 is not > 0'],
  [{ optimiser: { name: 'entropy-sgd', scoping: -1 } }, 'optimiser.scoping: -1 is not ≥ 0'],
  [{ optimiser: { name: 'entropy-sgd', innerLr: 0 } }, 'optimiser.innerLr: 0 is not > 0'],
  [{ optimiser: { name: 'entropy-sgd', noise: -1 } }, 'optimiser.noise: -1 is not ≥ 0'],
  [{ optimiser: { name: 'entropy-sgd', alpha: 1.5 } }, 'optimiser.alpha: 1.5 is not ≤ 1'],
  [{ optimiser: { name: 'entropy-sgd', L: 0 } }, 'optimiser.L: 0 is not ≥ 1'],
  [{ optimiser: { name: 'entropy-sgd', warmup: -1 } }, 'optimiser.warmup: -1 is not ≥ 0'],
  [{ optimiser: { name: 'sgd', warmup: 1 } }, 'optimiser.warmup: 1 cannot be set: this is not a key of optimiser; '],
  [{ optimiser: { name: 'entropy-sgd', until: 0 } }, 'optimiser.until: 0 is not ≥ 1'],
  [{ schedule: { milestones: [0.75, 0.5] } }, 'schedule.milestones: [0.75,0.5] does not rise'],
  [{ schedule: { milestones: [100] } }, 'schedule.milestones[0]: 100 is not ≤ 1'],
  [{ schedule: { milestones: 0.5 } }, 'schedule.milestones: 0.5 is not a list of 0 to 100 numbers'],
  [{ schedule: { factor: 0 } }, 'schedule.factor: 0 is not > 0'],
  [{ epochs: 0 }, 'epochs: 0 is not ≥ 1'],
  [{ batch: 0.5 }, 'batch: 0.5 is not ≥ 1'],
  [{ seeds: [] }, 'seeds: a list of 0 is not a list of 1 to 100 whole numbers'],
  [{ seeds: [1, -1] }, 'seeds[1]: -1 is not ≥ 0'],
  [{ seeds: [1, null] }, 'seeds[1]: null is not a number'],
  [{ seeds: [3, 1, 3] }, 'seeds: 3 stands there twice'],
  [{ evaluate: { every: 0 } }, 'evaluate.every: 0 is not ≥ 1'],
  [{ evaluate: { steps: -1 } }, 'evaluate.steps: -1 is not ≥ 1'],
  [{ evaluate: { count: 501 } }, 'evaluate.count: 501 is more than the 500 test images of this document'],
  [{ evaluate: { autoattack: 'yes' } }, 'evaluate.autoattack: "yes" is not one of true, false'],
  [{ evaluate: { autoattack: { attacks: [] } } }, 'evaluate.autoattack.attacks: a list of 0 is not a list of 1 to 5 attacks'],
  [{ evaluate: { autoattack: { attacks: ['square', 'square'] } } }, 'evaluate.autoattack.attacks: "square" stands there twice'],
  [{ evaluate: { autoattack: { targets: 1.5 } } }, 'evaluate.autoattack.targets: 1.5 is not a whole number'],
  [
    { evaluate: { autoattack: { rho: 0.5 } } },
    'evaluate.autoattack.rho: 0.5 cannot be set: this is not a key of evaluate.autoattack; the keys are attacks, iterations, targets, queries, restarts',
  ],
];

test.each(refused)('%j is refused in one sentence', (more, sentence) => {
  const [first, ...rest] = wrong(more);
  expect(rest).toEqual([]);
  expect(first?.startsWith(sentence), first).toBe(true);
});

test('all wrong values are reported together', () => {
  expect(wrong({ epochs: 0, batch: 0, attack: { epsilon: -1 } }).map((line) => line.split(':')[0])).toEqual(['epochs', 'attack.epsilon', 'batch']);
});

describe('kinds', () => {
  test('the key "kind" selects the parser', () => {
    expect(parseAnyText('{ "smoothscape": 1, "kind": "surface" }')).toMatchObject({ ok: true, document: { kind: 'surface' } });
    for (const text of [JSON.stringify(contract), `[${JSON.stringify(contract)}]`, `\uFEFF${JSON.stringify(contract)}`])
      expect(parseAnyText(text)).toEqual({ ok: true, documents: [contract] });
  });
  test('a document of the other kind gives one error on "kind"', () => {
    expect(parseDocument(contract)).toMatchObject({ ok: false, problems: [{ key: 'kind' }] });
    expect(wrong({ kind: undefined })).toEqual(['kind: is missing; it is "training"']);
  });
  test('text that is no JSON', () => expect(parseTrainingText('{')).toMatchObject({ ok: false, problems: [{ key: 'document' }] }));
});

test('autoattack: true is the standard version, an object changes some of it', () => {
  const chosen = (autoattack: unknown) => {
    const parsed = parseTraining({ kind: 'training', evaluate: { autoattack } });
    return parsed.ok ? parsed.document.evaluate.autoattack : parsed.problems;
  };
  const standard = { attacks: ['apgd-ce', 'apgd-t', 'fab-t', 'square'], iterations: 100, targets: 9, queries: 5000, restarts: 1 };
  expect([chosen(undefined), chosen(false), chosen(true), chosen({})]).toEqual([false, false, standard, standard]);
  expect(chosen({ attacks: ['apgd-dlr'], iterations: 20 })).toEqual({ ...standard, attacks: ['apgd-dlr'], iterations: 20 });
});
