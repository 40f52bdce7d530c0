import { rangeError, formatValue, type Specs, type ValuesOf } from '../core/paramSpec';
import type { Rng } from '../core/random';
import type { Vector } from '../core/types';
import type { GibbsMoments } from '../smoothing/localMoments';

/** The objective of an optimiser, over vectors of any length. */
export interface Objective {
  /** ∇L; on a crease a subgradient. */
  gradient(theta: Vector): Vector;
  /** Mean and variances of the Gibbs measure p(θ′) ∝ exp(−L(θ′) − γ/2 ‖θ − θ′‖²), by quadrature; absent where it is not available. */
  gibbsMoments?(theta: Vector, gamma: number): GibbsMoments;
}

/** The inner loop of one step of EntropySGD: its moments and the Langevin iterates, none if the moments come from quadrature. */
export interface InnerLoop extends GibbsMoments {
  readonly points: readonly Vector[]; // θ′ after each inner step
  readonly means: readonly Vector[]; // the running mean after each
  readonly variances: readonly Vector[]; // the running variance after each
}

/** The state of an optimiser between two steps. */
export interface OptimiserState {
  readonly theta: Vector;
  /** Steps taken. */
  readonly count: number;
  /** Buffers, such as velocity or moments, by their names in the paper. */
  readonly memory: Readonly<Record<string, Vector>>;
  /** The inner loop of the last step, for methods that have one. */
  readonly inner?: InnerLoop;
}

/** The specification of an enumerated hyperparameter; options: value → label. */
export interface EnumSpec {
  readonly label: string;
  readonly hint: string;
  readonly options: Readonly<Record<string, string>>;
  readonly default: string;
}
export type EnumSpecs = Readonly<Record<string, EnumSpec>>;

/** Hyperparameter values of a document, by name; missing ones take their defaults. */
export type HyperparameterValues = Readonly<Record<string, number | string>>;
/** All hyperparameters of an optimiser, typed. */
export type Hyperparameters<S extends Specs, C extends EnumSpecs> = ValuesOf<S> & { readonly [K in keyof C]: keyof C[K]['options'] };

/** Line style of a path: colour, dash and marker together, since colour alone does not serve colour-blind readers. */
export interface LineStyle {
  readonly light: string;
  readonly dark: string;
  /** Pixels. */
  readonly width: number;
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  readonly marker: 'circle' | 'square' | 'diamond' | 'triangle' | 'cross' | 'ring';
}

/** An optimiser: the pure functions init and step, with what controls, figures and tests need. */
export interface Optimiser {
  readonly label: string;
  /** Author, year, and the rule in TeX between $ signs. */
  readonly note: string;
  readonly stroke: LineStyle;
  readonly specs: Specs;
  readonly choices: EnumSpecs;
  init(theta: Vector): OptimiserState;
  step(objective: Objective, state: OptimiserState, values: HyperparameterValues, rng: Rng): OptimiserState;
  /** Hyperparameters without effect, given the others. */
  idle(values: HyperparameterValues): readonly string[];
}

interface Draft<S extends Specs, C extends EnumSpecs> {
  readonly label: string;
  readonly note: string;
  readonly stroke: LineStyle;
  readonly specs: S;
  readonly choices: C;
  step(objective: Objective, state: OptimiserState, values: Hyperparameters<S, C>, rng: Rng): Omit<OptimiserState, 'count'>;
  idle?(values: Hyperparameters<S, C>): readonly string[];
}

/** An optimiser with typed hyperparameters. */
export type OptimiserRow<S extends Specs, C extends EnumSpecs> = Optimiser & {
  readonly specs: S;
  readonly choices: C;
  /** All hyperparameters, with defaults for the missing ones. */
  withDefaults(values: HyperparameterValues): Hyperparameters<S, C>;
};

/** An optimiser whose hyperparameters are typed by its specs and choices. */
export function defineOptimiser<const S extends Specs, const C extends EnumSpecs>(draft: Draft<S, C>): OptimiserRow<S, C> {
  const withDefaults = defaultsFiller(draft.specs, draft.choices);
  return {
    ...draft,
    withDefaults,
    init: (theta) => ({ theta, count: 0, memory: {} }),
    step: (objective, state, values, rng) => ({ ...draft.step(objective, state, withDefaults(values), rng), count: state.count + 1 }),
    idle: (values) => draft.idle?.(withDefaults(values)) ?? [],
  };
}

/** Completes values by defaults; memoised by object, since a run passes the same values at every step. */
function defaultsFiller<S extends Specs, C extends EnumSpecs>(specs: S, choices: C): (values: HyperparameterValues) => Hyperparameters<S, C> {
  const defaults = Object.fromEntries([...Object.entries(specs), ...Object.entries(choices)].map(([key, spec]) => [key, spec.default]));
  const cache = new WeakMap<HyperparameterValues, Hyperparameters<S, C>>();
  return (values) => {
    const complete = cache.get(values) ?? ({ ...defaults, ...values } as Hyperparameters<S, C>); // validated by hyperparameterErrors()
    cache.set(values, complete);
    return complete;
  };
}

/** Validation of hyperparameters: one sentence for each error, as "gamma: -1 is not > 0". */
export function hyperparameterErrors({ specs, choices }: Pick<Optimiser, 'specs' | 'choices'>, values: HyperparameterValues): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const [spec, choice] = [specs[key], choices[key]];
    if (spec) return [rangeError(value, spec)].flatMap((error) => (error === undefined ? [] : [`${key}: ${error}`]));
    if (!choice) return [`${key}: is not a knob; the knobs are ${[...Object.keys(specs), ...Object.keys(choices)].join(', ')}`];
    const names = Object.keys(choice.options);
    return names.includes(String(value)) ? [] : [`${key}: ${formatValue(value)} is not one of ${names.join(', ')}`];
  });
}
