import { calls } from './dawn';

/** The results of this process, by the name of their row. */
export const rows: Record<string, object> = {};

const began = performance.now();
const seconds = Number(process.env['GPU_CHECK_SECONDS'] ?? 60);
/** Milliseconds that this process may still take. */
export const timeLeft = (): number => seconds * 1000 - (performance.now() - began);

/** Computes a row and prints it as one line of JSON; its failure is a row too, and it is left out when fewer than `needed` seconds are left. */
export async function row(name: string, needed: number, compute: () => Promise<object>): Promise<void> {
  let result: object;
  if (timeLeft() < needed * 1000) result = { skipped: `${Math.max(0, Math.round(timeLeft() / 1000))} s were left, ${needed} s are needed` };
  else
    try {
      result = await compute();
    } catch (error) {
      result = { error: error instanceof Error ? error.message.split('\n')[0] : String(error) };
    }
  rows[name] = result;
  process.stdout.write(`${JSON.stringify({ [name]: result })}\n`);
}

/** Rounded to four digits. */
export const rounded = (value: number): number => Number(value.toPrecision(4));

interface Timing {
  /** Median. */
  readonly ms: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  /** WebGPU calls of the last run. */
  readonly dispatches: number;
  readonly submits: number;
}

/** Milliseconds of `run` after one run that compiles: up to `most` runs, fewer after `limit` ms. */
export async function timing(run: () => Promise<unknown>, most: number, limit: number): Promise<Timing> {
  await run();
  const times: number[] = [];
  let before = { ...calls };
  for (const start = performance.now(); times.length < most && (times.length === 0 || performance.now() - start < Math.min(limit, timeLeft()));) {
    before = { ...calls };
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return {
    ms: rounded(times[times.length >> 1] ?? NaN),
    min: rounded(times[0] ?? NaN),
    max: rounded(times.at(-1) ?? NaN),
    runs: times.length,
    dispatches: calls.dispatches - before.dispatches,
    submits: calls.submits - before.submits,
  };
}

/** The largest |a − b| / scale(b); two values that are no numbers are equal. */
export function largestDifference(values: ArrayLike<number>, reference: ArrayLike<number>, scale: (b: number) => number): number {
  let largest = 0;
  for (let k = 0; k < reference.length; k += 1) {
    const [a, b] = [values[k] ?? NaN, reference[k] ?? NaN];
    if (Number.isNaN(a) && Number.isNaN(b)) continue;
    const off = Math.abs(a - b) / scale(b);
    largest = Number.isNaN(off) ? Infinity : Math.max(largest, off);
  }
  return largest;
}
