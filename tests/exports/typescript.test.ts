import type { SurfaceDocument } from '../../src/documents/surfaceDocument';
import { typescriptScript } from '../../src/exports/recipes/typescriptScript';
import { cards, computed, drawn, isLong, small } from './recipes';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'math-'));
afterAll(() => rmSync(folder, { recursive: true }));
const installed = join(folder, 'node_modules', 'smoothscape');

/** What `npm pack` makes, unpacked as npm installs it, beside the one package that it needs. */
beforeAll(() => {
  const pack = spawnSync('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], { encoding: 'utf8' });
  expect(pack.status, pack.stderr).toBe(0);
  mkdirSync(installed, { recursive: true });
  spawnSync('tar', ['-xzf', join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''), '-C', installed, '--strip-components=1']);
  symlinkSync(resolve('node_modules/mathjs'), join(folder, 'node_modules', 'mathjs'));
}, 120_000);

const documents: readonly (readonly [name: string, document: SurfaceDocument])[] = [
  ...Object.entries(cards).map(([name, document]) => [name, small(document)] as const),
  ...Array.from({ length: isLong ? 50 : 6 }, (_, k) => [`drawn-${k}`, drawn(isLong ? Math.floor(Math.random() * 1e9) : k + 1)] as const),
];

test('the scripts of every card and of drawn documents have types, and give the numbers of the page to 1e-12', { timeout: 900_000 }, () => {
  const files = documents.map(([name, document]) => {
    const file = join(folder, `${name}.ts`);
    const text = typescriptScript(document, computed(document));
    writeFileSync(file, text);
    writeFileSync(file.replace(/ts$/, 'mjs'), ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText);
    return file;
  });
  const program = ts.createProgram(files, {
    ...{ strict: true, noEmit: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, target: ts.ScriptTarget.ES2022 },
    ...{
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
      skipDefaultLibCheck: true,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    },
  });
  expect(ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => [file?.fileName, messageText])).toEqual([]);
  const all = files.map((file) => `await import(${JSON.stringify(file.replace(/ts$/, 'mjs'))});`).join('\n');
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', all], { encoding: 'utf8', cwd: folder });
  expect(run.status, run.stderr).toBe(0);
  const differences = run.stdout.trim().split('\n').map((line) => Number(/: (\S+)$/.exec(line)?.[1] ?? NaN)); // prettier-ignore
  expect(differences).toHaveLength(documents.length);
  differences.forEach((difference, k) => expect(difference, documents[k]?.[0]).toBeLessThanOrEqual(1e-12));
});

test('the package holds the compiled mathematics and nothing of the page', () => {
  const names = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
  expect(names.filter((name) => !/^lib\/.*\.(js|d\.ts)$/.test(name)).sort()).toEqual(
    ['CITATION.cff', 'LICENSE', 'README.md', 'package.json'].filter((name) => names.includes(name)),
  );
  expect(names).toContain('lib/index.d.ts');
  const imports = names
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [...readFileSync(join(installed, name), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map(([, from]) => from));
  expect(new Set(imports)).toEqual(new Set(['mathjs/number']));
});
