import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';

/** Folders from the ground up; a file imports from its own folder and from those named here. A folder stands for what lies below it. */
const math = [
  'math/core',
  'math/activations',
  'math/attack',
  'math/loss',
  'math/quadrature',
  'math/smoothing',
  'math/optimisers',
  'math/analysis',
  'math/theory',
];
const figures = ['figures/base', 'figures/vector', 'figures/plotly', 'figures/charts', 'figures/networks'];
const data = ['documents', 'worker/rpc', 'state', 'math'];
const shared = ['ui/session', 'ui/controls', 'ui/plot', 'ui/panels', 'ui/panes', 'ui/inputSpace', 'figures', ...data];
const allowed: Record<string, readonly string[]> = {
  'math/core': [],
  'math/activations': ['math/core'],
  'math/attack': ['math/core'],
  'math/attack/norms': ['math/core'],
  'math/attack/solvers': ['math/core', 'math/attack'],
  'math/quadrature': ['math/core'],
  'math/loss': ['math/core', 'math/activations', 'math/attack'],
  'math/smoothing': ['math/core', 'math/quadrature'],
  'math/surface': ['math/core', 'math/loss', 'math/quadrature', 'math/smoothing'],
  'math/optimisers': ['math/core', 'math/attack', 'math/loss', 'math/smoothing'],
  'math/analysis': ['math/core', 'math/activations', 'math/attack', 'math/loss', 'math/quadrature', 'math/smoothing'],
  'math/theory': [...math.slice(0, 6), 'math/analysis'],
  'math/theory/statements': [...math.slice(0, 6), 'math/theory'],
  math: [...math, 'math/surface'],
  tensors: [...math.slice(0, 6), 'tensors/kernels'],
  'tensors/kernels': [],
  'tensors/kernels/assembly': [],
  'nets/models': ['math/core', 'tensors'],
  'nets/datasets': ['math/core', 'nets/models'],
  'nets/import': ['math/core', 'nets/models', 'nets/datasets'],
  'nets/optimisers': ['math/core', 'tensors', 'nets/models'],
  'nets/models/architectures': ['math/core', 'tensors', 'nets/models'],
  'nets/attacks': ['math/core', 'tensors', 'nets/models'],
  'nets/autoAttack': ['math/core', 'tensors', 'nets/models', 'nets/attacks'],
  'nets/methods': ['math/core', 'tensors', 'nets/attacks'],
  'nets/training': ['math/core', 'tensors', 'nets/models', 'nets/optimisers', 'nets/attacks', 'nets/autoAttack', 'nets/methods'],
  'nets/landscape': ['math/core', 'math/quadrature', 'math/smoothing', 'tensors', 'nets/models', 'nets/attacks', 'nets/training'],
  'nets/spectrum': ['math/core', 'tensors', 'nets/models', 'nets/attacks', 'nets/training'],
  documents: ['math', 'nets'],
  'documents/article': ['documents', 'math'],
  'documents/lessons': ['documents', 'math', 'nets'],
  'documents/points': ['documents', 'math', 'nets/import'],
  'worker/rpc': ['documents', 'math', 'nets'], // types only, but for names of backends
  'worker/surface': ['worker/rpc', 'documents', 'math', 'tensors'],
  'worker/training': ['worker/rpc', 'worker/surface', 'documents', 'math', 'nets', 'tensors'],
  worker: ['worker'],
  'state/runs': ['documents', 'worker/rpc', 'worker/training', 'math', 'nets'],
  state: ['state/runs', 'documents', 'worker/rpc', 'worker/training', 'math', 'nets'],
  'figures/base': ['worker/rpc', 'math'],
  'figures/vector': ['figures/base', 'worker/rpc', 'math'],
  'figures/plotly': ['figures/base', 'figures/vector', 'worker/rpc', 'math'],
  'figures/charts': ['figures/base', 'figures/vector', 'documents', 'worker/rpc', 'math', 'nets'],
  'figures/networks': ['figures/charts', 'figures/base', 'figures/vector', 'documents', 'worker/rpc', 'math', 'nets'],
  'exports/commands': ['exports', 'figures/base', 'documents', 'worker', 'state', 'math', 'nets'],
  'exports/pytorch': ['documents', 'worker/rpc'],
  'exports/recipes': ['documents', 'worker/rpc', 'math'],
  'exports/paper': ['exports', ...figures, 'documents', 'worker/rpc', 'state', 'math', 'nets'],
  viewer: ['figures/base', 'figures/vector', 'ui/plot', 'worker/rpc', 'math/core'],
  'exports/base': [...figures, 'documents', 'worker/rpc', 'state', 'math', 'nets'],
  'exports/surface': ['exports/base', 'exports/recipes', 'viewer', ...figures, 'documents', 'worker/rpc', 'state', 'math'],
  exports: [
    'exports/base',
    'exports/surface',
    'exports/pytorch',
    'exports/recipes',
    'viewer',
    ...figures,
    'documents',
    'worker/rpc',
    'state',
    'math',
    'nets',
  ],
  'ui/session': ['exports', 'documents', 'worker/rpc', 'state', 'math'],
  'ui/controls': ['ui/session', ...data],
  'ui/plot': ['ui/session', 'figures', 'worker/rpc', 'math'],
  'ui/panels': ['ui/session', 'ui/controls', 'figures', ...data],
  'ui/inputSpace': ['ui/session', 'ui/controls', 'figures', ...data],
  'ui/panes': ['ui/session', 'ui/controls', 'ui/plot', 'figures', ...data],
  'ui/compare': shared,
  'ui/gallery': [...shared, 'exports'],
  'ui/optimisers': shared,
  'ui/theory': shared,
  'ui/learn': shared,
  'ui/read': [...shared, 'exports'],
  'ui/train': [...shared, 'exports', 'nets'],
  'ui/landscape': [...shared, 'nets', 'ui/train'],
  'ui/lab': [...shared, 'ui/compare'],
  'ui/embed': [...shared, 'ui/compare', 'ui/lab', 'exports'],
  'ui/menus': [...shared, 'ui/landscape', 'exports'],
  'ui/app': ['ui', 'exports', ...data],
  main: ['ui/app', 'ui/embed', 'ui/session', 'state', 'exports', 'worker'],
};
/** Packages that only these files import by value. */
const keepers: readonly (readonly [name: RegExp, file: RegExp])[] = [
  [/^@tensorflow\//, /^src\/tensors\/device\.ts$/],
  [/^plotly/, /^src\/ui\/plot\/plotly\.ts$/],
  [/^katex$/, /^src\/ui\/controls\/Tex\.tsx$/],
  [/^mathjs/, /^src\/math\/activations\//],
  [/^(react|react-dom)(\/|$)/, /^src\/(ui\/|main\.tsx)/],
  [/^zundo/, /^src\/state\//],
  [/^jspdf/, /^src\/exports\/base\/pdf\.ts$/],
];

interface Import {
  readonly path: string;
  readonly type: boolean;
}
const zoneOf = (path: string): string => (path === 'src/main.tsx' ? 'main' : dirname(path).replace(/^src\/?/, ''));
const within = (zone: string, folder: string): boolean => zone === folder || zone.startsWith(`${folder}/`);
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

test.each(files)('%s imports only from the folders allowed to it', (file) => {
  const own = zoneOf(file);
  expect(allowed[own], 'a file outside the layout').toBeDefined();
  for (const { path, type } of importsOf(file)) {
    if (path.startsWith('src/')) {
      const zone = zoneOf(graph.has(path) || path.includes('?') ? path : `${path}/index`); // with a query it is a file of another kind
      expect(zone === own || allowed[own]?.some((folder) => within(zone, folder)), `${file} ← ${path}`).toBe(true);
    } else for (const [name, keeper] of keepers) expect(type || !name.test(path) || keeper.test(file), `${file} ← ${path}`).toBe(true);
  }
});

test('the page loads the headings of the theorems, and only the worker their checks', () => {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const { path, type } of graph.get(name) ?? graph.get(`${name}/index`) ?? []) if (!type) visit(path);
  };
  visit('src/main');
  expect([...reached].filter((name) => name.startsWith('src/math/theory/statements'))).toEqual([]);
  expect(reached).toContain('src/math/theory/catalogue');
  visit('src/worker/entry');
  expect(reached).toContain('src/math/theory/check');
});

test('imports form no cycle', () => {
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    expect(trail, [...trail, name].join(' → ')).not.toContain(name);
    if (done.has(name)) return;
    for (const { path } of graph.get(name) ?? graph.get(`${name}/index`) ?? []) visit(path, [...trail, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
});

test.each(files)('%s obeys the rules of the code base', (file) => {
  const text = read(file);
  expect(text.split('\n').length, 'lines').toBeLessThanOrEqual(251);
  expect(text).not.toMatch(/export default|: any\b|as any\b|@ts-|eslint-disable|\bdataSync\b/);
  if (file !== 'src/tensors/device.ts') expect(text).not.toMatch(/\b(tidy|dispose)\(/);
});
