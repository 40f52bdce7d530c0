import { parseText } from '../../src/documents/parseSurface';
import type { SurfaceDocument } from '../../src/documents/surfaceDocument';
import { presets } from '../../src/documents/surfacePresets';
import { csvOf } from '../../src/exports/surface/csv';
import { npzOf } from '../../src/exports/surface/npz';
import { numpyScript } from '../../src/exports/recipes/numpyScript';
import { pythonBody } from '../../src/exports/recipes/pythonExpression';
import { samplesOf } from '../../src/exports/recipes/samples';
import { parseFormula } from '../../src/math/activations/formula';
import type { SurfaceResult } from '../../src/worker/rpc/protocol';
import { cards, computed, drawn, isLong, small } from './recipes';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const template = readFileSync('src/exports/recipes/surface.py', 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'numpy-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The first Python that has NumPy; without one the scripts are written and not run. */
const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import numpy']).status === 0);
if (!python) console.warn('The scripts for NumPy are not run here: no python3 has NumPy.');

const DRIVER = `
import contextlib, io, json, runpy, sys
for call in json.loads(sys.stdin.read()):
    sys.argv, out = call, io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(call[0], run_name="__main__")
    except SystemExit as end:
        out.write(str(end.code))
    print(json.dumps(out.getvalue()))
`;

/** What scripts print, each called with its arguments; one Python runs them all. */
function printed(calls: readonly (readonly string[])[]): readonly string[] {
  const run = spawnSync(python!, ['-c', DRIVER], { input: JSON.stringify(calls), encoding: 'utf8', maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim().split('\n').map((line) => JSON.parse(line) as string); // prettier-ignore
}
const differenceIn = (output: string): number => Number(/Largest difference[^:]*: (\S+)/.exec(output)?.[1] ?? NaN);

/** At how many nodes a script is run: an integral takes it about a second at each. */
const nodesOf = ({ smoothing }: SurfaceDocument): string => (isLong || smoothing.kind === 'none' ? '9' : '1');

const written = (name: string, document: SurfaceDocument, result = computed(document)): string => {
  const path = join(folder, `${name}.py`);
  writeFileSync(path, numpyScript(template, document, result));
  return path;
};

describe('the script of a surface', () => {
  test('carries its document and numbers, and is otherwise the file of the repository', () => {
    const document = small(presets['figure-2f'].document);
    const result = computed(document);
    const script = numpyScript(template, document, result);
    expect(parseText(/^DOCUMENT = r"""\n([^]*?)\n"""$/m.exec(script)?.[1] ?? '')).toEqual({ ok: true, document });
    for (const { loss } of samplesOf(result)) expect(script).toContain(`, ${loss}),`);
    expect(script).toContain('    return (z / (1.0 + np.exp((-z))))\n');
    expect(script.length - template.length).toBeLessThan(3000);
  });

  test('its nodes lie in different rows and columns, and the lowest is among them', () => {
    const result = computed(small(presets['figure-4c'].document));
    const nodes = samplesOf(result);
    expect(new Set(nodes.slice(0, 9).map(({ column }) => column)).size).toBe(9);
    expect(new Set(nodes.slice(0, 9).map(({ row }) => row)).size).toBe(9);
    expect(Math.min(...nodes.map(({ loss }) => loss))).toBe(Math.min(...result.grid.z));
    const grid = { n: 3, x: Float64Array.of(0, 1, 2), y: Float64Array.of(0, 1, 2), z: new Float64Array(9) };
    expect(samplesOf({ ...result, grid }).length).toBeGreaterThan(2);
  });

  test('an expression that stands in several places is computed once; constants are folded', () => {
    expect(pythonBody(parseFormula('swish(z^2)'))).toEqual(['t1 = (z ** 2.0)', 'return ((t1 * (1.0 + np.tanh((t1 / 2.0)))) / 2.0)']);
    expect(pythonBody(parseFormula('sqrt(4) + 1'))).toEqual(['return 3.0 + 0 * z']);
    expect(pythonBody(parseFormula('abs(z) - asinh(-z)'))).toEqual(['return (absolute(z) - np.arcsinh((-z)))']);
  });
});

describe.skipIf(!python)('run by Python, the scripts agree with the page to 1e-6', () => {
  test('of every card of the gallery', () => {
    const calls = Object.entries(cards).map(([id, document]) => [written(id, small(document)), '--nodes', nodesOf(document)]);
    printed(calls).forEach((output, k) => expect(differenceIn(output), `${calls[k]?.[0]}: ${output}`).toBeLessThan(1e-6));
  });

  test(`of ${isLong ? 50 : 6} documents drawn at random`, { timeout: 900_000 }, () => {
    const documents = Array.from({ length: isLong ? 50 : 6 }, (_, k) => drawn(isLong ? Math.floor(Math.random() * 1e9) : k + 1));
    const calls = documents.map((document, k) => [written(`drawn-${k}`, document), '--nodes', nodesOf(document)]);
    printed(calls).forEach((output, k) => expect(differenceIn(output), `${output}${JSON.stringify(documents[k])}`).toBeLessThan(1e-6));
  });

  test('an exported file is read: every node of a loss; a wrong number and another surface are found', () => {
    const document = small(presets['figure-2f'].document);
    const result = computed(document);
    const script = written('file', document, result);
    const file = (name: string, bytes: Uint8Array): string => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const wrong: SurfaceResult = { ...result, grid: { ...result.grid, z: result.grid.z.map((value, k) => (k === 500 ? value + 1e-3 : value)) } };
    const [csv = '', npz = '', found = '', other = ''] = printed([
      [script, file('right.csv', csvOf(document, result, '1'))],
      [script, file('right.npz', npzOf(document, result))],
      [script, file('wrong.csv', csvOf(document, wrong, '1'))],
      [script, file('other.csv', csvOf(small(presets['figure-2e'].document), result, '1'))],
    ]);
    for (const output of [csv, npz]) {
      expect(output).toContain('Nodes compared: 961');
      expect(differenceIn(output)).toBeLessThan(1e-12);
    }
    expect(differenceIn(found)).toBeCloseTo(1e-3, 6);
    expect(other).toMatch(/other\.csv: attack is \{.*\} there and \{.*\} here/);
  });
});
