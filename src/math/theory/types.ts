import type { Rng } from '../core/random';
import type { Landscape, Pair, Point, AdversarialProblem } from '../core/types';
import type { BenchOptions } from './options';

/** A change to a surface document that puts a statement into a case where it applies; absent keys keep the document's values. */
export interface SurfacePatch {
  readonly model?: ModelChoice;
  readonly points?: readonly Point[];
  readonly attack?: { readonly norm?: number | 'inf'; readonly epsilon?: number; readonly solver?: 'exact' };
  readonly smoothing?: { readonly kind: 'none' } | { readonly kind: 'entropy-sgd'; readonly gamma: number; readonly normalised: boolean };
  readonly grid?: { readonly theta1?: Pair; readonly theta2?: Pair };
}
/** The name of an activation, or a formula in z. */
export type ModelChoice = string | { readonly formula: string };

/** What a statement is tried on: the document's surface, its attack taken exactly, and the range of weights in view. */
export interface TheoremContext {
  readonly scene: AdversarialProblem;
  readonly landscape: Landscape;
  /** The document's solver when it is not the exact one: set aside here, and said. */
  readonly setAside: 'PGD' | 'FGSM' | undefined;
  /** γ of the document, or the bench's own where the document smooths otherwise. */
  readonly gamma: number;
  readonly theta1: Pair;
  readonly theta2: Pair;
}

export interface Assumption {
  /** TeX between $ signs. */
  readonly text: string;
  /** undefined: cannot be checked here. */
  readonly met: boolean | undefined;
  /** Not met, and not needed by what is tried here. */
  readonly waived?: true;
}

/** One constant with the document's numbers put in. */
export interface Constant {
  readonly tex: string;
  readonly value: number;
  /** Found on a sample and refined, not in closed form. */
  readonly numerical?: true;
}

/** A pair of weights and both sides of the inequality there; for statements about one weight the two are its extreme direction. */
export interface WorstPair {
  readonly theta: readonly [Pair, Pair];
  readonly left: number;
  readonly right: number;
  /** left / right; 0 where both are 0, ∞ where only right is. */
  readonly ratio: number;
  readonly distance: number;
  /** left / distance: the Lipschitz ratio of the pair. */
  readonly quotient: number;
  /** Where the inequality is about single inputs: those, the same one twice where weights are compared, and what `distance` is of. */
  readonly inputs?: readonly [Pair, Pair];
  readonly compares?: 'weights' | 'inputs';
}

/** What a search found. */
export interface Search {
  /** Worst of the seeded sample, and what the optimiser made of it. */
  readonly sampled: WorstPair;
  readonly worst: WorstPair;
  readonly count: number;
  readonly of: 'pairs' | 'weights';
  /** Weights that the pairs were formed among, where it is not two to a pair. */
  readonly weights?: number;
  /** Pairs that were tried besides single weights, where those did worse. */
  readonly pairs?: number;
  /** right − left at the worst. */
  readonly slack: number;
  /** Whether left exceeds right by more than rounding can explain. */
  readonly violated: boolean;
}

/** A search where an assumption is dropped, as TeX between $ signs. */
export interface OutsideSearch extends Search {
  readonly dropped: string;
  /** What was found, in one sentence. */
  readonly sentence: string;
}

/** Formula against differences, or curves to draw. */
export type Exhibit =
  /** Columns are TeX. */
  | { readonly kind: 'table'; readonly title: string; readonly columns: readonly string[]; readonly rows: readonly (readonly number[])[] }
  | { readonly kind: 'curves'; readonly title: string; readonly x: Series; readonly lines: readonly Series[] }
  | Flattening;

/** The paper's third claim along θ = t v: everything at each length t, for a slider to choose from. */
export interface Flattening {
  readonly kind: 'flattening';
  readonly title: string;
  /** v, x and y of the point it is shown on. */
  readonly direction: Pair;
  readonly x: Pair;
  readonly y: 1 | -1;
  readonly length: Float64Array; // t, ascending, [T]
  readonly slope: Float64Array; // ‖∇_x l‖ at x′, [T]
  readonly singular: Float64Array; // σ_min(B); NaN where the attack rests inside its ball, [T]
  readonly formula: Float64Array; // ‖∇_θ x′‖ by Eq. 44; NaN there, [T]
  readonly measured: Float64Array; // ‖Δx′‖/‖Δθ‖, [T]
  readonly bound: Float64Array; // ‖∇_θ∇_x l‖/σ_min(B) of Lemma 5 at this very weight, [T]
  readonly along: Float64Array; // s: how far from x along v, [S]
  readonly loss: Float64Array; // l(x + s v), [T, S]
}

export interface Series {
  readonly tex: string;
  readonly values: Float64Array;
}

/** A document in which the statement applies, laid over the present one. */
export interface SuggestedCase {
  readonly label: string;
  readonly pane: SurfacePatch;
  readonly options?: Partial<BenchOptions>;
}

export type Verdict = 'holds' | 'holds-corrected' | 'breaks-outside' | 'does-not-apply' | 'broken';

export interface Outcome {
  readonly verdict: Verdict;
  /** One sentence: what was corrected, why it does not apply, what broke. */
  readonly reason?: string;
  readonly assumptions: readonly Assumption[];
  readonly constants: readonly Constant[];
  readonly inside?: Search;
  readonly outside?: OutsideSearch;
  readonly exhibits: readonly Exhibit[];
  readonly suggestedCase?: SuggestedCase;
  readonly start?: Start;
}

/** θ⁰ and its loss, whose level set a statement speaks of. */
export interface Start {
  readonly theta: Pair;
  readonly loss: number;
}

/** Work that tells how much of it is done, from 0 to 1. */
export type ProgressiveTask<T> = Generator<number, T>;

/** The numbers of a statement: assumptions read off the document, constants, and how both sides are tried. */
export interface Theorem {
  assumptions(study: TheoremContext, options: BenchOptions): Assumption[];
  constants(study: TheoremContext, options: BenchOptions): Constant[];
  /** The search inside the assumptions; a sentence where there is nothing to try. */
  inside(study: TheoremContext, options: BenchOptions, rng: Rng): ProgressiveTask<Search | string>;
  /** The search where an assumption is dropped; absent where none can be. */
  outside?(study: TheoremContext, options: BenchOptions, rng: Rng): ProgressiveTask<OutsideSearch | undefined>;
  /** What we had to correct in the statement for this document. */
  correction?(study: TheoremContext, options: BenchOptions): string | undefined;
  /** Why it does not apply, beyond the assumption that is not met. */
  obstacle?(study: TheoremContext, options: BenchOptions): string | undefined;
  exhibits?(study: TheoremContext, options: BenchOptions): Exhibit[];
  start?(study: TheoremContext, options: BenchOptions): Start;
  /** A case in which it applies. */
  readonly suggestedCase: SuggestedCase;
  /** The break outside is the point of the statement: it is the headline when both searches run. */
  readonly sharpEdge?: true;
}
