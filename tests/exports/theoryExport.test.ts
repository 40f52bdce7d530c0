import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { documentIn } from '../../src/exports/openFile';
import { svgOf } from '../../src/exports/base/pictures';
import { mapsNpz, theoryCsv, theoryPicture } from '../../src/exports/theoryExport';
import type { CheckedStatement } from '../../src/figures/charts/theoryPage';
import { shortName } from '../../src/figures/charts/theoremVerdicts';
import { maps, type MapName } from '../../src/math/analysis/curvatureMaps';
import { catalogue, theoremNames } from '../../src/math/theory/catalogue';
import { theoremContext } from '../../src/math/theory/check';
import { benchDefaults } from '../../src/math/theory/options';
import { theorems } from '../../src/math/theory/statements';
import type { MapResult } from '../../src/worker/rpc/protocol';
import { squareLoss } from '../figures/scenes';
import { testProblem } from '../math/oracles';
import { checkTheorem } from '../math/theory/checkTheorem';
import { unzipSync } from 'fflate';
import { parse } from 'papaparse';
import { expect, test, vi } from 'vitest';

vi.stubGlobal('__VERSION__', '0.0.0');

const document = { ...surfaceDefaults, attack: { ...surfaceDefaults.attack, norm: 2 as const } };
const options = { ...benchDefaults, pairs: 300 };
const context = theoremContext(testProblem({ points: document.points, epsilon: document.attack.epsilon, p: 2, reach: 100 }), [-3, 3], [-3, 3], 1);
const statements = theoremNames.map((name): CheckedStatement => ({ name, options, outcome: checkTheorem(theorems[name], context, options) }));
const map: MapResult = { grid: squareLoss(9).grid, tex: '', numerical: false };
const picture = { width: 1200, height: 900, scale: 1, dark: false };

test('CSV: the recipe, and a row for each search of every statement with both sides of its worst pair', () => {
  const bytes = theoryCsv(document, statements);
  expect(JSON.parse(documentIn(bytes) ?? '')).toEqual(document);
  const text = new TextDecoder().decode(bytes);
  const { data, errors } = parse<Record<string, string>>(text.replace(/^# .*\n/gm, ''), { header: true, skipEmptyLines: true });
  expect(errors).toEqual([]);
  expect([...new Set(data.map(({ statement }) => statement))]).toEqual([...theoremNames]);
  for (const { name, outcome } of statements) {
    const rows = data.filter(({ statement }) => statement === name);
    expect(rows.map(({ search }) => search)).toEqual(['inside', 'outside'].filter((side) => outcome?.[side as 'inside']).concat(outcome?.inside ?? outcome?.outside ? [] : [''])); // prettier-ignore
    for (const row of rows) expect(row).toMatchObject({ verdict: outcome?.verdict, title: catalogue[name].title });
    const inside = rows.find(({ search }) => search === 'inside');
    const worst = outcome?.inside?.worst;
    if (worst) expect([inside?.['left'], inside?.['right'], inside?.['second2']].map(Number)).toEqual([worst.left, worst.right, worst.theta[1][1]]);
  }
});

test('a picture names every statement with its verdict and shows the map; a check that failed is said', () => {
  const [first, ...others] = statements;
  const failed = { name: first!.name, options };
  const svg = new TextDecoder().decode(svgOf(theoryPicture(document, [failed, ...others], { name: 'gradient-norm', result: map, surface: squareLoss(9) }, false), picture)); // prettier-ignore
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  for (const name of theoremNames) expect(texts).toContain(shortName(name));
  for (const words of ['could not be checked', 'holds', 'does not apply', 'B Map: gradient norm']) expect(texts).toContain(words);
  expect(svg).not.toContain('NaN');
});

test('NPZ: every map by its name on the lattice of the document', () => {
  const entries = unzipSync(
    mapsNpz(
      document,
      (Object.keys(maps) as MapName[]).map((name) => [name, map]),
    ),
  );
  const names = ['gradient_norm', 'largest_eigenvalue', 'lipschitz_ratio', 'smallest_eigenvalue', 'theta1', 'theta2'];
  expect(Object.keys(entries).sort()).toEqual(['document.json', ...names.map((name) => `${name}.npy`)]);
  const values = new Float64Array(entries['gradient_norm.npy']!.slice(-8 * 81).buffer);
  expect(values).toEqual(map.grid.z);
});
