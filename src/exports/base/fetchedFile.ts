import { networkError, retried } from '../../worker/rpc/network';

/** The bytes of a file of the page; while it does not arrive it is asked for again, and `what` names it in the sentence shown. */
export const fetchedFile = (what: string, address: string): Promise<Uint8Array> =>
  retried(what, async () => {
    const response = await fetch(address).catch(() => {
      throw networkError('A file did not arrive');
    });
    if (!response.ok) throw networkError(`The server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  });
