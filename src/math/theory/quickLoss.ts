import type { Landscape } from '../kinds';
import { softplus } from '../logistic';
import { pointLoss } from '../pointLoss';
import { epsilonOf } from './assume';
import { sizesOf } from './constants';
import type { Study } from './kinds';

/** Fewer points than this are evaluated as they are. */
const MANY = 24;
/** Length of a cell of the table, most cells, and what a cubic may miss in the middle of one. */
const [CELL, MOST, MISS] = [1 / 24, 20_000, 1e-8];

/** The points of one label, and ψ(z) = log(1 + exp(−y φ(z))) as cubics on equal cells of [−reach, reach]. */
interface Group {
  readonly x: Float64Array; // [points, 2]
  readonly y: 1 | -1;
  readonly reach: number;
  readonly perLength: number; // cells for a length of 1
  readonly table: Float64Array; // c₀ + c₁t + c₂t² + c₃t³, [cells, 4]; c₀ is NaN where a cubic misses: a corner
  readonly exact: (z: number) => number;
  readonly tops: Float64Array; // ψ at the critical points of φ
  readonly peak: boolean; // whether the first of them is a maximum of ψ
}

function groupOf({ scene: { points, activation, critical } }: Study, y: 1 | -1, reach: number): Group[] {
  const own = points.filter((point) => point.y === y);
  if (own.length === 0) return [];
  const exact = (z: number): number => softplus(-y * activation.f(z));
  const { first } = pointLoss(activation);
  const cells = Math.min(MOST, Math.ceil((2 * reach) / CELL));
  const h = (2 * reach) / cells;
  const table = new Float64Array(4 * cells);
  let [left, slope] = [exact(-reach), first(y, -reach) * h];
  for (let k = 0; k < cells; k += 1) {
    const end = -reach + (k + 1) * h;
    const [right, next] = [exact(end), first(y, end) * h];
    const bend = 3 * (right - left) - 2 * slope - next;
    const twist = 2 * (left - right) + slope + next;
    const missed = Math.abs(left + slope / 2 + bend / 4 + twist / 8 - exact(end - h / 2));
    table.set([missed <= MISS ? left : NaN, slope, bend, twist], 4 * k);
    [left, slope] = [right, next];
  }
  const x = Float64Array.from(own.flatMap((point) => [...point.x]));
  const [turn = 0] = critical;
  const peak = exact(turn) > Math.max(exact(turn - 1e-3), exact(turn + 1e-3));
  return [{ x, y, reach, perLength: 1 / h, table, exact, tops: Float64Array.from(critical, exact), peak }];
}

function psi({ table, reach, perLength, exact }: Group, z: number): number {
  const place = (z + reach) * perLength;
  if (!(place >= 0 && 4 * place < table.length)) return exact(z);
  const at = place | 0;
  const t = place - at;
  const value = table[4 * at]! + t * (table[4 * at + 1]! + t * (table[4 * at + 2]! + t * table[4 * at + 3]!));
  return value > -1 ? value : exact(z);
}

function sumRising(group: Group, a: number, b: number, r: number): number {
  const { x, y } = group;
  let sum = 0;
  for (let k = 0; k < x.length; k += 2) sum += psi(group, a * x[k]! + b * x[k + 1]! - y * r);
  return sum;
}

/** The worst of both ends of [c − r, c + r] and of the critical points inside. */
function sumFolded(group: Group, critical: readonly number[], a: number, b: number, r: number): number {
  const { x, tops } = group;
  let sum = 0;
  for (let k = 0; k < x.length; k += 2) {
    const c = a * x[k]! + b * x[k + 1]!;
    let most = Math.max(psi(group, c - r), psi(group, c + r));
    for (let j = 0; j < tops.length; j += 1) if (tops[j]! > most && critical[j]! > c - r && critical[j]! < c + r) most = tops[j]!;
    sum += most;
  }
  return sum;
}

/** The same with one critical point: a peak draws the attack to itself, a valley drives it to an end. */
function sumFoldedOnce(group: Group, turn: number, a: number, b: number, r: number): number {
  const { x, peak } = group;
  let sum = 0;
  for (let k = 0; k < x.length; k += 2) {
    const c = a * x[k]! + b * x[k + 1]!;
    if (peak) sum += psi(group, Math.min(c + r, Math.max(c - r, turn)));
    else if (c >= turn + r) sum += psi(group, c + r);
    else if (c <= turn - r) sum += psi(group, c - r);
    else sum += Math.max(psi(group, c - r), psi(group, c + r));
  }
  return sum;
}

/**
 * The mean adversarial loss for integrals and level sets over many points, right to 10⁻⁸: the loss of a point depends on z
 * alone, so one table a label serves all of them. With few points the loss itself. `furthest`: the longest ‖θ‖ asked for.
 */
export function quickLoss(study: Study, furthest: number): Landscape['value'] {
  const { scene, landscape } = study;
  const { activation, critical, norm, points } = scene;
  if (points.length < MANY) return landscape.value;
  const [epsilon, reach] = [epsilonOf(scene), Math.min(150, Math.max(1, furthest * Math.max(...sizesOf(study).attacked)))];
  const rising = critical.length === 0 && activation.f(1) > activation.f(0);
  const turn = critical.length === 1 ? critical[0] : undefined;
  const groups = ([1, -1] as const).flatMap((y) => groupOf(study, y, reach));
  return (a, b) => {
    const r = epsilon === 0 ? 0 : epsilon * norm.dualPair(a, b);
    let sum = 0;
    for (let k = 0; k < groups.length; k += 1) {
      const group = groups[k]!;
      if (rising || r === 0) sum += sumRising(group, a, b, r);
      else if (turn === undefined) sum += sumFolded(group, critical, a, b, r);
      else sum += sumFoldedOnce(group, turn, a, b, r);
    }
    return sum / points.length;
  };
}
