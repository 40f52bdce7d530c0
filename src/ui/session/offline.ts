import { createStore } from 'zustand/vanilla';

/** A newer version of the page that this browser has fetched and that waits to be wanted. */
export const newVersion = createStore<{ readonly waiting?: ServiceWorker }>(() => ({}));

let isWanted = false;

/** Replaces the page by its newer version; what was chosen stands in the address. */
export function takeNewVersion(): void {
  isWanted = true;
  newVersion.getState().waiting?.postMessage('replace');
}

/** Whether the visitor's browser asks to save data. */
const savesData = (): boolean =>
  'connection' in navigator && (navigator.connection as { readonly saveData?: boolean } | undefined)?.saveData === true;

/**
 * Keeps the page in this browser, so that it works offline from the next visit on; a newer version is fetched beside it and said, never forced.
 * Browsers that keep nothing, such as in some private windows, go on without. `reload` is called once a version that was wanted has taken over.
 */
export async function keepPageOffline(reload: () => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('controllerchange', () => {
    if (isWanted) reload();
  });
  try {
    await serviceWorker.register('./serviceWorker.js');
    const registration = await serviceWorker.getRegistration();
    if (!registration) return;
    const check = (): void => {
      if (registration.waiting && serviceWorker.controller) newVersion.setState({ waiting: registration.waiting });
    };
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', check));
    check();
    if (!savesData()) (await serviceWorker.ready).active?.postMessage('data');
  } catch {
    // the host has no service worker, or the browser allows none: the page needs the network
  }
}
