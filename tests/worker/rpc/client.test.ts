import { createWorkerClient } from '../../../src/worker/rpc/client';
import { latestRequest, requestOnce } from '../../../src/worker/rpc/latestRequest';
import type { OpenTransport } from '../../../src/worker/rpc/transport';
import type { SurfaceRequest } from '../../../src/worker/rpc/protocol';
import { type JobTable, yieldToMessages } from '../../../src/worker/rpc/server';
import { asking, result } from '../surface/samples';
import { inChannel } from './channel';
import { describe, expect, test } from 'vitest';

const point: JobTable['point'] = function* (request) {
  yield { theta: request.theta, shown: 1, adversarial: 1, clean: 1, deltas: [], u: [] };
};
const seedOf = (request: SurfaceRequest): number => request.surface.seed;

/** A lane over a channel that records what it hears; resolves when request `final` has ended. */
function follow(surface: JobTable['surface'], drive: (ask: (seed: number) => void) => void, final: number) {
  const seen = { parts: [] as string[], ends: [] as number[], failed: [] as string[] };
  return new Promise<typeof seen>((resolve) => {
    const port = createWorkerClient(inChannel({ surface, point }));
    const leave = (request: SurfaceRequest): void => {
      if (seedOf(request) !== final) return;
      port.close();
      resolve(seen);
    };
    const work = latestRequest(port, 'surface', {
      part: ({ grid }, request) => seen.parts.push(`${seedOf(request)}:${grid.z[0]}`),
      end: (request) => {
        seen.ends.push(seedOf(request));
        leave(request);
      },
      failed: (message, request) => {
        seen.failed.push(message);
        leave(request);
      },
    });
    drive((seed) => work.ask(asking(seed)));
  });
}

describe('latest request', () => {
  test('one running request and the newest waiting one', async () => {
    const started: number[] = [];
    const seen = await follow(
      function* (request) {
        started.push(seedOf(request));
        yield result(1, { draft: true });
        yield result(2);
      },
      (ask) => [1, 2, 3, 4, 5].forEach(ask),
      5,
    );
    expect(started.at(-1)).toBe(5);
    expect(started.length).toBeLessThanOrEqual(2);
    expect(seen.parts.at(-1)).toBe('5:2');
    expect(seen.ends.at(-1)).toBe(5);
  });

  test('drafts are shown while requests come faster than results', async () => {
    const count = 60;
    const seen = await follow(
      async function* () {
        yield result(1, { draft: true });
        for (let k = 0; k < 20; k += 1) await yieldToMessages(); // the full picture takes longer than an ask
        yield result(2);
      },
      (ask) => {
        const next = async (): Promise<void> => {
          for (let seed = 1; seed <= count; seed += 1) {
            ask(seed);
            for (let k = 0; k < 8; k += 1) await yieldToMessages();
          }
        };
        void next();
      },
      count,
    );
    expect(seen.parts.filter((part) => part.endsWith(':1')).length).toBeGreaterThan(5);
    expect(seen.parts.at(-1)).toBe(`${count}:2`);
    expect(new Set(seen.ends).size).toBe(seen.ends.length);
  });

  test('a failure is reported with its sentence and the next request succeeds', async () => {
    const seen = await follow(
      function* (request) {
        if (seedOf(request) === 1) throw new Error('no');
        yield result(7);
      },
      (ask) => {
        ask(1);
        void (async () => {
          for (let k = 0; k < 20; k += 1) await yieldToMessages();
          ask(2);
        })();
      },
      2,
    );
    expect(seen).toEqual({ parts: ['2:7'], ends: [2], failed: ['no'] });
  });

  test('after stop no handler is called', async () => {
    const port = createWorkerClient(
      inChannel({
        point,
        *surface() {
          for (;;) yield result(1);
        },
      }),
    );
    let calls = 0;
    let stopped = false;
    const count = (): void => {
      if (stopped) calls += 1;
    };
    const work = latestRequest(port, 'surface', { part: count, end: count, failed: count });
    work.ask(asking(1));
    for (let k = 0; k < 10; k += 1) await yieldToMessages();
    work.stop();
    stopped = true;
    for (let k = 0; k < 50; k += 1) await yieldToMessages();
    port.close();
    expect(calls).toBe(0);
  });
});

describe('a crashed worker', () => {
  /** A worker that announces a backend and dies, as long as `mortal` says so. */
  const dying = (mortal: (request: SurfaceRequest) => boolean, asked: SurfaceRequest[]): OpenTransport => {
    return (hear, died) => {
      const inner = inChannel({
        point,
        async *surface(request, uses) {
          asked.push(request);
          uses(request.backend === 'auto' ? 'webgpu' : request.backend);
          await yieldToMessages();
          if (mortal(request)) {
            died('The worker stopped: out of memory');
            await new Promise(() => undefined); // a dead worker says nothing more
          }
          yield result(1, { failedBackends: request.failedBackends ?? [] });
        },
      })(hear, died);
      return inner;
    };
  };

  test('is restarted and the running request repeated on the next backend, with the sentence', async () => {
    const asked: SurfaceRequest[] = [];
    const port = createWorkerClient(dying(({ backend }) => backend !== 'float64', asked));
    const { report } = await requestOnce(port, 'surface', { ...asking(1), backend: 'auto' });
    port.close();
    expect(asked.map(({ backend }) => backend)).toEqual(['auto', 'webgl', 'wasm', 'float64']);
    expect(report.failedBackends.map(({ backend }) => backend)).toEqual(['webgpu', 'webgl', 'wasm']);
    expect(report.failedBackends[0]?.why).toBe('The worker stopped: out of memory');
  });

  test('crashing repeatedly: the request fails with the sentence, and a later one starts afresh', async () => {
    let mortal = true;
    const port = createWorkerClient(dying(() => mortal, []));
    await expect(requestOnce(port, 'surface', asking(1))).rejects.toThrow('out of memory');
    mortal = false;
    expect((await requestOnce(port, 'surface', asking(2))).grid.z[0]).toBe(1);
    port.close();
  });
});

test('requestOnce returns the last part, and rejects when there is none', async () => {
  const port = createWorkerClient(
    inChannel({
      point,
      *surface({ surface: { seed } }) {
        if (seed === 2) return;
        yield result(1, { draft: true });
        yield result(2);
      },
    }),
  );
  expect((await requestOnce(port, 'surface', asking(1))).grid.z[0]).toBe(2);
  await expect(requestOnce(port, 'surface', asking(2))).rejects.toThrow('without a result');
  expect((await requestOnce(port, 'point', { surface: asking(1).surface, theta: [1, 2] })).theta).toEqual([1, 2]);
  port.close();
});
