import type { Problem, SurfaceDocument } from './document';
import { openDoor, readChoice, readList, readNumber, readObject, type Raw } from './door';
import { difference, plain, trimDocument } from './panes';
import { parseDocument } from './parse';
import { parseTraining } from './parseTraining';
import { isTraining, parseTrainings } from './trainList';
import { documentOf, entriesOf, firstPlan, type TrainPlan } from './trainPlan';
import type { TrainingDocument } from './training';
import { trainingPresets } from './trainingPresets';

const KIND = 'training-plan';

export type ReadPlan =
  { readonly ok: true; readonly plan: TrainPlan; readonly surface?: SurfaceDocument } | { readonly ok: false; readonly problems: readonly Problem[] };

/** What is chosen to train as plain JSON, a training document a method; nothing while a value of it is wrong. */
export function planJson({ shared, entries, chosen }: TrainPlan, surface?: SurfaceDocument): Raw | undefined {
  const parsed = entries.map(({ recipe }) => parseTraining(documentOf(shared, recipe)));
  const methods = parsed.flatMap((one) => (one.ok ? [trimTraining(one.document)] : []));
  if (methods.length === 0 || methods.length < entries.length) return undefined;
  const off = entries.flatMap(({ on }, i) => (on ? [] : [i]));
  const ids = Object.entries(trainingPresets);
  const rows = entries.flatMap(({ preset }, i): [string, string][] => ids.filter(([, row]) => row === preset).map(([id]) => [String(i), id]));
  return {
    kind: KIND,
    methods,
    off,
    chosen,
    ...(rows.length > 0 && { rows: Object.fromEntries(rows) }),
    ...(surface && { surface: trimDocument(surface) }),
  };
}

/** Whether nothing was changed since the page opened. */
export const isFirstPlan = (plan: TrainPlan): boolean => JSON.stringify(planJson(plan)) === JSON.stringify(planJson(firstPlan()));

/** planJson() read back through the door; a training document or a list of them is a plan of its methods. */
export function readPlan(raw: unknown): ReadPlan {
  if (isTraining(raw)) {
    const parsed = parseTrainings(raw);
    return parsed.ok ? { ok: true, plan: planOf(parsed.documents) } : parsed;
  }
  const door = openDoor();
  const whole = readObject(door, raw, '', ['kind', 'methods', 'off', 'chosen', 'rows', 'surface']);
  readChoice(door, whole['kind'], 'kind', [KIND, 'training'], KIND);
  const parsed = parseTrainings(whole['methods'] ?? []);
  const surface = whole['surface'] === undefined ? undefined : parseDocument(whole['surface']);
  const problems = [...door.problems, ...[parsed, surface].flatMap((one) => (one && !one.ok ? one.problems : []))];
  if (!parsed.ok || problems.length > 0) return { ok: false, problems };
  const last = parsed.documents.length - 1;
  const index = { allowed: { min: 0, max: last }, integer: true, default: 0 } as const;
  const off = (whole['off'] === undefined ? [] : readList(door, whole['off'], 'off', [0, last + 1], 'places')).map((item, i) =>
    readNumber(door, item, `off[${i}]`, index),
  );
  const chosen = readNumber(door, whole['chosen'], 'chosen', index);
  const rows = readObject(
    door,
    whole['rows'],
    'rows',
    parsed.documents.map((_, i) => String(i)),
  );
  if (door.problems.length > 0) return { ok: false, problems: door.problems };
  const plan = planOf(parsed.documents);
  const presetOf = (i: number) => trainingPresets[String(rows[String(i)])];
  return {
    ok: true,
    plan: { ...plan, chosen, entries: plan.entries.map((entry, i) => ({ ...entry, on: !off.includes(i), preset: presetOf(i) })) },
    ...(surface?.ok && { surface: surface.document }),
  };
}

const planOf = (documents: readonly TrainingDocument[]): TrainPlan => {
  const [shared = firstPlan().shared] = documents;
  return { shared, entries: entriesOf(documents), chosen: 0 };
};

/** What a training document says that its method, data set, network and optimiser do not say by default. */
function trimTraining(document: TrainingDocument): Raw {
  const { kind, method, data, net, optimiser, awp } = document;
  const named = { kind, method, data: { source: data.source }, net: { name: net.name }, optimiser: { name: optimiser.name }, awp: awp && {} };
  const base = parseTraining(named);
  if (!base.ok) return plain(document);
  const differs = difference(plain(document), plain(base.document));
  const nested = Object.fromEntries(
    Object.entries(named).flatMap(([key, value]): [string, unknown][] => {
      const own = differs[key];
      return typeof value === 'object' && value !== null && typeof own === 'object' ? [[key, { ...value, ...own }]] : [[key, value]];
    }),
  );
  return { ...differs, ...nested };
}
