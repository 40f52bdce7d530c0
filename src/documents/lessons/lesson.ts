import type { Pair } from '../../math/core/types';
import type { OptimiserName } from '../../math/optimisers';
import type { MethodChoice } from '../../nets/training/types';
import { difference, plain, trimDocument } from '../panes';
import type { SurfaceDocument, ValidationError } from '../surfaceDocument';
import { surfaceDefaults } from '../surfaceSpecs';
import type { TrainingDocument } from '../trainingDocument';

/** Most steps of a lesson. */
export const MAX_LESSON_STEPS = 20;

/** A number that is computed for a document, at the weights that it or the student pins. */
export type Quantity = keyof typeof quantities;

/** The numbers that a question may ask for. */
export const quantities = {
  loss: { label: 'the loss at θ', digits: 4 },
  jump: { label: 'the largest jump of the gradient', digits: 4 },
  creases: { label: 'the number of lines on which the gradient jumps', digits: 0 },
  distance: { label: 'the distance between the attacks of θ and θ′', digits: 4 },
  curvature: { label: 'the curvature across the crease with the largest jump', digits: 4 },
  epsilon: { label: 'the radius ε', digits: 3 },
  p: { label: 'the exponent p', digits: 3 },
  gamma: { label: 'γ', digits: 3 },
} as const;

/** A change of the step's document that one answer stands for. */
export interface LessonOption {
  readonly label: string;
  readonly document: SurfaceDocument;
}

/** How an answer is checked: each from what is computed for the state or the document, none against a stored text. */
export type LessonCheck =
  /** θ stands within `within` (a share of the range) of the place where the gradient jumps most. */
  | { readonly kind: 'cursor-at-jump'; readonly within: number }
  /** A quantity of the page's document has a value, to a relative tolerance. */
  | { readonly kind: 'reach'; readonly quantity: Quantity; readonly equals: number; readonly within: number }
  /** A number is typed: that of the step's document, to a relative tolerance. */
  | { readonly kind: 'number'; readonly quantity: Quantity; readonly within: number }
  /** The option is chosen whose document has the most of a quantity, or the least. */
  | { readonly kind: 'compare'; readonly quantity: Quantity; readonly most: 'largest' | 'smallest'; readonly options: readonly LessonOption[] }
  /** The method of the document's race that crosses a weight's zero most often. */
  | { readonly kind: 'crossings'; readonly weight: 1 | 2; readonly methods: readonly OptimiserName[] }
  /** The method whose runs here have the most of an accuracy, or the least. */
  | {
      readonly kind: 'runs';
      readonly metric: (typeof runMetrics)[number];
      readonly most: 'largest' | 'smallest';
      readonly methods: readonly MethodChoice[];
    }
  /** A sketch of the loss between two weights: its mean distance from the curve, as a share of the curve's height. */
  | { readonly kind: 'sketch'; readonly from: Pair; readonly to: Pair; readonly within: number };
export type CheckKind = LessonCheck['kind'];

/** Accuracies of runs that a question may ask for. */
export const runMetrics = ['testRobust', 'testClean'] as const;

/** Pages that a step may open. */
export const lessonTabs = ['lab', 'optimisers', 'theory', 'train', 'landscape'] as const;

export interface LessonStep {
  readonly title: string;
  /** Paragraphs with TeX between $ signs; no HTML. */
  readonly text: readonly string[];
  /** What the step opens; the page stays as it is where there is none. */
  readonly document?: SurfaceDocument;
  /** Training documents that the step puts into the plan of the Train tab, one a method. */
  readonly training?: readonly TrainingDocument[];
  /** The page that the step opens: the Lab where it has a document and says nothing. */
  readonly tab?: (typeof lessonTabs)[number];
  /** What to do, or the question. */
  readonly task?: string;
  readonly check?: LessonCheck;
  readonly hints: readonly string[];
}

/** A lesson: one data file. */
export interface Lesson {
  readonly smoothscape: 1;
  readonly kind: 'lesson';
  readonly title: string;
  readonly about: string;
  readonly steps: readonly LessonStep[];
}

export type ParsedLesson = { readonly ok: true; readonly lesson: Lesson } | { readonly ok: false; readonly problems: readonly ValidationError[] };

/** The document that a step is about: its own, or that of the last step before it that has one. */
export const documentOfStep = ({ steps }: Lesson, step: number): SurfaceDocument =>
  steps.slice(0, step + 1).reduce<SurfaceDocument>((before, { document }) => document ?? before, surfaceDefaults);

/** A lesson as its data file: documents without their defaults, options by what they change. */
export function lessonFile(lesson: Lesson): string {
  const steps = lesson.steps.map(({ document, check, ...step }, k) => ({
    ...step,
    ...(document && { document: trimDocument(document) }),
    ...(check && {
      check: check.kind === 'compare' ? { ...check, options: check.options.map((option) => changeOf(option, documentOfStep(lesson, k))) } : check,
    }),
  }));
  return `${JSON.stringify({ ...lesson, steps }, null, 2)}\n`;
}

const changeOf = ({ label, document }: LessonOption, base: SurfaceDocument) => ({ label, change: difference(plain(document), plain(base)) });
