import type { Scene } from '../adversarial';
import { firstAbove } from '../interval';
import type { Landscape } from '../kinds';
import { softplus } from '../logistic';
import { pointLoss } from '../pointLoss';
import { epsilonOf } from './assume';
import { sizesOf } from './constants';
import type { Study } from './kinds';

/** Fewer points than this are evaluated as they are. */
const MANY = 24;
/** Longest and shortest cell of the table, most cells, and what a cubic may miss in the middle of one. */
const [CELL, FINEST, MOST, MISS] = [1 / 24, 1 / 90, 20_000, 1e-8];
/** Cells are halved while so many of them miss: the loss itself costs ten times as much there. */
const MISSING = 0.002;

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

interface Table {
  readonly table: Float64Array; // as in Group
  readonly missed: number; // share of the cells
}

/** A function by its values and slopes at the ends of equal cells of [−reach, reach]. */
function tableOf(value: (z: number) => number, slopeAt: (z: number) => number, reach: number, cells: number): Table {
  const h = (2 * reach) / cells;
  const table = new Float64Array(4 * cells);
  let [left, slope, missed] = [value(-reach), slopeAt(-reach) * h, 0];
  for (let k = 0; k < cells; k += 1) {
    const end = -reach + (k + 1) * h;
    const [right, next] = [value(end), slopeAt(end) * h];
    const bend = 3 * (right - left) - 2 * slope - next;
    const twist = 2 * (left - right) + slope + next;
    const miss = Math.abs(left + slope / 2 + bend / 4 + twist / 8 - value(end - h / 2));
    if (!(miss <= MISS)) missed += 1 / cells;
    table[4 * k] = miss <= MISS ? left : NaN;
    table[4 * k + 1] = slope;
    table[4 * k + 2] = bend;
    table[4 * k + 3] = twist;
    [left, slope] = [right, next];
  }
  return { table, missed };
}

function groupOf({ scene: { points, activation, critical } }: Study, y: 1 | -1, reach: number): Group[] {
  const own = points.filter((point) => point.y === y);
  if (own.length === 0) return [];
  const exact = (z: number): number => softplus(-y * activation.f(z));
  const { first } = pointLoss(activation);
  const cut = (cell: number): Table => tableOf(exact, (z) => first(y, z), reach, Math.min(MOST, Math.ceil((2 * reach) / cell)));
  let [cell, { table, missed }] = [CELL, cut(CELL)];
  while (missed > MISSING && cell > FINEST) {
    cell /= 2;
    ({ table, missed } = cut(cell));
  }
  const x = Float64Array.from(own.flatMap((point) => [...point.x]));
  const [turn = 0] = critical;
  const peak = exact(turn) > Math.max(exact(turn - 1e-3), exact(turn + 1e-3));
  return [{ x, y, reach, perLength: table.length / (8 * reach), table, exact, tops: Float64Array.from(critical, exact), peak }];
}

function psi({ table, reach, perLength, exact }: Group, z: number): number {
  const place = (z + reach) * perLength;
  if (!(place >= 0 && 4 * place < table.length)) return exact(z);
  const at = place | 0;
  const t = place - at;
  const value = table[4 * at]! + t * (table[4 * at + 1]! + t * (table[4 * at + 2]! + t * table[4 * at + 3]!));
  return value > -1 ? value : exact(z);
}

/** Whether φ never falls on [−reach, reach]: it is monotone between its critical points, so their values tell. */
function rises({ f }: Scene['activation'], critical: readonly number[], reach: number): boolean {
  const stops = [-reach, ...critical.filter((z) => Math.abs(z) < reach), reach].map(f);
  return stops.every((value, k) => k === 0 || value > stops[k - 1]!);
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
    for (let j = firstAbove(critical, c - r); j < tops.length && critical[j]! < c + r; j += 1) most = Math.max(most, tops[j]!);
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
  if (study.scene.points.length < MANY) return study.landscape.value;
  const had = tables.get(study.scene);
  if (had && had.furthest >= furthest) return had.value;
  const value = tabled(study, furthest);
  tables.set(study.scene, { furthest, value });
  return value;
}

/** The last table of each scene: a card asks several times. */
const tables = new WeakMap<Scene, { readonly furthest: number; readonly value: Landscape['value'] }>();

function tabled(study: Study, furthest: number): Landscape['value'] {
  const { scene } = study;
  const { activation, critical, norm, points } = scene;
  const [epsilon, reach] = [epsilonOf(scene), Math.min(150, Math.max(1, furthest * Math.max(...sizesOf(study).attacked)))];
  const rising = rises(activation, critical, reach);
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
