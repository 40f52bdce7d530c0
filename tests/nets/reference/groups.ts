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
