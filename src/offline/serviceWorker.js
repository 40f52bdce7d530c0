/*
 * The service worker: keeps the files of one version of the page, and answers with them before the network. The build writes three lines above
 * this one: `files`, what the page needs to start and to show every tab; `data`, what networks train on; `version`, a digest of them all.
 */
/* global files, data, version */
const PREFIX = 'smoothscape-';
const CACHE = PREFIX + version;
const { scope } = self.registration;

/** Hosts let browsers keep files for minutes; those of a new version are asked for anew. */
const fresh = (path) => new Request(new URL(path, scope), { cache: 'no-cache' });
const isOurs = (name) => name.startsWith(PREFIX);

self.addEventListener('install', (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(files.map(fresh)))));

/** Older versions go with their last page: one that is still open asks for its own files. */
self.addEventListener('activate', (event) => event.waitUntil(removeOlder()));
async function removeOlder() {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.length > 1) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => isOurs(name) && name !== CACHE).map((name) => caches.delete(name)));
}

/** "replace": this version takes over, since its reader wants it. "data": the large files too. */
self.addEventListener('message', (event) => {
  if (event.data === 'replace') event.waitUntil(self.skipWaiting());
  if (event.data === 'data') event.waitUntil(keepData());
});
async function keepData() {
  const cache = await caches.open(CACHE);
  for (const path of data) if (!(await cache.match(new URL(path, scope)))) await cache.add(fresh(path));
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && request.url.startsWith(scope)) event.respondWith(answer(request));
});

/** The kept file of an address, whatever its query: a failed import asks again under a new one; an embed is the page with a query. */
async function answer(request) {
  const url = new URL(request.url);
  const address = url.origin + url.pathname.replace(/index\.html$/, '');
  const options = { ignoreVary: true };
  const own = await (await caches.open(CACHE)).match(address, options);
  return own ?? (await keptByOlder(address, options)) ?? fetch(request);
}

async function keptByOlder(address, options) {
  if (address === scope) return undefined;
  for (const name of (await caches.keys()).filter(isOurs)) {
    const kept = await (await caches.open(name)).match(address, options);
    if (kept) return kept;
  }
  return undefined;
}
