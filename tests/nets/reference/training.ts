import type { Tensor } from '@tensorflow/tfjs-core';
import { weightPerturbation } from '../../../src/nets/training/trainingGradient';
import { gradientCall, tensorsOf, trainingGradient, type GradientOptions } from '../../../src/nets/training/trainingGradient';
import type { Statistics } from '../../../src/nets/models/types';
import { replaceState } from '../../../src/nets/training/liveRun';
import { crossEntropy, oneHotOf } from '../../../src/nets/attacks/losses';
import { methods } from '../../../src/nets/methods';
import { netOptimisers } from '../../../src/nets/optimisers';
import type { NetOptimiser, OptState, NetHyperparameters } from '../../../src/nets/optimisers/types';
import { requireList } from '../../../src/nets/optimisers/types';
import { variance } from '../../../src/nets/optimisers/entropyStep';
import { free } from '../../../src/tensors/device';
import { fixedNoise, recipe } from './attacks';
import { difference, finished, listed, normOf, picked, read, scalars, stored, type Bench, type Kind, type Results } from './bench';
import { running } from './clean';

/** AWP: the perturbation of a batch, and the gradient at w + v. */
export async function awp(bench: Bench): Promise<Results> {
  const results: Results = {};
  const noisy = fixedNoise(bench);
  for (const kind of ['cnn', 'bn'] as const) {
    const [model, weights, statistics] = [bench.model(kind), bench.weights(kind), bench.statistics(kind)];
    const how: GradientOptions = { ...recipe, awp: 0.01 };
    const called = finished(trainingGradient(bench.device, model, how, weights, statistics, bench.A, noisy));
    const plain = finished(trainingGradient(bench.device, model, recipe, weights, statistics, bench.A, noisy));
    const v = await bench.device.read((tf) => weightPerturbation(tf, model.outline.weights, weights, plain.gradients, 0.01));
    const moved = model.outline.weights.map(({ name, shape }, i) => ({ name, shape, v: v[i] ?? new Float32Array() }));
    const key = `${kind}.awp`;
    results[`${key}.ce_before_after`] = await scalars(bench, [...(called.before ? [called.before] : []), called.loss]);
    results[`${key}.v_norms`] = moved.filter(({ shape }) => shape.length > 1).map((tensor) => normOf(tensor.v));
    if (kind === 'cnn')
      for (const { name, shape, v: values } of moved)
        if (shape.length > 1) results[`${key}.v_sample/${name}`] = picked(values, bench.reference.json.sample_indices.cnn[name] ?? []);
    const gradients = await read(bench, called.gradients);
    Object.assign(results, listed(bench, kind, `${key}.perturbed`, gradients, kind === 'cnn' ? 'all' : 'none'));
    free([...tensorsOf(called), ...tensorsOf(plain)]);
  }
  const both = finished(
    trainingGradient(bench.device, bench.model('cnn'), { ...recipe, method: methods.trades, awp: 0.005 }, bench.weights('cnn'), [], bench.A, noisy),
  );
  results['cnn.trades_awp.loss_before_after'] = await scalars(bench, [...(both.before ? [both.before] : []), both.loss]);
  free([...tensorsOf(both), noisy]);
  return results;
}

const plainSgd: NetHyperparameters = {
  ...{ lr: 0.01, momentum: 0.9, nesterov: false, weightDecay: 5e-4 },
  ...{ gamma: 0.03, scoping: 0, innerLr: 0.1, noise: 0, alpha: 0.75, L: 5, form: 'code', minDenominator: 0.01 },
};

interface Run {
  readonly kind: Kind;
  readonly recipe: GradientOptions;
  readonly optimiser: NetOptimiser;
  readonly values: NetHyperparameters;
  readonly calls: number;
}
interface Ran {
  readonly state: OptState;
  readonly statistics: Statistics;
  readonly losses: number[];
  readonly before: number[];
  /** Clean cross-entropy on A and B after every outer step. */
  readonly after: number[];
}

/** Gradient calls on A, B, A, … from the reference's weights, by the pieces that the training loop uses. */
async function run(bench: Bench, { kind, recipe: how, optimiser, values, calls }: Run): Promise<Ran> {
  const { device } = bench;
  let statistics: Statistics = device.make((tf) => bench.statistics(kind).map((tensor) => tf.clone(tensor)));
  let state = replaceState(device, undefined, (tf) => optimiser.init(tf, bench.weights(kind)));
  const [losses, before, after]: [Tensor[], Tensor[], number[]] = [[], [], []];
  for (let call = 0; call < calls; call += 1) {
    const batch = call % 2 === 0 ? bench.A : bench.B;
    const called = finished(gradientCall(device, bench.model(kind), how, optimiser.gradientPoint(state), statistics, batch, stored(batch.start)));
    const centre = optimiser.centre(state);
    state = replaceState(device, state, (tf) => optimiser.update(tf, state, called.gradients, values, () => []));
    free([...called.gradients, ...statistics]);
    statistics = called.statistics;
    losses.push(called.loss);
    if (called.before) before.push(called.before);
    if (optimiser.centre(state) !== centre) after.push(...(await cleanLoss(bench, kind, { state, statistics, optimiser }, 'batch')));
  }
  const found = { state, statistics, losses: await scalars(bench, losses), before: await scalars(bench, before), after };
  free([...losses, ...before]);
  return found;
}

type Where = { readonly state: OptState; readonly statistics: Statistics; readonly optimiser: NetOptimiser };
async function cleanLoss({ device, model, A, B }: Bench, kind: Kind, { state, statistics, optimiser }: Where, mode: 'batch' | 'eval') {
  const values = await device.read((tf) =>
    [A, B].map(({ x, y }) => crossEntropy(tf, model(kind).forward(tf, optimiser.centre(state), statistics, x, mode).logits, oneHotOf(tf, y, 10))),
  );
  return values.map(([value = NaN]) => value);
}

async function weightReport(bench: Bench, kind: Kind, key: string, weights: readonly Tensor[]): Promise<Results> {
  const [now, then] = [await read(bench, weights), await read(bench, bench.weights(kind))];
  const moved = now.map((values, i) => normOf(difference(values, then[i] ?? [])));
  return { [`${key}.weight_norms`]: now.map(normOf), [`${key}.displacement_norms`]: moved };
}

/** SGD, AT and AT with AWP on either net. */
export async function training(bench: Bench, names?: readonly string[]): Promise<Results> {
  const at3: GradientOptions = { ...recipe, attack: { ...recipe.attack, steps: 3 }, weightDecay: 5e-4 };
  const standard: GradientOptions = { ...recipe, method: methods.standard };
  const runs: Record<string, { kind: Kind; recipe: GradientOptions; calls: number }> = {
    'cnn.sgd': { kind: 'cnn', recipe: standard, calls: 5 },
    'cnn.at': { kind: 'cnn', recipe: at3, calls: 5 },
    'cnn.at_awp': { kind: 'cnn', recipe: { ...at3, awp: 0.01 }, calls: 3 },
    'bn.sgd': { kind: 'bn', recipe: standard, calls: 5 },
    'bn.at_evalattack': { kind: 'bn', recipe: at3, calls: 5 },
    'bn.at_trainattack': { kind: 'bn', recipe: { ...at3, attackMode: 'batch' }, calls: 5 },
  };
  const results: Results = {};
  for (const [key, what] of Object.entries(runs)) {
    if (names && !names.includes(key)) continue;
    const optimiser = netOptimisers.sgd;
    const { state, statistics, losses, before } = await run(bench, { ...what, optimiser, values: plainSgd });
    Object.assign(results, await weightReport(bench, what.kind, key, optimiser.centre(state)));
    results[`${key}.final_ce_AB`] = await cleanLoss(bench, what.kind, { state, statistics, optimiser }, 'batch');
    if (key === 'bn.sgd') results[`${key}.final_eval_ce_AB`] = await cleanLoss(bench, what.kind, { state, statistics, optimiser }, 'eval');
    if (key === 'cnn.at_awp') Object.assign(results, { [`${key}.loss_perturbed`]: losses, [`${key}.loss_unperturbed`]: before });
    else results[`${key}.loss`] = losses;
    if (what.kind === 'bn' && key !== 'bn.at_trainattack') Object.assign(results, running(key, await read(bench, statistics)));
    free([...Object.values(state.lists).flat(), ...statistics]);
  }
  return results;
}

/** EntropySGD in its three forms, with attacks and AWP inside, and the second order. */
export async function entropy(bench: Bench, names?: readonly string[]): Promise<Results> {
  const code: NetHyperparameters = { ...plainSgd, lr: 1, momentum: 0, nesterov: true, weightDecay: 0 };
  const paper: NetHyperparameters = { ...code, form: 'paper' };
  const standard: GradientOptions = { ...recipe, method: methods.standard };
  const at3: GradientOptions = { ...recipe, attack: { ...recipe.attack, steps: 3 } };
  const { 'entropy-sgd': first, 'entropy-sgd-2': second } = netOptimisers;
  const runs: Record<string, Omit<Run, 'kind'>> = {
    'cnn.ensgd_published': { recipe: standard, optimiser: first, values: { ...code, form: 'published' }, calls: 15 },
    'cnn.ensgd_code_plain': { recipe: standard, optimiser: first, values: code, calls: 18 },
    'cnn.ensgd_code_nesterov': { recipe: standard, optimiser: first, values: { ...code, lr: 0.1, momentum: 0.9, weightDecay: 5e-4 }, calls: 18 },
    'cnn.ensgd_at': { recipe: at3, optimiser: first, values: paper, calls: 15 },
    'cnn.ensgd_at_awp': { recipe: { ...at3, awp: 0.005 }, optimiser: first, values: paper, calls: 5 },
    'cnn.ensgd2': { recipe: standard, optimiser: second, values: paper, calls: 15 },
    'cnn.ensgd2_stiff': { recipe: standard, optimiser: second, values: { ...paper, gamma: 5 }, calls: 15 },
  };
  const results: Results = {};
  for (const [key, what] of Object.entries(runs)) {
    if (names && !names.includes(key)) continue;
    const { state, losses, after } = await run(bench, { kind: 'cnn', ...what });
    results[`${key}.inner_loss`] = losses;
    results[`${key}.after_ce_AB`] = after;
    Object.assign(results, await weightReport(bench, 'cnn', key, what.optimiser.centre(state)));
    results[`${key}.last_mean_drift_norms`] = (await read(bench, requireList(state, 'mean'))).map(normOf);
    if (what.optimiser === second) Object.assign(results, await spread(bench, key, state, what.values.gamma));
    free(Object.values(state.lists).flat());
  }
  return results;
}

/** The variance of the last walk. */
async function spread(bench: Bench, key: string, state: OptState, gamma: number): Promise<Results> {
  const { cnn } = bench.reference.json.sample_indices;
  const s = await bench.device.read((tf) => variance(tf, state));
  const results: Results = { [`${key}.variance_norms`]: s.map(normOf) };
  bench.model('cnn').outline.weights.forEach(({ name }, i) => {
    if (name === 'conv1/w' || name === 'dense/w') results[`${key}.variance_sample/${name}`] = picked(s[i] ?? [], cnn[name] ?? []);
  });
  results[`${key}.max_gamma_s`] = [gamma * s.reduce((most, values) => values.reduce((m, v) => Math.max(m, v), most), -Infinity)];
  return results;
}
