import { smoothedOf, adversarialProblem } from '../../src/worker/surface/surfaceProblem';
import type { SurfaceChoice } from '../../src/documents/surfaceDocument';
import { parseDocument } from '../../src/documents/parseSurface';
import { landscapeOf } from '../../src/math/loss/landscape';
import { linspace } from '../../src/math/core/grid';
import { smoothedValues } from '../math/smoothing/smoothedValues';

/** The whole surface in float64, theta2 outer and theta1 inner. */
function surfaceOf(surface: SurfaceChoice): number[] {
  const { theta1, theta2, n } = surface.grid;
  const [a, b] = [linspace(...theta1, n), linspace(...theta2, n)];
  const landscape = landscapeOf(adversarialProblem(surface));
  const smoothed = smoothedOf(surface.smoothing);
  if (smoothed.kind === 'integral') return [...smoothedValues(landscape, smoothed.integral, a, b)];
  if (smoothed.kind === 'none') return [...b].flatMap((t) => [...a].map((s) => landscape.value(s, t)));
  throw new Error('a worst case has no closed form to compare with');
}

/** Rows of a CSV file below its recipe and header. */
export function rowsOf(csv: string): number[][] {
  const lines = csv
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('# '));
  return lines.slice(1).map((line) => line.split(',').map((cell) => (cell === '' ? NaN : Number(cell))));
}

/** Largest |CSV − float64| relative to max(1, |float64|), over every node of the surface of a document. */
export function differenceFrom(document: unknown, csv: string): number {
  const parsed = parseDocument(document);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  const rows = rowsOf(csv);
  const truth = surfaceOf(parsed.document);
  if (rows.length !== truth.length) return Infinity;
  return Math.max(...truth.map((value, k) => Math.abs((rows[k]?.[2] ?? NaN) - value) / Math.max(1, Math.abs(value))));
}
