import { isObject, startValidation, type Raw, readChoice, readList, readNumber, readObject, parseJson } from '../documents/fieldReaders';
import { difference, plain, trimDocument } from '../documents/panes';
import { parseDocument, parseText } from '../documents/parseSurface';
import { isTraining, parseTraining, parseTrainings } from '../documents/parseTraining';
import type { ValidationError, SurfaceDocument } from '../documents/surfaceDocument';
import type { TrainingDocument } from '../documents/trainingDocument';
import { trainingPresets } from '../documents/trainingPresets';
import { choiceDefaults, type PageChoices, readChoices, trimChoices } from './choices';
import type { Tab } from './experimentStore';
import { documentOf, entriesOf, firstPlan, type TrainPlan } from './trainingPlan';
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';

const KIND = 'training-plan';

export type ParsedPlan =
  | { readonly ok: true; readonly plan: TrainPlan; readonly surface?: SurfaceDocument }
  | { readonly ok: false; readonly problems: readonly ValidationError[] };

/** What is chosen to train as plain JSON, a training document a method; nothing while a value of it is wrong. */
export function planJson({ shared, entries, chosen }: TrainPlan, surface?: SurfaceDocument): Raw | undefined {
  const parsed = entries.map(({ recipe }) => parseTraining(documentOf(shared, recipe)));
  const methods = parsed.flatMap((one) => (one.ok ? [trimTraining(one.document)] : []));
  if (methods.length === 0 || methods.length < entries.length) return undefined;
  const off = entries.flatMap(({ enabled }, i) => (enabled ? [] : [i]));
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

/** planJson() parsed and validated; a training document or a list of them is a plan of its methods. */
export function parsePlan(raw: unknown): ParsedPlan {
  if (isTraining(raw)) {
    const parsed = parseTrainings(raw);
    return parsed.ok ? { ok: true, plan: planOf(parsed.documents) } : parsed;
  }
  const validation = startValidation();
  const whole = readObject(validation, raw, '', ['kind', 'methods', 'off', 'chosen', 'rows', 'surface']);
  readChoice(validation, whole['kind'], 'kind', [KIND, 'training'], KIND);
  const parsed = parseTrainings(whole['methods'] ?? []);
  const surface = whole['surface'] === undefined ? undefined : parseDocument(whole['surface']);
  const problems = [...validation.problems, ...[parsed, surface].flatMap((one) => (one && !one.ok ? one.problems : []))];
  if (!parsed.ok || problems.length > 0) return { ok: false, problems };
  const last = parsed.documents.length - 1;
  const index = { allowed: { min: 0, max: last }, integer: true, default: 0 } as const;
  const off = (whole['off'] === undefined ? [] : readList(validation, whole['off'], 'off', [0, last + 1], 'places')).map((item, i) =>
    readNumber(validation, item, `off[${i}]`, index),
  );
  const chosen = readNumber(validation, whole['chosen'], 'chosen', index);
  const rows = readObject(
    validation,
    whole['rows'],
    'rows',
    parsed.documents.map((_, i) => String(i)),
  );
  if (validation.problems.length > 0) return { ok: false, problems: validation.problems };
  const plan = planOf(parsed.documents);
  const presetOf = (i: number) => trainingPresets[String(rows[String(i)])];
  return {
    ok: true,
    plan: { ...plan, chosen, entries: plan.entries.map((entry, i) => ({ ...entry, enabled: !off.includes(i), preset: presetOf(i) })) },
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
      const changes = differs[key];
      return typeof value === 'object' && value !== null && typeof changes === 'object' ? [[key, { ...value, ...changes }]] : [[key, value]];
    }),
  );
  const { attack, evaluate } = document; // whole, since the numbers of an attack follow from one another where they are not said
  return { ...differs, ...nested, ...((differs['attack'] ?? differs['evaluate']) !== undefined && { attack, evaluate }) };
}

/** Longest document that an address may unpack to, in bytes; 200 points at full length take some 10 kB. */
const LONGEST = 1 << 20;
const SLICE = 1024;
/** The pages, as addresses name them. */
const tabs: readonly Tab[] = ['gallery', 'read', 'learn', 'lab', 'theory', 'optimisers', 'train', 'landscape'];

export interface Address {
  readonly tab: Tab;
  /** Absent where the address names none. */
  readonly document?: SurfaceDocument;
  /** What is chosen to train; absent where the address says nothing of it. */
  readonly plan?: TrainPlan;
  /** The other choices; absent where the address names none. */
  readonly choices?: PageChoices;
  /** Why the address could not be followed, in one sentence. */
  readonly problem?: string;
}

/** What an address contains beside the document of its tab. */
export interface AddressRest {
  readonly choices?: PageChoices;
  /** What is chosen to train, on the other tabs. */
  readonly plan?: TrainPlan;
}

/** "#lab/…": the tab, then what differs from the defaults, deflated, in base64url; `page` and `plan` only where something was chosen there. */
export function toHash(tab: Tab, document: SurfaceDocument, { choices = choiceDefaults, plan }: AddressRest = {}): string {
  const [page, trained] = [trimChoices(choices), plan && !isFirstPlan(plan) ? planJson(plan) : undefined];
  return `#${tab}/${pack({ ...trimDocument(document), ...(trained && { plan: trained }), ...(page && { page }) })}`;
}

/** "#train" or "#train/…": what differs from the first plan, and the other tabs' document where it is not the one that they begin with; nothing while a value is wrong. */
export function toTrainHash(plan: TrainPlan, surface?: SurfaceDocument, choices: PageChoices = choiceDefaults): string | undefined {
  const page = trimChoices(choices);
  if (surface === undefined && isFirstPlan(plan) && !page) return '#train';
  const json = planJson(plan, surface);
  return json && `#train/${pack({ ...json, ...(page && { page }) })}`;
}

const pack = (json: object): string => toBase64Url(deflateSync(strToU8(JSON.stringify(json)), { level: 9 }));

export function fromHash(hash: string): Address {
  const [name = '', packed] = hash.replace(/^#/, '').split('/', 2);
  const tab = tabs.find((known) => known === name) ?? 'gallery';
  if (name !== '' && name !== tab) return { tab, problem: `The address names no page of ours (“${short(name)}”), so the gallery is shown.` };
  if (packed === undefined || packed === '') return { tab };
  const text = unpack(packed);
  if (text === undefined) return { tab, problem: 'The address is damaged and could not be read, so the defaults are shown.' };
  const read = readParts(tab, text);
  if (read.ok) {
    const { ok: _ok, ...parts } = read;
    return { tab, ...parts };
  }
  const [first] = read.problems;
  return {
    tab,
    problem: `The address contains a wrong value, so the defaults are shown: ${first ? `${first.key}: ${first.message}` : 'no reason given'}.`,
  };
}

type AddressParts = Pick<Address, 'document' | 'plan' | 'choices'>;
type ParsedParts = ({ readonly ok: true } & AddressParts) | { readonly ok: false; readonly problems: readonly ValidationError[] };

/** The parts of an address: a document or, on the Train tab, a plan; beside it `page`, the other choices, and `plan`. */
function readParts(tab: Tab, text: string): ParsedParts {
  let raw: unknown;
  try {
    raw = parseJson(text);
  } catch {
    return parseText(text); // says why in a sentence
  }
  const { page, plan: beside, ...rest } = isObject(raw) ? raw : { page: undefined, plan: undefined };
  const main = isObject(raw) ? rest : raw;
  const validation = startValidation();
  const choices = page === undefined ? undefined : readChoices(validation, page);
  const isPlan = tab === 'train' && !(isObject(main) && main['kind'] === 'surface');
  const plan = isPlan ? parsePlan(main) : beside === undefined ? undefined : parsePlan(beside);
  const surface = isPlan ? undefined : parseDocument(main);
  const problems = [...[surface, plan].flatMap((one) => (one && !one.ok ? one.problems : [])), ...validation.problems];
  if (problems.length > 0) return { ok: false, problems };
  const document = surface?.ok ? surface.document : isPlan && plan?.ok ? plan.surface : undefined;
  return { ok: true, ...(choices && { choices }), ...(document && { document }), ...(plan?.ok && { plan: plan.plan }) };
}

function unpack(packed: string): string | undefined {
  try {
    const bytes = fromBase64Url(packed);
    const parts: Uint8Array[] = [];
    let length = 0;
    let whole = false;
    const inflate = new Inflate((part, final) => {
      parts.push(part);
      length += part.length;
      whole = final;
    });
    for (let at = 0; at < bytes.length; at += SLICE) {
      inflate.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length);
      if (length > LONGEST) return undefined;
    }
    if (!whole) return undefined;
    const joined = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return strFromU8(joined);
  } catch {
    return undefined; // the caller says so in a sentence
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(strFromU8(bytes, true)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  return strToU8(atob(text.replace(/-/g, '+').replace(/_/g, '/')), true);
}

function short(text: string): string {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
