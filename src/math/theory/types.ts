import type { Rng } from '../core/random';
import type { Landscape, Pair, Point, AdversarialProblem } from '../core/types';
import type { BenchOptions } from './options';

/** A partial surface document; absent keys keep the document's values. */
export interface SurfacePatch {
  readonly model?: ModelChoice;
  readonly points?: readonly Point[];
  readonly attack?: { readonly norm?: number | 'inf'; readonly epsilon?: number; readonly solver?: 'exact' };
  readonly smoothing?: { readonly kind: 'none' } | { readonly kind: 'entropy-sgd'; readonly gamma: number; readonly normalised: boolean };
  readonly grid?: { readonly theta1?: Pair; readonly theta2?: Pair };
}
/** The name of an activation, or a formula in z. */
export type ModelChoice = string | { readonly formula: string };

/** What a theorem is checked on: the document's problem under the exact attack, and its box of weights. */
export interface TheoremContext {
  readonly problem: AdversarialProblem;
  readonly landscape: Landscape;
  /** The document's attack solver that the exact one replaces, if it does. */
  readonly replacedSolver: string | undefined;
  /** γ of the document's EntropySGD, else of the bench's options. */
  readonly gamma: number;
  readonly theta1: Pair;
  readonly theta2: Pair;
}

/** One assumption of a theorem, checked on the document. */
export interface Assumption {
  /** TeX between $ signs. */
  readonly text: string;
  /** undefined: not checkable. */
  readonly met: boolean | undefined;
  /** Not met, but not needed by the search either. */
  readonly waived?: true;
}

/** A constant of a theorem evaluated on the document. */
export interface Constant {
  readonly tex: string;
  readonly value: number;
  /** A supremum found numerically instead of in closed form. */
  readonly numerical?: true;
}

/** A pair of weights with both sides of the inequality; for an inequality about one weight, that weight displaced along its extreme direction. */
export interface WorstPair {
  readonly theta: readonly [Pair, Pair];
  readonly left: number;
  readonly right: number;
  /** left / right; 0 where both are 0, ∞ where right alone is. */
  readonly ratio: number;
  readonly distance: number;
  /** Difference quotient left / distance. */
  readonly quotient: number;
  /** For an inequality at single inputs: the inputs (equal where it compares weights), and which of both `distance` refers to. */
  readonly inputs?: readonly [Pair, Pair];
  readonly compares?: 'weights' | 'inputs';
}

/** Result of a counterexample search. */
export interface SearchResult {
  /** Worst pair found: the worst of a random sample, refined by a pattern search. */
  readonly worst: WorstPair;
  readonly count: number;
  readonly unit: 'pairs' | 'weights';
  /** Number of distinct weights, where pairs share them. */
  readonly weights?: number;
  /** Pairs checked in addition to single weights, none of them worse. */
  readonly pairs?: number;
  /** Whether left exceeds right by more than rounding errors. */
  readonly violated: boolean;
}

/** Result of a search with one assumption dropped (named with TeX between $ signs). */
export interface OutsideSearchResult extends SearchResult {
  readonly dropped: string;
  /** The result in one sentence. */
  readonly sentence: string;
}

/** A table or plot shown beside a verdict. */
export type Exhibit =
  /** Columns are TeX. */
  | { readonly kind: 'table'; readonly title: string; readonly columns: readonly string[]; readonly rows: readonly (readonly number[])[] }
  | { readonly kind: 'curves'; readonly title: string; readonly x: Series; readonly lines: readonly Series[] }
  | FlatnessExperiment;

/** The paper's third claim along θ = t v, tabulated over the lengths t. */
export interface FlatnessExperiment {
  readonly kind: 'flattening';
  readonly title: string;
  /** v, and the data point. */
  readonly direction: Pair;
  readonly x: Pair;
  readonly y: 1 | -1;
  readonly length: Float64Array; // t, ascending, [T]
  readonly slope: Float64Array; // ‖∇_x l‖ at x′, [T]
  readonly singular: Float64Array; // σ_min(B); NaN where the maximiser lies inside the ball, [T]
  readonly formula: Float64Array; // ‖∇_θ x′‖ by Eq. 44; NaN likewise, [T]
  readonly measured: Float64Array; // ‖Δx′‖/‖Δθ‖ by central differences, [T]
  readonly bound: Float64Array; // ‖∇_θ∇_x l‖/σ_min(B), Lemma 5 at this weight, [T]
  readonly along: Float64Array; // s, offset from x along v, [S]
  readonly loss: Float64Array; // l(x + s v), [T, S]
}

/** A variable of a plot. */
export interface Series {
  readonly tex: string;
  readonly values: Float64Array;
}

/** A change to the document after which the theorem applies. */
export interface SuggestedCase {
  readonly label: string;
  readonly pane: SurfacePatch;
  readonly options?: Partial<BenchOptions>;
}

export type Verdict = 'confirmed' | 'corrected' | 'breaks-outside' | 'does-not-apply' | 'broken';

/** Result of checking a theorem on a document. */
export interface Outcome {
  readonly verdict: Verdict;
  /** One sentence: the correction, the unmet assumption or the counterexample. */
  readonly reason?: string;
  readonly assumptions: readonly Assumption[];
  readonly constants: readonly Constant[];
  readonly inside?: SearchResult;
  readonly outside?: OutsideSearchResult;
  readonly exhibits: readonly Exhibit[];
  readonly suggestedCase?: SuggestedCase;
  readonly start?: StartingPoint;
}

/** Starting point θ⁰ of gradient descent and its loss, the level of Equation 4's sub-level set. */
export interface StartingPoint {
  readonly theta: Pair;
  readonly loss: number;
}

/** A cooperative task that yields its progress, a fraction in [0, 1]. */
export type ProgressiveTask<T> = Generator<number, T>;

/** The check of a theorem: its assumptions and constants on a document, and the searches for counterexamples. */
export interface Theorem {
  assumptions(context: TheoremContext, options: BenchOptions): Assumption[];
  constants(context: TheoremContext, options: BenchOptions): Constant[];
  /** Searches where the assumptions hold; a sentence where no pair meets them. */
  inside(context: TheoremContext, options: BenchOptions, rng: Rng): ProgressiveTask<SearchResult | string>;
  /** Searches with one assumption dropped; absent where there is none to drop. */
  outside?(context: TheoremContext, options: BenchOptions, rng: Rng): ProgressiveTask<OutsideSearchResult | undefined>;
  /** The correction that the paper's statement needs on this document. */
  correction?(context: TheoremContext, options: BenchOptions): string | undefined;
  /** Why the theorem does not apply, where that is more than an unmet assumption. */
  obstacle?(context: TheoremContext, options: BenchOptions): string | undefined;
  exhibits?(context: TheoremContext, options: BenchOptions): Exhibit[];
  start?(context: TheoremContext, options: BenchOptions): StartingPoint;
  readonly suggestedCase: SuggestedCase;
  /** The counterexample outside decides the verdict even when both searches run: it is the theorem's point. */
  readonly counterexampleIsHeadline?: true;
}
