import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { readArguments, usage } from './arguments.mjs';
import { build } from './build.mjs';
import { openPage } from './chromium.mjs';
import { fail } from './install.mjs';

/** Minutes after which one document counts as lost. */
const PATIENCE = 15;
const baseOf = (path) => basename(path, extname(path));
const sentence = (error) =>
  (error instanceof Error ? error.message : String(error)).replace(/^page\.\w+: (Error: )?/, '').split(/\n|(?<=option '[^']*')\./)[0];

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read: ${sentence(error)}`);
  }
}

/** Reads the command line and every document before anything else is done. */
function prepare() {
  try {
    const wanted = readArguments(process.argv.slice(2));
    if (wanted.help) return wanted;
    const names = wanted.documents.map(baseOf);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice) throw new Error(`two documents would both be written to ${twice}.*`);
    const texts = wanted.documents.map((path) => [path, read(path)]);
    mkdirSync(wanted.out, { recursive: true });
    return { ...wanted, texts };
  } catch (error) {
    return fail(`export: ${sentence(error)}`);
  }
}

/** Writes all files of a document or none: each beside its place first, then moved there. */
function write(folder, files) {
  const staged = files.map(({ name, bytes }) => ({ name, bytes, path: join(folder, `.${name}.${process.pid}.part`) }));
  try {
    for (const { path, bytes } of staged) writeFileSync(path, bytes);
    for (const { path, name } of staged) renameSync(path, join(folder, name));
  } finally {
    for (const { path } of staged) rmSync(path, { force: true });
  }
}

const { help, texts, out, ...options } = prepare();
if (help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

build();
const { page, close } = await openPage().catch((error) => fail(`export: the page could not be opened: ${sentence(error)}`));
let code = 0;

async function render(path, text) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`nothing came within ${PATIENCE} minutes`)), PATIENCE * 60_000).unref());
  const work = page.evaluate(([text, options]) => globalThis.smoothscape.render(text, options), [text, options]);
  const files = await Promise.race([work, late]);
  const named = files.map(({ suffix, format, base64 }) => ({ name: `${baseOf(path)}${suffix}.${format}`, bytes: Buffer.from(base64, 'base64') }));
  write(out, named);
  for (const { name } of named) process.stdout.write(`${join(out, name)}\n`);
}

try {
  await page.waitForFunction(() => globalThis.smoothscape !== undefined, undefined, { timeout: 120_000 });
  for (const [path, text] of texts) {
    const problems = await page.evaluate((text) => globalThis.smoothscape.check(text), text);
    if (problems.length > 0) {
      process.stderr.write(`${path}: ${problems.map(({ key, message }) => `${key}: ${message}`).join('; ')}\n`);
      code ||= 2;
      continue;
    }
    await render(path, text).catch((error) => {
      process.stderr.write(`${path}: ${sentence(error)}\n`);
      code = 1;
    });
  }
} catch (error) {
  process.stderr.write(`export: ${sentence(error)}\n`);
  code = 1;
} finally {
  await close();
}
process.exit(code);
