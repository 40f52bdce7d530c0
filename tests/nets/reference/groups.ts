import { pgd, pgdNorm, trades } from './attacks';
import type { Bench, Results } from './bench';
import { batchNorm, clean } from './clean';
import { apgdTraces, hessian, slice } from './landscape';
import { awp, entropy, training } from './training';

/** The entries of nets.json by what makes them. */
export const groups: Readonly<Record<string, (bench: Bench) => Promise<Results>>> = {
  clean: (bench) => clean(bench),
  'batch norm': batchNorm,
  PGD: (bench) => pgd(bench),
  'PGD with batch norm': pgdNorm,
  TRADES: trades,
  AWP: awp,
  'SGD and AT': (bench) => training(bench),
  EntropySGD: (bench) => entropy(bench),
  slices: (bench) => slice(bench),
  APGD: apgdTraces,
  Hessian: hessian,
};

/** A few of them that touch every kind of operation, for adapters that take seconds for a gradient. */
const few: typeof groups = {
  clean: (bench) => clean(bench, ['A'], false),
  'batch norm': (bench) => batchNorm(bench, false),
  TRADES: (bench) => trades(bench, false),
  'AT with AWP': (bench) => training(bench, ['cnn.at_awp']),
};
const sample: typeof groups = {
  ...few,
  'SGD with batch norm': (bench) => training(bench, ['bn.sgd']),
  'EntropySGD, second order': (bench) => entropy(bench, ['cnn.ensgd2']),
};
export const selections = { all: groups, sample, few };
