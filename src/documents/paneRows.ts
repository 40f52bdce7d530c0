import type { SurfaceChoice } from './surfaceDocument';

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
