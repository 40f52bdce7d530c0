import type { SolverName } from '../math/attack/solvers';
import type { Pair, Point } from '../math/core/types';
import type { OptimiserName } from '../math/optimisers';
import type { HyperparameterValues } from '../math/optimisers/types';
import type { BenchOptions } from '../math/theory/options';

/** The format version that this program writes and reads. */
export const VERSION = 1;

export type NormChoice = 'none' | 'inf' | number;
export type ModelChoice = string | { readonly formula: string };

export interface AttackChoice {
  readonly norm: NormChoice;
  readonly epsilon: number;
  readonly solver: SolverName;
  /** PGD only; a missing stepSize is ε/25. */
  readonly steps?: number;
  readonly stepSize?: number;
  readonly restarts?: number;
}

/** Which smoothing, with exactly the keys that belong to it. */
export type SmoothingChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'entropy-sgd'; readonly gamma: number; readonly normalised: boolean }
  | { readonly kind: 'gaussian-mean'; readonly sigma: number }
  | { readonly kind: 'worst-case'; readonly radius: number; readonly norm: Exclude<NormChoice, 'none'> };

export interface GridChoice {
  readonly theta1: Pair;
  readonly theta2: Pair;
  /** Nodes a side, ends included. */
  readonly n: number;
}

/** Everything that the values of the surface depend on, and nothing else. */
export interface SurfaceChoice {
  readonly model: ModelChoice;
  readonly points: readonly Point[];
  readonly attack: AttackChoice;
  readonly smoothing: SmoothingChoice;
  readonly grid: GridChoice;
  readonly seed: number;
}

/** How the surface is displayed; never changes a number. */
export interface View {
  readonly kind: 'surface' | 'contour' | 'both';
  readonly colours: 'tide' | 'viridis' | 'cividis' | 'grey';
  /** Plotly's camera eye, shared by all panes. */
  readonly eye?: readonly [number, number, number];
  /** Locked range of the loss: of heights, colours and the cut's axis; the values' own when absent. */
  readonly range?: Pair;
  /** The θ under the cursor, when pinned. */
  readonly theta?: Pair;
  /** A second weight, set against θ. */
  readonly partner?: Pair;
  /** The weight at which the attack is frozen. */
  readonly frozen?: Pair;
  readonly creases: boolean;
  /** Creases are coloured by the jump of the gradient; under smoothing, by the curvature that replaces it. */
  readonly jumps: boolean;
  readonly minimum: boolean;
  readonly arrows: boolean;
  /** The second row of a comparison. */
  readonly second: 'none' | 'smoothed' | 'difference' | 'gradient' | 'inputs';
  /** Names the paper's figure that the document draws, e.g. "2(c)". */
  readonly figure?: string;
  /** The optimisers that run on the surface, and how. */
  readonly race?: RaceChoice;
  readonly theory?: TheoryView;
}

/** The options of the theorem bench that differ from their defaults; `flat` is ‖θ‖ of its experiment on flatness. */
export type TheoryView = Partial<BenchOptions> & { readonly flat?: number };

/** A race: which methods start where, and for how long. */
export interface RaceChoice {
  /** The methods that run, each with the hyperparameters that differ from their defaults. */
  readonly methods: RaceMethods;
  readonly start: Pair;
  readonly steps: number;
  /** Noise of the inner walks is drawn from it. */
  readonly seed: number;
}
export type RaceMethods = { readonly [K in OptimiserName]?: HyperparameterValues };

/** A pane: a partial document laid over the rest, with an optional title of its own. */
export interface Pane {
  readonly title?: string;
  readonly model?: ModelChoice;
  readonly points?: readonly Point[];
  readonly attack?: Partial<AttackChoice>;
  /** Whole where it names its kind. */
  readonly smoothing?: Partial<SmoothingChoice>;
  readonly grid?: Partial<GridChoice>;
  readonly seed?: number;
  /** Of the view, the locked range of its loss alone: the rest is common to all panes. */
  readonly view?: Required<Pick<View, 'range'>>;
}

/** The surface document of the file format, every default filled in. */
export interface SurfaceDocument extends SurfaceChoice {
  readonly smoothscape: typeof VERSION;
  readonly kind: 'surface';
  readonly view: View;
  readonly panes?: readonly Pane[];
}

/** One wrong value: `key` as in "attack.epsilon", `message` as in "-1 is not ≥ 0". */
export interface ValidationError {
  readonly key: string;
  readonly message: string;
}

export type Parsed =
  { readonly ok: true; readonly document: SurfaceDocument } | { readonly ok: false; readonly problems: readonly ValidationError[] };
