import { createWorkerClient } from '../../../src/worker/rpc/client';
import { requestOnce } from '../../../src/worker/rpc/latestRequest';
import { isNetworkError, lacks, networkError, retried, retryNow } from '../../../src/worker/rpc/network';
import { type OpenTransport, withFallback } from '../../../src/worker/rpc/transport';
import { yieldToMessages } from '../../../src/worker/rpc/server';
import { asking, result } from '../surface/samples';
import { inChannel } from './channel';
import { afterEach, describe, expect, test, vi } from 'vitest';

afterEach(() => expect(lacks.getState()).toEqual({}));

const computing = (z: number): OpenTransport =>
  inChannel({
    *surface() {
      yield result(z);
    },
  });

/** The ways in which a browser refuses a worker: at once, by an event, or by an event after messages were posted. */
const refusals: Record<string, OpenTransport> = {
  'the constructor throws': () => {
    throw new DOMException('forbidden', 'SecurityError');
  },
  'an event at once': (_, onCrash) => {
    queueMicrotask(() => onCrash('The worker could not be started'));
    return { post: () => undefined, close: () => undefined };
  },
  'an event later': (_, onCrash) => {
    setTimeout(() => onCrash('The worker could not be started'), 20);
    return { post: () => undefined, close: () => undefined };
  },
};

describe.each(Object.entries(refusals))('a worker that cannot be started: %s', (_, refused) => {
  test('the fallback computes what was asked, and the page says so', async () => {
    const port = createWorkerClient(withFallback(refused, () => Promise.resolve(computing(7)), 1));
    const [first, second] = await Promise.all([requestOnce(port, 'surface', asking(1)), requestOnce(port, 'surface', asking(2))]);
    expect([first.grid.z[0], second.grid.z[0]]).toEqual([7, 7]);
    expect(Object.values(lacks.getState()).join()).toMatch(/^No worker could be started: .* computed in the page itself/);
    expect((await requestOnce(port, 'surface', asking(3))).grid.z[0]).toBe(7);
    port.close();
    lacks.setState({}, true);
  });

  test('where it starts after all, once the network is back, nothing is lost and nothing is said', async () => {
    let online = false;
    const open: OpenTransport = (...events) => (online ? computing(1) : refused)(...events);
    const port = createWorkerClient(withFallback(open, () => yieldToMessages().then(() => ((online = true), computing(7))), 1));
    expect((await requestOnce(port, 'surface', asking(1))).grid.z[0]).toBe(1);
    port.close();
  });

  test('without a fallback either, each request fails with a sentence, and none hangs', async () => {
    const port = createWorkerClient(withFallback(refused, () => Promise.reject(new Error('broken code')), 1));
    await expect(requestOnce(port, 'surface', asking(1))).rejects.toThrow('broken code');
    await expect(requestOnce(port, 'surface', asking(2))).rejects.toThrow('broken code');
    port.close();
  });
});

test('a worker that was ready and dies is a crash, as before; what it lacked is forgotten', async () => {
  const crashes: string[] = [];
  const transport = withFallback(
    (onMessage, onCrash) => {
      queueMicrotask(() => {
        onMessage({ type: 'ready' });
        onMessage({ type: 'lacks', sentences: { images: 'No images.' } });
        expect(lacks.getState()).toEqual({ images: 'No images.' });
        onCrash('out of memory');
      });
      return { post: () => undefined, close: () => undefined };
    },
    () => Promise.reject(new Error('not asked for')),
  )(
    () => undefined,
    (why) => crashes.push(why),
  );
  await yieldToMessages();
  expect(crashes).toEqual(['out of memory']);
  transport.close();
});

describe('work that waits for the network', () => {
  test('is repeated until it succeeds, and says what is missing meanwhile', async () => {
    let attempts = 0;
    const work = retried('The page', () => ((attempts += 1) < 3 ? Promise.reject(networkError('gone')) : Promise.resolve(attempts)));
    await yieldToMessages();
    expect(Object.values(lacks.getState()).join()).toMatch(/^The page could not be fetched: is the network gone\?/);
    retryNow(); // the browser is online again
    await vi.waitFor(() => expect(attempts).toBe(2));
    retryNow();
    expect(await work).toBe(3);
  });

  test('is not repeated for any other error, which keeps its words', async () => {
    const work = vi.fn(() => Promise.reject(new Error('the server answers 404')));
    await expect(retried('The page', work)).rejects.toThrow('the server answers 404');
    expect(work).toHaveBeenCalledTimes(1);
    expect(isNetworkError(new Error('NetworkError'))).toBe(false);
  });
});
