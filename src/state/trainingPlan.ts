import { parseTraining } from '../documents/parseTraining';
import type { TrainingDocument } from '../documents/trainingDocument';
import type { TrainingPreset } from '../documents/trainingPresets';
import { trainingSpecs } from '../documents/trainingDocument';
import { defaultStepSize, USUAL_RADII } from '../nets/attacks/attackNumbers';
import type { PgdOptions } from '../nets/attacks/ball';
import { createStore } from 'zustand/vanilla';

/** How one method trains, apart from what all methods of a plan share. */
export type Recipe = Pick<TrainingDocument, 'method' | 'awp' | 'optimiser'> & { readonly beta?: number };
export interface PlanEntry {
  readonly enabled: boolean;
  readonly recipe: Recipe;
  /** The row of the paper's tables that it was taken from. */
  readonly preset?: TrainingPreset | undefined;
}

/** What the user chose to train: data, network, attack and schedule, shared by every method, and the methods. */
export interface TrainPlan {
  readonly shared: TrainingDocument;
  readonly entries: readonly PlanEntry[];
  /** The entry whose knobs are shown. */
  readonly chosen: number;
}

/** Where the plan is held. */
export type PlanStore = {
  getState(): TrainPlan;
  setState(change: Partial<TrainPlan> | ((plan: TrainPlan) => Partial<TrainPlan>)): void;
};

export interface TrainPlanStore {
  readonly store: PlanStore;
  setShared(change: Partial<TrainingDocument>): void;
  /** Changes the training attack, and the evaluation's ball where both were alike. */
  setAttack(change: Partial<PgdOptions>): void;
  setEvaluationAttack(change: Partial<PgdOptions>): void;
  setEnabled(index: number, enabled: boolean): void;
  choose(index: number): void;
  change(index: number, recipe: Partial<Recipe>): void;
  add(recipe: Recipe, preset?: TrainingPreset): void;
  /** Takes a method out; returns the function that puts it back. */
  remove(index: number): () => void;
  /** Replaces what is shared by the first document's and trains these methods alone; the others stay, turned off. */
  open(documents: readonly TrainingDocument[]): void;
}

/** Rates at which the small network learns from 1,000 images within ten epochs; our setting. */
const sgd = { name: 'sgd', lr: 0.05, momentum: 0.9, weightDecay: 0.0005 } as const;
const ensgd = { ...sgd, name: 'entropy-sgd', lr: 0.5 } as const;
const { entropy } = trainingSpecs;
/** EntropySGD's knobs at their defaults, but for a walk as short as small data asks for. */
export const entropyDefaults = {
  gamma: entropy.gamma.default,
  innerLr: 0.05,
  noise: entropy.noise.default,
  alpha: entropy.alpha.default,
  L: 5,
};
export const recipeOf = ({ method, awp, optimiser, attack }: TrainingDocument): Recipe => ({
  method,
  awp,
  optimiser,
  ...(attack.beta !== undefined && { beta: attack.beta }),
});

/** Our setting: small enough for two methods to be seen side by side within a minute on two cores without a GPU. */
const SMALL = {
  smoothscape: 1,
  kind: 'training',
  data: { source: 'cifar10', train: 1000, test: 200 },
  net: { name: 'small-cnn-bn' },
  attack: { norm: 'inf', epsilon: 8 / 255, steps: 4 },
  epochs: 10,
  batch: 64,
  evaluate: { every: 1, steps: 10, count: 200 },
};

export function firstPlan(): TrainPlan {
  const parsed = parseTraining(SMALL);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return {
    shared: parsed.document,
    entries: [
      { enabled: true, recipe: { method: 'at', awp: null, optimiser: sgd } },
      { enabled: true, recipe: { method: 'at', awp: null, optimiser: { ...ensgd, ...entropyDefaults } } },
      { enabled: false, recipe: { method: 'at', awp: { size: 0.01, warmup: 0 }, optimiser: sgd } },
      { enabled: false, recipe: { method: 'trades', awp: null, optimiser: sgd } },
      { enabled: false, recipe: { method: 'standard', awp: null, optimiser: sgd } },
    ],
    chosen: 1,
  };
}

/** The attack after a change: a norm brings its usual radius, and the step follows from radius and steps unless it was chosen by itself. */
export function changedAttack<A extends PgdOptions>(attack: A, change: Partial<PgdOptions>): A {
  const { norm = attack.norm, steps = attack.steps } = change;
  const { epsilon = norm === attack.norm ? attack.epsilon : USUAL_RADII[norm] } = change;
  const followed = norm !== attack.norm || attack.stepSize === defaultStepSize(attack.epsilon, attack.steps);
  const { stepSize = followed ? defaultStepSize(epsilon, steps) : attack.stepSize } = change;
  return { ...attack, norm, epsilon, steps, stepSize };
}

/** The changes of a plan, each a step of the history where its store has one. */
export function createTrainingPlan(store: PlanStore = createStore(firstPlan)): TrainPlanStore {
  const entries = (change: (entries: readonly PlanEntry[]) => readonly PlanEntry[]) => store.setState((plan) => ({ entries: change(plan.entries) }));
  const at = (index: number, change: (entry: PlanEntry) => PlanEntry) =>
    entries((all) => all.map((entry, i) => (i === index ? change(entry) : entry)));
  const add = (recipe: Recipe, preset?: TrainingPreset) =>
    store.setState((plan) => ({ entries: [...plan.entries, { enabled: true, recipe, preset }], chosen: plan.entries.length }));
  return {
    store,
    setShared: (change) => store.setState(({ shared }) => ({ shared: { ...shared, ...change } })),
    setAttack: (change) =>
      store.setState(({ shared }) => {
        const { attack: before, evaluate } = shared;
        const attack = changedAttack(before, change);
        const alike = evaluate.norm === before.norm && evaluate.epsilon === before.epsilon;
        return { shared: { ...shared, attack, ...(alike && { evaluate: changedAttack(evaluate, { norm: attack.norm, epsilon: attack.epsilon }) }) } };
      }),
    setEvaluationAttack: (change) => store.setState(({ shared }) => ({ shared: { ...shared, evaluate: changedAttack(shared.evaluate, change) } })),
    setEnabled: (index, enabled) => at(index, (entry) => ({ ...entry, enabled })),
    choose: (chosen) => store.setState({ chosen }),
    change: (index, recipe) => at(index, (entry) => ({ ...entry, recipe: { ...entry.recipe, ...recipe } })),
    add,
    remove: (index) => {
      const removed = store.getState().entries.slice(index, index + 1);
      store.setState((plan) => {
        const left = plan.entries.filter((_, i) => i !== index);
        return { entries: left, chosen: Math.max(0, Math.min(plan.chosen, left.length - 1)) };
      });
      return () =>
        store.setState(({ entries: all }) =>
          removed.some((entry) => all.includes(entry)) // undo has brought it back
            ? {}
            : { entries: [...all.slice(0, index), ...removed, ...all.slice(index)], chosen: index },
        );
    },
    open: (documents) => {
      const [shared] = documents;
      if (!shared) return;
      store.setState((plan) => {
        const opened = entriesOf(documents);
        const others = plan.entries.filter(({ recipe }) => !opened.some((entry) => keyOf(shared, entry.recipe) === keyOf(shared, recipe)));
        return { shared, entries: [...opened, ...others.map((entry) => ({ ...entry, enabled: false }))], chosen: 0 };
      });
    },
  };
}

/** Equal for recipes that train alike. */
function keyOf(shared: TrainingDocument, recipe: Recipe): string {
  const parsed = parseTraining(documentOf(shared, recipe));
  return JSON.stringify(parsed.ok ? recipeOf(parsed.document) : recipe);
}

/** The methods of documents, each on. */
export const entriesOf = (documents: readonly TrainingDocument[]): readonly PlanEntry[] =>
  documents.map((document) => ({ enabled: true, recipe: recipeOf(document) }));

/** One document for every method that is on. They must be validated before they are trained. */
export function documentsOf({ shared, entries }: Pick<TrainPlan, 'shared' | 'entries'>): readonly TrainingDocument[] {
  return entries.filter(({ enabled }) => enabled).map(({ recipe }) => documentOf(shared, recipe));
}

/** TRADES alone has a weight of its KL term. */
export function documentOf(shared: TrainingDocument, { beta, ...recipe }: Recipe): TrainingDocument {
  const { beta: _had, ...attack } = shared.attack;
  return { ...shared, ...recipe, attack: recipe.method === 'trades' ? { ...attack, beta: beta ?? trainingSpecs.trades.beta.default } : attack };
}
