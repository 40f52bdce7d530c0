import { readFileSync } from 'node:fs';
import { activationOf } from '../../src/math/activations';
import { attacks, type SolverName } from '../../src/math/attack/solvers';
import type { Pair, Point, AdversarialProblem } from '../../src/math/core/types';
import { normOf } from '../../src/math/attack/norms';

export interface Oracle {
  readonly id: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: unknown;
  readonly tol: number;
}

const file = JSON.parse(readFileSync(new URL('../data/oracles.json', import.meta.url), 'utf8')) as { oracles: Oracle[] };
export const oracles: readonly Oracle[] = file.oracles;
export const oracle = (id: string): Oracle => {
  const found = oracles.find((entry) => entry.id === id);
  if (!found) throw new Error(`no oracle ${id}`);
  return found;
};

export interface ProblemInput {
  readonly points: readonly Point[];
  readonly epsilon: number;
  readonly p: number | 'inf' | 'none';
  readonly model?: string | { formula: string };
  readonly solver?: SolverName;
  readonly reach?: number;
}

/** An adversarial problem as the worker builds it. */
export function testProblem({ points, epsilon, p, model = 'linear', solver = 'exact', reach = 4000 }: ProblemInput): AdversarialProblem {
  const activation = activationOf(model);
  return {
    activation,
    norm: normOf(p === 'inf' || p === 'none' ? Infinity : p),
    epsilon,
    critical: activation.critical(reach),
    ...(activation.kinks && { kinks: activation.kinks(reach) }),
    points,
    attack: p === 'none' ? attacks.none : attacks[solver],
    values: { steps: 100, stepSize: epsilon / 25, restarts: 1 },
    seed: 1,
    reach,
  };
}

/** The inputs of groups B, D (swish) and G. */
export function problemOfOracle({ id, input }: Oracle): AdversarialProblem {
  const X = (input['X'] ?? [input['x']]) as Pair[];
  const Y = (input['Y'] ?? [input['y']]) as (1 | -1)[];
  return testProblem({
    points: X.map((x, i) => ({ x, y: Y[i] ?? 1 })),
    epsilon: input['eps'] as number,
    p: input['p'] as number | 'inf',
    model: (input['model'] as string | undefined) ?? (id.startsWith('D') ? 'swish' : 'linear'),
  });
}
