import { browserRunLocks, lockRun } from '../../../src/worker/training/runStore';
import { afterEach, expect, test, vi } from 'vitest';

type Held = (lock: object | null) => Promise<void> | undefined;

/** An exclusive lock manager as the Web Locks API defines it: requests of one name are granted in order. */
function lockManager() {
  const queues = new Map<string, Promise<void>>();
  const taken = new Set<string>();
  const request = async (name: string, { ifAvailable, signal }: LockOptions, held: Held): Promise<void> => {
    if (ifAvailable && taken.has(name)) return held(null);
    const before = queues.get(name) ?? Promise.resolve();
    const aborted = new Promise<'aborted'>((resolve) => signal?.addEventListener('abort', () => resolve('aborted')));
    taken.add(name);
    const granted = before.then(() => 'granted' as const);
    const run = Promise.race([granted, aborted]).then(async (outcome) => {
      if (outcome === 'aborted') throw new DOMException('aborted', 'AbortError');
      await held({});
    });
    const over = Promise.all([before, run.catch(() => undefined)]).then(() => {
      if (queues.get(name) === over) taken.delete(name);
    });
    queues.set(name, over);
    return run;
  };
  return { request };
}

afterEach(() => vi.unstubAllGlobals());

test('a run belongs to the first page, and to the second once the first releases it', async () => {
  vi.stubGlobal('navigator', { locks: lockManager() });
  const [first, second] = [browserRunLocks(), browserRunLocks()];
  const freed = vi.fn();
  expect(await first.take('a', freed)).toBe(true);
  expect(await first.take('a', freed)).toBe(true);
  expect(await second.take('a', freed)).toBe(false);
  expect(await second.take('b', freed)).toBe(true);
  expect(freed).not.toHaveBeenCalled();
  first.release('a');
  await vi.waitFor(() => expect(freed).toHaveBeenCalledOnce());
  expect(await second.take('a', freed)).toBe(true);
  expect(await first.take('a', freed)).toBe(false);
  second.release('a');
  await vi.waitFor(() => expect(freed).toHaveBeenCalledTimes(2));
});

test('a worker trains a run that its page owns, and waits for one that another worker releases', async () => {
  vi.stubGlobal('navigator', { locks: lockManager() });
  expect(await browserRunLocks().take('a', () => undefined)).toBe(true);
  const release = await lockRun('a');
  let again = false;
  const second = lockRun('a').then((free) => {
    again = true;
    return free;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(again).toBe(false);
  release();
  (await second)();
  (await lockRun('a'))();
});

test('a worker refuses a run that another one still trains', async () => {
  vi.stubGlobal('navigator', { locks: lockManager() });
  vi.stubGlobal('AbortSignal', { timeout: () => { const control = new AbortController(); setTimeout(() => control.abort(), 10); return control.signal; } }); // prettier-ignore
  await lockRun('a');
  await expect(lockRun('a')).rejects.toThrow('This run goes on in another tab of this browser');
});

test('without the Web Locks API every run is available', async () => {
  vi.stubGlobal('navigator', {});
  const [first, second] = [browserRunLocks(), browserRunLocks()];
  expect(await first.take('a', () => undefined)).toBe(true);
  expect(await second.take('a', () => undefined)).toBe(true);
  (await lockRun('a'))();
  (await lockRun('a'))();
});
