import { basename, extname, join, resolve } from 'node:path';
import { readArguments, usage } from './arguments.mjs';
import { build } from './build.mjs';
import { openPage } from './chromium.mjs';
import { makeFolder, overwrittenInput, readText, userFolder, writeAll } from './files.mjs';
import { fail, report } from './install.mjs';

/** Minutes after which one document counts as lost. */
const PATIENCE = 15;
/** Problems of one document that its line names; the rest are counted. */
const NAMED = 10;
const baseOf = (path) => basename(path, extname(path));
const absolute = (path) => resolve(userFolder('export'), path);
const sentence = (error) =>
  (error instanceof Error ? error.message : String(error)).replace(/^page\.\w+: (Error: )?/, '').split(/\n|(?<=option '[^']*')\./)[0];

let code = 0;
function broken(line) {
  report(line);
  code = 1;
}

/** Reads the command line; the names of the files must differ. */
function prepare() {
  try {
    const wanted = readArguments(process.argv.slice(2));
    if (wanted.help) return wanted;
    const names = wanted.documents.map(baseOf);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new Error(`two documents would both be written to ${twice}.*`);
    return wanted;
  } catch (error) {
    return fail(`export: ${sentence(error)}`);
  }
}

/** The text of every document that can be read; each that cannot has its line. */
function read(paths) {
  return paths.flatMap((path) => {
    try {
      return [[path, readText(absolute(path))]];
    } catch (error) {
      broken(`export: ${path} ${sentence(error)}`);
      return [];
    }
  });
}

const { help, documents, out, sweep, ...options } = prepare();
if (help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const texts = read(documents);
if (texts.length === 0) process.exit(code);
try {
  makeFolder(absolute(out));
} catch (error) {
  fail(`export: --out: ${sentence(error)}`);
}

build();
const { page, close } = await openPage().catch((error) => fail(`export: the page could not be opened: ${sentence(error)}`));
/** Names written so far: a pane of one document may bear the name of another. */
const usedNames = new Set();

/** Throws when one of these files in DIR is a document of this call. */
function refuseInputs(names) {
  const input = overwrittenInput(
    names.map((name) => join(absolute(out), name)),
    documents.map(absolute),
  );
  if (input !== undefined) throw new Error(`${basename(input)} in --out is a document of this call and is not replaced; choose another folder`);
}

async function render(path, text) {
  refuseInputs(options.formats.map((format) => `${baseOf(path)}.${format}`)); // at once, not after minutes of work
  const patience = PATIENCE * (sweep?.values.length ?? 1);
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`nothing came within ${patience} minutes`)), patience * 60_000).unref());
  const work = page.evaluate((args) => globalThis.smoothscape.render(...args), [text, { ...options, base: baseOf(path) }, sweep]);
  const files = await Promise.race([work, late]);
  const named = files.map(({ suffix, format, base64 }) => ({ name: `${baseOf(path)}${suffix}.${format}`, bytes: Buffer.from(base64, 'base64') }));
  const twice = named.find(({ name }) => usedNames.has(name));
  if (twice) throw new Error(`${twice.name} was already written for another document`);
  refuseInputs(named.map(({ name }) => name));
  writeAll(absolute(out), named);
  for (const { name } of named) {
    usedNames.add(name);
    process.stdout.write(`${join(out, name)}\n`);
  }
}

function wrong(path, problems) {
  const lines = problems.slice(0, NAMED).map(({ key, message }) => `${key}: ${message}`);
  report(`${path}: ${lines.join('; ')}${problems.length > NAMED ? `; and ${problems.length - NAMED} more` : ''}`);
  code ||= 2;
}

try {
  await page.waitForFunction(() => globalThis.smoothscape !== undefined, undefined, { timeout: 120_000 });
  for (const [path, text] of texts) {
    const problems = await page.evaluate((args) => globalThis.smoothscape.check(...args), [text, sweep]);
    if (problems.length > 0) wrong(path, problems);
    else await render(path, text).catch((error) => broken(`${path}: ${sentence(error)}`));
  }
} catch (error) {
  broken(`export: ${sentence(error)}`);
} finally {
  await close();
}
process.exit(code);
