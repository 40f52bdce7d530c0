import type { Pair, Point } from '../math/core/types';
import { isObject, type Raw, readList, readObject, startValidation, type Validation } from './fieldReaders';
import type { AttackChoice, GridChoice, Pane, SmoothingChoice, SurfaceChoice, SurfaceDocument } from './surfaceDocument';
import { MAX_PANES, surfaceDefaults } from './surfaceSpecs';

const PANE_KEYS = ['title', 'model', 'points', 'attack', 'smoothing', 'grid', 'seed', 'view'];
const MAX_TITLE_LENGTH = 80;

/** Reads panes: each is laid over the rest of the document, which is validated already, and must make a valid document with it. */
export function readPanes(validation: Validation, whole: Raw, readSurface: (validation: Validation, raw: Raw) => SurfaceDocument): Pane[] {
  const reported = new Set(validation.problems.map((problem) => problem.key));
  return readList(validation, whole['panes'], 'panes', [1, MAX_PANES], 'panes').map((raw, i) => {
    const key = `panes[${i}]`;
    const pane = readObject(validation, raw, key, PANE_KEYS);
    const inner = startValidation();
    const { title, attack, smoothing, grid } = pane;
    const { range } = readObject(validation, pane['view'], `${key}.view`, ['range']);
    const read = readSurface(inner, overlay(whole, { ...pane, view: range === undefined ? {} : { range } }));
    for (const problem of inner.problems) if (!reported.has(problem.key)) validation.reject(`${key}.${problem.key}`, problem.message);
    if (title !== undefined && (typeof title !== 'string' || title.length > MAX_TITLE_LENGTH))
      validation.reject(`${key}.title`, `is not a text of at most ${MAX_TITLE_LENGTH} characters`);
    return {
      ...(typeof title === 'string' && { title }),
      ...(pane['model'] !== undefined && { model: read.model }),
      ...(pane['points'] !== undefined && { points: read.points }),
      ...(pane['seed'] !== undefined && { seed: read.seed }),
      ...(attack !== undefined && { attack: pickKeys<AttackChoice>(read.attack, attack) }),
      ...(smoothing !== undefined && {
        smoothing: isObject(smoothing) && 'kind' in smoothing ? read.smoothing : pickKeys<SmoothingChoice>(read.smoothing, smoothing),
      }),
      ...(grid !== undefined && { grid: pickKeys<GridChoice>(read.grid, grid) }),
      ...(range !== undefined && read.view.range && { view: { range: read.view.range } }),
    };
  });
}

/** The entries of `read` that the raw object names. */
function pickKeys<T extends object>(read: T, raw: unknown): Partial<T> {
  const given = new Set(isObject(raw) ? Object.keys(raw) : []);
  return Object.fromEntries(Object.entries(read).filter(([key]) => given.has(key))) as Partial<T>;
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

/** Every pane as a whole document; the document itself where it has no panes. */
export function paneSurfaces(document: SurfaceDocument): readonly SurfaceDocument[] {
  const { panes, ...whole } = document;
  if (!panes) return [document];
  return panes.map((pane) => ({ ...whole, ...overlay(plain(whole), plain(pane)) }));
}

/** The document with other points: those of a pane that has its own, which loses its title by that, or those that all other panes share. */
export function withPoints(document: SurfaceDocument, pane: number, points: readonly Point[]): SurfaceDocument {
  const edited = document.panes?.[pane];
  if (!document.panes || edited?.points === undefined) return { ...document, points };
  const { title: _title, ...rest } = edited;
  return { ...document, panes: document.panes.map((other) => (other === edited ? { ...rest, points } : other)) };
}

/** The document with the range of losses locked, or free where there is none: of some panes of a comparison, or of all that is drawn. */
export function withLockedRange(document: SurfaceDocument, of: readonly number[] | undefined, range: Pair | undefined): SurfaceDocument {
  const { range: common, ...view } = document.view;
  const { panes, ...whole } = document;
  const locked = (pane: Pane, own: Pair | undefined): Pane => {
    const { view: _before, ...rest } = pane;
    return own ? { ...rest, view: { range: own } } : rest;
  };
  if (of && panes && of.length < panes.length)
    return { ...whole, view, panes: panes.map((pane, k) => locked(pane, of.includes(k) ? range : (pane.view?.range ?? common))) };
  return { ...whole, view: range ? { ...view, range } : view, ...(panes && { panes: panes.map((pane) => locked(pane, undefined)) }) };
}

/** A typed object as untyped JSON. */
export const plain = (value: object): Raw => Object.fromEntries(Object.entries(value));

/** The document without its default values, but with version and kind: the form that is saved, sent and embedded. */
export function trimDocument(document: SurfaceDocument): Raw {
  const { smoothscape, kind } = document;
  return { smoothscape, kind, ...difference(plain(document), plain(surfaceDefaults)) };
}

/** The entries of `value` that differ from `from`, nested objects key by key. */
export function difference(value: Raw, from: Raw): Raw {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
      const under = from[key];
      if (JSON.stringify(item) === JSON.stringify(under)) return [];
      // a smoothing stays complete, since its keys depend on its kind
      return [[key, isObject(item) && isObject(under) && key !== 'smoothing' ? difference(item, under) : item]];
    }),
  );
}

/** Panes of a comparison beside each other in one row, at most. */
const MAX_ROW_LENGTH = 4;

const scaleKey = ({ model, points }: SurfaceChoice): string => JSON.stringify([model, points]);

/** Lengths of the fewest rows of at most MAX_ROW_LENGTH, as equal as can be, longer ones first. */
function rowLengths(count: number): readonly number[] {
  const rows = Math.ceil(count / MAX_ROW_LENGTH);
  return Array.from({ length: rows }, (_, row) => Math.ceil((count - row) / rows));
}

/**
 * The rows of a comparison, as indices of its panes: a row for each run of panes with the same model and points, as in the paper's figures,
 * where that leaves no pane alone; else rows of nearly equal length.
 */
export function paneRows(surfaces: readonly SurfaceChoice[]): readonly (readonly number[])[] {
  const keys = surfaces.map(scaleKey);
  const starts = keys.flatMap((key, pane) => (key === keys[pane - 1] ? [] : [pane]));
  const runs = starts.map((start, run) => (starts[run + 1] ?? keys.length) - start);
  const lengths = (runs.includes(1) ? [keys.length] : runs).flatMap(rowLengths);
  return lengths.map((length, row) => {
    const start = lengths.slice(0, row).reduce((sum, before) => sum + before, 0);
    return Array.from({ length }, (_, k) => start + k);
  });
}

/**
 * The panes that share a range of loss with a pane, for every pane: those of its row and of every row with a model and points in common, such
 * as its smoothed twin. A range for all would flatten the rows of a smaller loss.
 */
export function scaleGroups(surfaces: readonly SurfaceChoice[]): readonly (readonly number[])[] {
  const keys = surfaces.map(scaleKey);
  const groups = paneRows(surfaces).reduce<readonly (readonly number[])[]>((joined, row) => {
    const meets = (group: readonly number[]) => group.some((a) => row.some((b) => keys[a] === keys[b]));
    return [...joined.filter((group) => !meets(group)), [...joined.filter(meets).flat(), ...row]];
  }, []);
  return keys.map((_, pane) => groups.find((group) => group.includes(pane)) ?? [pane]);
}
