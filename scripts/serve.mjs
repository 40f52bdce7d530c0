import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { root } from './install.mjs';

/** Content types by the ending of a file's name. */
export const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** The path that an address asks for; nothing of ours where it cannot be read. */
function pathOf(address) {
  try {
    return decodeURIComponent(new URL(address, 'http://localhost').pathname);
  } catch {
    return '';
  }
}

/** Serves dist/ under `path` on 127.0.0.1, with its type and for any origin, as GitHub Pages does: a sandboxed frame fetches scripts as another origin. */
export function serve({ port = 0, path = '/smoothscape/' } = {}) {
  const server = createServer((request, response) => {
    const wanted = pathOf(request.url ?? '/');
    const inside = normalize(wanted.slice(path.length) || 'index.html');
    const file = join(root, 'dist', inside);
    const found = wanted.startsWith(path) && !inside.startsWith('..') && statSync(file, { throwIfNoEntry: false })?.isFile();
    const type = (found && types[extname(file)]) || 'application/octet-stream';
    response.writeHead(found ? 200 : 404, { 'content-type': type, 'access-control-allow-origin': '*' });
    if (found) createReadStream(file).pipe(response);
    else response.end();
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}${path}`, close: () => server.close() });
    });
  });
}

if (process.argv[1]?.endsWith('serve.mjs')) {
  const { url } = await serve({ port: Number(process.argv[2] ?? 4173) });
  process.stdout.write(`${url}\n`);
}
