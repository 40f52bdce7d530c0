import { type Validation, startValidation, type Raw, readList, readObject } from './fieldReaders';
import type { AttackChoice, GridChoice, Pane, SmoothingChoice, SurfaceDocument } from './surfaceDocument';
import { MAX_PANES, surfaceDefaults } from './surfaceSpecs';

const KEYS = ['title', 'model', 'points', 'attack', 'smoothing', 'grid', 'seed'];

/** Reads panes: each is laid over the rest of the document and must make a right document with it. */
export function readPanes(door: Validation, whole: Raw, readSurface: (door: Validation, raw: Raw) => SurfaceDocument): Pane[] {
  return readList(door, whole['panes'], 'panes', [1, MAX_PANES], 'panes').map((raw, i) => {
    const key = `panes[${i}]`;
    const pane = readObject(door, raw, key, KEYS);
    const inner = startValidation();
    const { title, attack, smoothing, grid } = pane;
    const read = readSurface(inner, overlay(whole, pane));
    const alone = startValidation();
    readSurface(alone, { ...without(whole), view: whole['view'] });
    const known = new Set(alone.problems.map((problem) => problem.key));
    for (const problem of inner.problems) if (!known.has(problem.key)) door.reject(`${key}.${problem.key}`, problem.message);
    if (title !== undefined && (typeof title !== 'string' || title.length > 80))
      door.reject(`${key}.title`, 'is not a text of at most 80 characters');
    return {
      ...(typeof title === 'string' ? { title } : {}),
      ...(pane['model'] === undefined ? {} : { model: read.model }),
      ...(pane['points'] === undefined ? {} : { points: read.points }),
      ...(pane['seed'] === undefined ? {} : { seed: read.seed }),
      ...(attack === undefined ? {} : { attack: picked<AttackChoice>(read.attack, attack) }),
      ...(smoothing === undefined
        ? {}
        : { smoothing: isObject(smoothing) && 'kind' in smoothing ? read.smoothing : picked<SmoothingChoice>(read.smoothing, smoothing) }),
      ...(grid === undefined ? {} : { grid: picked<GridChoice>(read.grid, grid) }),
    };
  });
}

const isObject = (raw: unknown): raw is Raw => typeof raw === 'object' && raw !== null && !Array.isArray(raw);
const without = ({ panes: _panes, ...rest }: Raw): Raw => rest;

/** The entries of `read` that the raw object names. */
function picked<T extends object>(read: T, raw: unknown): Partial<T> {
  const named = new Set(isObject(raw) ? Object.keys(raw) : []);
  return Object.fromEntries(Object.entries(read).filter(([key]) => named.has(key))) as Partial<T>;
}

/** A pane laid over a document: nested objects key by key, but a smoothing of another kind replaces the whole. */
export function overlay(whole: Raw, pane: Raw): Raw {
  const { panes: _panes, ...base } = whole;
  const { title: _title, ...over } = pane;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const under = base[key];
    const replaces = key === 'smoothing' && isObject(value) && value['kind'] !== undefined && (!isObject(under) || under['kind'] !== value['kind']);
    merged[key] = isObject(value) && isObject(under) && key !== 'model' && !replaces ? { ...under, ...value } : value;
  }
  return merged;
}

/** Every pane as a document of its own; the document itself when it has no panes. */
export function paneSurfaces(document: SurfaceDocument): readonly SurfaceDocument[] {
  const { panes, ...whole } = document;
  if (!panes) return [document];
  return panes.map((pane) => ({ ...whole, ...overlay(plain(whole), plain(pane)) }));
}

/** An object as its entries. */
export const plain = (value: object): Raw => Object.fromEntries(Object.entries(value));

/** What a document says that the defaults do not, and its version and kind: what is saved, sent and embedded. */
export function trimDocument(document: SurfaceDocument): Raw {
  const { smoothscape, kind } = document;
  return { smoothscape, kind, ...difference(plain(document), plain(surfaceDefaults)) };
}

/** The entries of `value` that are not the same in `from`. */
export function difference(value: Raw, from: Raw): Raw {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
      const under = from[key];
      if (JSON.stringify(item) === JSON.stringify(under)) return [];
      // a smoothing names its kind, so it is kept whole
      return [[key, isObject(item) && isObject(under) && key !== 'smoothing' ? difference(item, under) : item]];
    }),
  );
}
