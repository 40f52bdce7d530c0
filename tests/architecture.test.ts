import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';

/** Who may import values of whom; types of the contracts may be had by everybody. */
const table: Record<string, readonly string[]> = {
  math: ['math'],
  tensors: ['tensors', 'math'],
  nets: ['nets', 'math', 'tensors'],
  engine: ['engine'], // moves requests and results; knows no mathematics
  jobs: ['jobs', 'engine', 'math', 'tensors', 'nets'],
  experiment: ['experiment', 'math', 'engine', 'nets'], // of nets only the rows, as data: they reach tensors by an argument
  figures: ['figures', 'math'],
  exports: ['exports', 'figures', 'experiment', 'engine', 'math'],
  ui: ['ui', 'experiment', 'figures', 'exports', 'math'],
  main: ['ui', 'experiment', 'exports', 'engine'],
};
const contracts = /^src\/(experiment\/(document|training)|engine\/(protocol|netProtocol|client)|nets\/kinds|math\/.*)$/;
/** Packages that only these files import by value. */
const keepers: readonly (readonly [name: RegExp, file: RegExp])[] = [
  [/^@tensorflow\//, /^src\/tensors\/tf\.ts$/],
  [/^plotly/, /^src\/ui\/plotly\.ts$/],
  [/^katex$/, /^src\/ui\/Tex\.tsx$/],
  [/^mathjs/, /^src\/math\/activations\//],
  [/^(react|react-dom)(\/|$)/, /^src\/(ui\/|main\.tsx)/],
  [/^zundo/, /^src\/experiment\//],
];

interface Import {
  readonly path: string;
  readonly type: boolean;
}
const zoneOf = (path: string): string =>
  /^src\/engine\/(worker|problem|.*[jJ]obs)/.test(path) ? 'jobs' : (/^src\/([a-z]+)/i.exec(path)?.[1] ?? path);
const read = (file: string): string => readFileSync(file, 'utf8');

function importsOf(file: string): Import[] {
  const found = [...read(file).matchAll(/(?:^|\n)(import|export)( type)?\b(?:[^'"();]*? from )? ?'([^']+)'|\bimport\('([^']+)'\)/g)];
  return found.map(([, , type, name = '', lazy = '']) => {
    const path = name || lazy;
    return { path: path.startsWith('.') ? join(dirname(file), path) : path, type: type !== undefined };
  });
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .filter((file) => /(?<!\.d)\.tsx?$/.test(file));
const moduleOf = (file: string): string => file.replace(/\.tsx?$/, '');
const graph = new Map(files.map((file) => [moduleOf(file), importsOf(file)]));

test.each(files)('%s imports only what it may', (file) => {
  const allowed = table[zoneOf(file)];
  expect(allowed, 'a file outside the layout').toBeDefined();
  for (const { path, type } of importsOf(file)) {
    if (path.startsWith('src/')) expect(allowed?.includes(zoneOf(path)) || (type && contracts.test(path)), `${file} ← ${path}`).toBe(true);
    else for (const [name, keeper] of keepers) expect(type || !name.test(path) || keeper.test(file), `${file} ← ${path}`).toBe(true);
  }
});

test('no imports go round in a circle', () => {
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    expect(trail, [...trail, name].join(' → ')).not.toContain(name);
    if (done.has(name)) return;
    for (const { path, type } of graph.get(name) ?? graph.get(`${name}/index`) ?? []) if (!type) visit(path, [...trail, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
});

test.each(files)('%s keeps to the house rules', (file) => {
  const text = read(file);
  expect(text.split('\n').length, 'lines').toBeLessThanOrEqual(251);
  expect(text).not.toMatch(/export default|: any\b|as any\b|@ts-|eslint-disable|\bdataSync\b/);
  if (file !== 'src/tensors/tf.ts') expect(text).not.toMatch(/\b(tidy|dispose)\(/);
});
