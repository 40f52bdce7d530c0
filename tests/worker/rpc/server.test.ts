import { createWorkerClient } from '../../../src/worker/rpc/client';
import type { FromWorker, SurfaceResult } from '../../../src/worker/rpc/protocol';
import { type JobTable, yieldToMessages } from '../../../src/worker/rpc/server';
import { asking, choice, result } from '../surface/samples';
import { inChannel } from './channel';
import { describe, expect, test } from 'vitest';

type Surface = JobTable['surface'];
const point: JobTable['point'] = function* (request) {
  yield { theta: request.theta, shown: 1, adversarial: 1, clean: 1, deltas: [], u: [] };
};

/** Asks once, cancels after `cancelAfter` parts if given, and waits for the end. */
function run(surface: Surface, cancelAfter = Infinity): Promise<{ parts: number[]; last: string; log: FromWorker[] }> {
  const log: FromWorker[] = [];
  return new Promise((resolve) => {
    const port = createWorkerClient(inChannel({ surface, point }, (message) => log.push(message)));
    const parts: number[] = [];
    const leave = async (last: string): Promise<void> => {
      for (let k = 0; k < 5; k += 1) await yieldToMessages(); // anything that came after the end would be in the log by now
      port.close();
      resolve({ parts, last, log });
    };
    const cancel = port.ask('surface', asking(1), {
      part: ({ grid }) => {
        parts.push(grid.z[0] ?? NaN);
        if (parts.length === cancelAfter) cancel();
      },
      end: () => void leave('end'),
      failed: (message) => void leave(message),
    });
    if (cancelAfter === 0) cancel();
  });
}
const lasts = (log: readonly FromWorker[]): number => log.filter(({ type }) => type === 'end' || type === 'failed').length;

/** The same job as a generator and as an async generator. */
const bothKinds = (steps: () => Generator<SurfaceResult | undefined, void>): [string, Surface][] => [
  ['generator', steps],
  [
    'async generator',
    async function* () {
      yield* steps();
    },
  ],
];

describe('serve', () => {
  test.each(
    bothKinds(function* () {
      yield result(1);
      yield undefined;
      yield result(2);
    }),
  )('%s: parts in order, yields not posted, then one end', async (_, steps) => {
    const { parts, last, log } = await run(steps);
    expect([parts, last, lasts(log)]).toEqual([[1, 2], 'end', 1]);
  });

  test.each([0, 1, 3])('a job cancelled after %i parts runs its finally and ends once', async (count) => {
    for (const [, steps] of bothKinds(function* () {
      let open = true;
      try {
        for (let k = 1; k < 1000; k += 1) yield result(k);
        open = false;
      } finally {
        left.push(open);
      }
    })) {
      const left0 = left.length;
      const { parts, last, log } = await run(steps, count);
      expect(parts.length).toBeGreaterThanOrEqual(count);
      expect(parts.length).toBeLessThan(100);
      expect(left.slice(left0)).toEqual(count === 0 ? [] : [true]);
      expect([last, lasts(log)]).toEqual(['end', 1]);
    }
  });
  const left: boolean[] = [];

  test.each(
    bothKinds(function* () {
      yield result(1);
      throw new Error('ε = −1 is not ≥ 0');
    }),
  )('%s that throws: one failed with its sentence, after its parts', async (_, steps) => {
    const { parts, last, log } = await run(steps);
    expect([parts, last, lasts(log)]).toEqual([[1], 'ε = −1 is not ≥ 0', 1]);
  });

  test('two jobs alternate', async () => {
    const order: string[] = [];
    const port = createWorkerClient(
      inChannel({
        point,
        *surface({ surface: { seed } }) {
          for (let k = 0; k < 3; k += 1) {
            order.push(`${seed}${k}`);
            yield undefined;
          }
        },
      }),
    );
    const ended = (seed: number): Promise<void> =>
      new Promise((resolve) => port.ask('surface', asking(seed), { part: () => undefined, end: resolve, failed: () => resolve() }));
    await Promise.all([ended(1), ended(2)]);
    port.close();
    expect(order).toEqual(['10', '20', '11', '21', '12', '22']);
  });

  test('arrays are moved, not copied', async () => {
    const made: SurfaceResult[] = [];
    await run(function* () {
      made.push(result(1));
      yield made[0];
    });
    expect(made[0]?.grid.z.length).toBe(0);
    expect(choice.points.length).toBe(1);
  });
});
