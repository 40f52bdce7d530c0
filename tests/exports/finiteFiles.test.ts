import type { SurfaceDocument } from '../../src/documents/surfaceDocument';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { documentFiles, groupPictures, surfaceFiles, wholePicture } from '../../src/exports/surface/exportSurface';
import { raceFile } from '../../src/exports/raceExport';
import { type AskOnce, type ShownPane, shownPanes } from '../../src/exports/surface/shownPanes';
import { trainingFile } from '../../src/exports/trainingExport';
import { textBox } from '../../src/figures/base/textMetrics';
import { figures } from '../../src/figures/plotly';
import { pageCommands } from '../../src/figures/vector/composition';
import { surfacePage } from '../../src/exports/surface/surfacePage';
import type { DrawCommand } from '../../src/figures/base/drawList';
import { linspace } from '../../src/math/core/grid';
import type { Pair } from '../../src/math/core/types';
import { type OptimiserName, optimisers } from '../../src/math/optimisers';
import type { Trajectory } from '../../src/math/optimisers/trajectory';
import type { Metrics } from '../../src/nets/training/types';
import { documentsOf, firstPlan } from '../../src/state/trainingPlan';
import type { LineCurve, LineResult, RaceResult, SurfaceJobs, SurfaceKind, SurfaceRequest, SurfaceResult } from '../../src/worker/rpc/protocol';
import { inputResult } from '../../src/worker/surface/readings';
import { documents } from '../documents/sampleDocuments';
import { look, request as anyRequest, squareLoss } from '../figures/scenes';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';

vi.stubGlobal('__VERSION__', '0.0.0');

const N = 5;
const sound = fc.double({ min: -1e3, max: 1e3, noNaN: true });
/** A number of a computation, now and then none at all. */
const any = fc.oneof({ weight: 6, arbitrary: sound }, { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 1e308, -1e308, 0) });
const losses = fc.oneof(fc.array(any, { minLength: N * N, maxLength: N * N }), fc.constant(new Array<number>(N * N).fill(NaN)));

/** A surface with any losses on the grid of a request, creases along its middle and to its corners, and a point without a gradient at 0. */
function surfaceOn({ surface: { grid } }: SurfaceRequest, z: readonly number[]): SurfaceResult {
  const [x, y] = [linspace(...grid.theta1, N), linspace(...grid.theta2, N)];
  const least = z.reduce((best, v, k) => (v < z[best]! || !Number.isFinite(z[best]) ? k : best), 0);
  return {
    ...squareLoss(3),
    grid: { n: N, x, y, z: Float64Array.from(z) },
    gradient: { g1: Float64Array.from(z), g2: Float64Array.from(z).reverse() },
    minimum: { theta: [x[least % N]!, y[Math.floor(least / N)]!], loss: z[least]! },
    creases: [
      { theta: [[x[0]!, y[2]!], [x[4]!, y[2]!]], jump: [0.5, z[0]!] },
      { theta: [[x[0]!, y[0]!], [x[4]!, y[4]!]], jump: [0.5, 0.1] },
      { theta: [[0, 0]], jump: [NaN] },
    ],
  }; // prettier-ignore
}

const curveOf = (z: readonly number[]): LineCurve => ({
  t: Float64Array.of(-1, 0, 1),
  value: Float64Array.of(...z.slice(0, 3)),
  slope: Float64Array.of(...z.slice(3, 6)),
});

function answers(z: readonly number[]): AskOnce {
  const line: LineResult = { span: [-1, 1], length: 1, plain: curveOf(z), smoothed: curveOf(z.slice(6)), kinks: [{ t: 0, left: z[12]!, right: 1 }] };
  const answer = (kind: SurfaceKind, request: unknown): unknown => {
    if (kind === 'surface') return surfaceOn(request as SurfaceRequest, z);
    if (kind === 'kinks') return { kinks: [{ theta: [[0, -1], [0, 1]], jump: z.slice(0, 2), order: 1 }], curvature: [z.slice(2, 4)] }; // prettier-ignore
    if (kind !== 'input') return line;
    const asked = request as SurfaceJobs['input']['request'];
    return inputResult({ surface: surfaceDefaults, theta: [1, 1], ...(asked.second && { second: [1, 2] as const }) }); // whose points lie anywhere
  };
  return ((kind: SurfaceKind, request: unknown) => Promise.resolve(answer(kind, request))) as AskOnce;
}

const options = { width: 800, height: 600, scale: 1, dark: false, sharedRange: true };
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const everything = { backend: 'auto', along: 'theta2', pictures: true, without: [] } as const;
const NOTHING = /NaN|Infinity|undefined/;

/** Discs of a draw list that lie beside its page, clips left aside, since they are cut off. */
const strayDiscs = (commands: readonly DrawCommand[]): DrawCommand[] =>
  commands.filter((command) => command.kind === 'disc' && !(command.at.every((v) => v >= 0) && command.at[0] <= 800 && command.at[1] <= 600));

test('no file of a surface holds NaN, and no mark lies beside its page, whatever the document and its values', async () => {
  await fc.assert(
    fc.asyncProperty(documents, losses, fc.constantFrom<'theta1' | 'theta2'>('theta1', 'theta2'), async (document, z, along) => {
      const groups: ShownPane[][] = await shownPanes(document, { ...everything, along }, answers(z));
      const pictures = [{ bytes: await wholePicture(groups, document, 'svg', options) }, ...(await groupPictures(groups, document, 'svg', options))];
      for (const { bytes } of pictures) expect(textOf(bytes)).not.toMatch(NOTHING);
      for (const { bytes } of [...(await surfaceFiles(groups, document, 'csv', options)), ...documentFiles(document)])
        expect(textOf(bytes)).not.toMatch(/NaN|undefined/);
      const commands = pageCommands(surfacePage(document, groups, { dark: false, maxCells: 4, sharedRange: true }), 800, 600);
      expect(strayDiscs(commands)).toEqual([]);
      for (const command of commands) if (command.kind === 'text') expect(Object.values(textBox(command)).every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

test('a caption says which marks lie outside, in which panes; a cut outside says so in its place', async () => {
  const [document] = fc.sample(documents, { numRuns: 1, seed: 3 });
  const grid = { theta1: [-3, 3], theta2: [-3, 3], n: 31 } as const;
  const view = { kind: 'both', colours: 'tide', creases: true, jumps: false, minimum: true, arrows: false, second: 'none' } as const;
  const z = Array.from({ length: N * N }, (_, k) => k);
  const svgOf = async (more: Partial<SurfaceDocument>): Promise<string> => {
    const { panes: _panes, ...bare } = document!;
    const whole: SurfaceDocument = { ...bare, grid, smoothing: { kind: 'none' }, view, ...more };
    const groups = await shownPanes(whole, { ...everything, without: ['inputs'] }, answers(z));
    return textOf(await wholePicture(groups, whole, 'svg', options)).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '); // prettier-ignore
  };
  const outside = await svgOf({ view: { ...view, theta: [5, 4] } });
  expect(outside).toContain('θ = (5, 4) lies outside the picture.');
  expect(outside).toContain('θ₁ = 5 lies outside the picture, which has θ₁ from −3 to 3.');
  expect(await svgOf({ view: { ...view, theta: [2.5, 2.5] } })).not.toContain('outside');
  const small = { grid: { theta1: [-1, 1], theta2: [-1, 1], n: 31 } } as const;
  expect(await svgOf({ view: { ...view, theta: [2.5, 2.5] }, panes: [{}, small, small] })).toContain('θ = (2.5, 2.5) lies outside B and C.');
  const two = await svgOf({ view: { ...view, frozen: [9, 0], partner: [0, 7] } });
  for (const words of ['The frozen attack’s θ = (9, 0)', 'θ′ = (0, 7)']) expect(two).toContain(`${words} lies outside the picture.`);
});

test('every mark of a figure on the page lies on its axes, whatever θ', () => {
  fc.assert(
    fc.property(losses, fc.tuple(any, any), fc.constantFrom<'theta1' | 'theta2'>('theta1', 'theta2'), (z, cursor, along) => {
      const result = surfaceOn(anyRequest, z);
      for (const [name, { draw }] of Object.entries(figures)) {
        const { data, layout } = draw(result, anyRequest, { ...look, cursor, along }, [result]);
        for (const trace of data) {
          if (trace.type !== 'scatter' || trace.mode !== 'markers') continue;
          const within = (values: unknown, range: unknown): boolean => {
            const [lo, hi] = range as Pair;
            return (values as number[]).every((v) => v >= lo && v <= hi);
          };
          expect([name, within(trace.x, layout.xaxis?.range), within(trace.y, layout.yaxis?.range)]).toEqual([name, true, true]);
        }
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

const names = Object.keys(optimisers).filter((name): name is OptimiserName => Object.hasOwn(optimisers, name));
const trajectory: fc.Arbitrary<Trajectory> = fc
  .record({
    count: fc.integer({ min: 1, max: 6 }),
    values: fc.array(any, { minLength: 12, maxLength: 12 }),
    end: fc.constantFrom<'finished' | 'diverged'>('finished', 'diverged'),
  }) // prettier-ignore
  .map(({ count, values, end }) => {
    const field = (width: number): Float64Array => Float64Array.from(values.slice(0, width * count));
    const counts = new Uint32Array(count);
    return { count, theta: field(2), loss: field(1), adversarial: field(1), clean: field(1), slope: field(1), evaluations: counts, integrals: counts, crossings: new Uint32Array(2 * count), end, why: end === 'diverged' ? 'θ₁ went beyond 10⁶ at step 3' : '' }; // prettier-ignore
  });

test('no file of a race holds NaN, wherever it starts and its paths lead', async () => {
  await fc.assert(
    fc.asyncProperty(documents, losses, fc.array(trajectory, { minLength: 1, maxLength: names.length }), fc.tuple(any, any), fc.integer({ min: 0, max: 8 }), async (document, z, paths, at, step) => {
      const { panes: _panes, ...own }: SurfaceDocument = document;
      const race: RaceResult = { fraction: 1, runs: paths.map((run, k) => ({ name: names[k]!, values: {}, run })), minimum: { theta: at, loss: z[0]!, edge: false, ties: false }, ms: 1 }; // prettier-ignore
      const start: Pair = [document.grid.theta1[1] + 1, 0];
      const request = { surface: own, start, racers: [], steps: 5, seed: 1 };
      const surface = surfaceOn({ surface: own, backend: 'auto', gradient: false }, z);
      for (const format of ['svg', 'csv'] as const) {
        const text = textOf(await raceFile({ document: own, request, race, surface, step }, format, options));
        expect(text).not.toMatch(format === 'svg' ? NOTHING : /NaN|undefined/);
        if (format === 'svg') expect(text).toContain('The start θ');
      }
    }), // prettier-ignore
    { numRuns: 30, endOnFailure: true },
  );
});

test('no file of a training holds NaN, also where a run has diverged', async () => {
  const metrics = fc.record({ seconds: sound, lr: any, trainLoss: any, trainClean: any, trainRobust: any, testClean: any, testRobust: any });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(metrics, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }), async (seeds) => {
      const runs = seeds.map((rows, k) => {
        const document = documentsOf(firstPlan())[k % 2]!;
        return {
          document: { ...document, seeds: [k] },
          seed: k,
          metrics: rows.map((row, i): Metrics => ({ ...row, epoch: i + 1 })),
          backend: 'wasm',
        };
      });
      for (const format of ['svg', 'csv', 'json'] as const)
        expect(textOf(await trainingFile(runs, format, options))).not.toMatch(format === 'svg' ? NOTHING : /NaN|undefined/);
    }),
    { numRuns: 30, endOnFailure: true },
  );
});
