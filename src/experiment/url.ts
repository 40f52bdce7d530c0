import { Inflate, deflateSync, strFromU8, strToU8 } from 'fflate';
import type { SurfaceDocument } from './document';
import { parseText, trimDocument } from './parse';
import { isFirstPlan, planJson, readPlan } from './planLink';
import type { Tab } from './store';
import type { TrainPlan } from './trainPlan';

/** Longest document that an address may unpack to, in bytes; 200 points at full length take some 10 kB. */
const LONGEST = 1 << 20;
const SLICE = 1024;
/** The pages, as addresses name them. */
const tabs: readonly Tab[] = ['gallery', 'lab', 'theory', 'optimisers', 'train'];

export interface Address {
  readonly tab: Tab;
  /** Absent where the address names none. */
  readonly document?: SurfaceDocument;
  /** What is chosen to train; only the Train tab's address has it. */
  readonly plan?: TrainPlan;
  /** Why the address could not be followed, in one sentence. */
  readonly problem?: string;
}

/** "#lab" or "#lab/…": the tab, then what differs from the defaults, deflated, in base64url. */
export function toHash(tab: Tab, document: SurfaceDocument): string {
  return `#${tab}/${pack(trimDocument(document))}`;
}

/** "#train" or "#train/…": what differs from the first plan, and the other tabs' document where it is not the one that they begin with; nothing while a value is wrong. */
export function toTrainHash(plan: TrainPlan, surface?: SurfaceDocument): string | undefined {
  if (surface === undefined && isFirstPlan(plan)) return '#train';
  const json = planJson(plan, surface);
  return json && `#train/${pack(json)}`;
}

const pack = (json: object): string => toBase64Url(deflateSync(strToU8(JSON.stringify(json)), { level: 9 }));

export function fromHash(hash: string): Address {
  const [name = '', packed] = hash.replace(/^#/, '').split('/', 2);
  const tab = tabs.find((known) => known === name) ?? 'gallery';
  if (name !== '' && name !== tab) return { tab, problem: `The address names no page of ours (“${short(name)}”), so the gallery is shown.` };
  if (packed === undefined || packed === '') return { tab };
  const text = unpack(packed);
  if (text === undefined) return { tab, problem: 'The address is damaged and could not be read, so the defaults are shown.' };
  const trained = tab === 'train' ? planIn(text) : undefined;
  if (trained?.ok) return { tab, plan: trained.plan, ...(trained.surface && { document: trained.surface }) };
  const parsed = trained ?? parseText(text);
  if (parsed.ok) return { tab, document: parsed.document };
  const [first] = parsed.problems;
  return {
    tab,
    problem: `The address holds a wrong value, so the defaults are shown: ${first ? `${first.key}: ${first.message}` : 'no reason given'}.`,
  };
}

/** What a text says of training; nothing where it is a surface document or no JSON. */
function planIn(text: string): ReturnType<typeof readPlan> | undefined {
  try {
    const raw: unknown = JSON.parse(text);
    const surface = typeof raw === 'object' && raw !== null && 'kind' in raw && raw.kind === 'surface';
    return surface ? undefined : readPlan(raw);
  } catch {
    return undefined; // parseText() says so in a sentence
  }
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
