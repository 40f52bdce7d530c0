import { rangeError, show, type Specs, type ValuesOf } from '../core/paramSpec';
import type { Rng } from '../core/random';
import type { Vector } from '../core/types';
import type { GibbsMoments } from '../smoothing/localMoments';

/** What an optimiser may ask of the surface. Vectors may have any length. */
export interface Objective {
  /** ∇L; on a crease a subgradient. */
  gradient(theta: Vector): Vector;
  /** Mean and variances of θ′ under p(θ′) ∝ exp(−L(θ′) − γ/2 ‖θ − θ′‖²), by quadrature; absent where there is none. */
  gibbsMoments?(theta: Vector, gamma: number): GibbsMoments;
}

/** What one step of EntropySGD saw: its estimate of Surrounding and the Langevin walk behind it, empty where quadrature took its place. */
export interface InnerLoop extends GibbsMoments {
  readonly points: readonly Vector[]; // θ′ after each inner step
  readonly means: readonly Vector[]; // the running mean after each
  readonly variances: readonly Vector[]; // the running variance after each
}

/** All that a method is between two steps. */
export interface OptimiserState {
  readonly theta: Vector;
  /** Steps taken. */
  readonly count: number;
  /** What the method remembers, by its name in the paper. */
  readonly memory: Readonly<Record<string, Vector>>;
  /** How the last step was found, for methods that look around first. */
  readonly inner?: InnerLoop;
}

/** A knob that is no number: id → what the segment says. */
export interface EnumSpec {
  readonly label: string;
  readonly hint: string;
  readonly options: Readonly<Record<string, string>>;
  readonly default: string;
}
export type EnumSpecs = Readonly<Record<string, EnumSpec>>;

/** Values of specs and choices as they come from outside. */
export type HyperparameterValues = Readonly<Record<string, number | string>>;
/** The same, complete and typed. */
export type Hyperparameters<S extends Specs, C extends EnumSpecs> = ValuesOf<S> & { readonly [K in keyof C]: keyof C[K]['options'] };

/** How a path is drawn: colour, dash and marker together, since colour alone fails some eyes. */
export interface LineStyle {
  readonly light: string;
  readonly dark: string;
  /** Pixels. */
  readonly width: number;
  /** Lengths of strokes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  readonly marker: 'circle' | 'square' | 'diamond' | 'triangle' | 'cross' | 'ring';
}

/** A row of the table: a pair of pure functions and what controls, figures and tests need to know of them. */
export interface Optimiser {
  readonly label: string;
  /** Author, year, and the rule in TeX between $ signs. */
  readonly note: string;
  readonly stroke: LineStyle;
  readonly specs: Specs;
  readonly choices: EnumSpecs;
  init(theta: Vector): OptimiserState;
  step(ground: Objective, state: OptimiserState, values: HyperparameterValues, rng: Rng): OptimiserState;
  /** Knobs that change nothing under the others. */
  idle(values: HyperparameterValues): readonly string[];
}

interface Draft<S extends Specs, C extends EnumSpecs> {
  readonly label: string;
  readonly note: string;
  readonly stroke: LineStyle;
  readonly specs: S;
  readonly choices: C;
  step(ground: Objective, state: OptimiserState, knobs: Hyperparameters<S, C>, rng: Rng): Omit<OptimiserState, 'count'>;
  idle?(knobs: Hyperparameters<S, C>): readonly string[];
}

/** A row that also gives its knobs typed, defaults filled in. */
export type OptimiserRow<S extends Specs, C extends EnumSpecs> = Optimiser & {
  readonly specs: S;
  readonly choices: C;
  settle(values: HyperparameterValues): Hyperparameters<S, C>;
};

/** Types a body's knobs from its own specs and choices. */
export function defineOptimiser<const S extends Specs, const C extends EnumSpecs>(draft: Draft<S, C>): OptimiserRow<S, C> {
  const settle = settled(draft.specs, draft.choices);
  return {
    ...draft,
    settle,
    init: (theta) => ({ theta, count: 0, memory: {} }),
    step: (ground, state, values, rng) => ({ ...draft.step(ground, state, settle(values), rng), count: state.count + 1 }),
    idle: (values) => draft.idle?.(settle(values)) ?? [],
  };
}

/** Fills in defaults; the last values are remembered, since a run asks with the same ones at every step. */
function settled<S extends Specs, C extends EnumSpecs>(specs: S, choices: C): (values: HyperparameterValues) => Hyperparameters<S, C> {
  const defaults = Object.fromEntries([...Object.entries(specs), ...Object.entries(choices)].map(([key, knob]) => [key, knob.default]));
  const known = new WeakMap<HyperparameterValues, Hyperparameters<S, C>>();
  return (values) => {
    const found = known.get(values) ?? ({ ...defaults, ...values } as Hyperparameters<S, C>); // complaintsOf() has looked at them at the door
    known.set(values, found);
    return found;
  };
}

/** What is wrong with values for a row, one sentence each: "gamma: -1 is not > 0". */
export function hyperparameterErrors({ specs, choices }: Pick<Optimiser, 'specs' | 'choices'>, values: HyperparameterValues): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const [spec, choice] = [specs[key], choices[key]];
    if (spec) return [rangeError(value, spec)].flatMap((wrong) => (wrong === undefined ? [] : [`${key}: ${wrong}`]));
    if (!choice) return [`${key}: is not a knob; the knobs are ${[...Object.keys(specs), ...Object.keys(choices)].join(', ')}`];
    const names = Object.keys(choice.options);
    return names.includes(String(value)) ? [] : [`${key}: ${show(value)} is not one of ${names.join(', ')}`];
  });
}
