/** Milliseconds for which a worker that has just died may still hold its run. */
const PATIENCE = 4000;

/** Holds a run for this worker until the returned function is called; rejects while another tab trains it. */
export function claim(run: string): Promise<() => void> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const held = (): Promise<void> => new Promise((release) => resolve(release));
    navigator.locks
      .request(`smoothscape-run-${run}`, { signal: AbortSignal.timeout(PATIENCE) }, held)
      .catch(() => reject(new Error('This run goes on in another tab of this browser')));
  });
}
