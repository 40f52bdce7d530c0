import type { SurfaceDocument } from '../../src/documents/surfaceDocument';
import { surfaceDefaults, viewDefaults } from '../../src/documents/surfaceSpecs';
import { groupPictures, wholePicture } from '../../src/exports/surface/exportSurface';
import type { SurfacePane } from '../../src/exports/surface/shownPanes';
import { colourAt } from '../../src/figures/base/colours';
import { CURVATURE_JUMP_COLOUR, jumpScales, withKinks } from '../../src/figures/base/kinks';
import { viewKinksRequest } from '../../src/state/jobResults';
import type { KinksResult } from '../../src/worker/rpc/protocol';
import { theoryJobs } from '../../src/worker/surface/theoryJobs';
import { squareLoss } from '../figures/scenes';
import { describe, expect, test } from 'vitest';

const options = { width: 1200, height: 900, scale: 1, dark: false, sharedRange: true };
const result = { ...squareLoss(9), creases: [] };

/** The last part of what a picture asks for. */
async function kinksFor(document: SurfaceDocument): Promise<KinksResult> {
  const asked = viewKinksRequest(document);
  let last: KinksResult | undefined;
  if (asked) for await (const part of theoryJobs.kinks(asked, () => undefined)) last = part ?? last;
  if (!last) throw new Error('the view colours no jumps');
  return last;
}

const base: SurfaceDocument = { ...surfaceDefaults, attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' }, view: { ...viewDefaults, jumps: true } };
const paneOf = async (part: Partial<SurfaceDocument>): Promise<SurfacePane> => {
  const document = { ...base, ...part };
  const kinked = withKinks(result, await kinksFor(document), document.smoothing.kind !== 'none');
  const kind = document.view.kind === 'contour' ? 'contour' : 'surface';
  return { part: kind, letter: 'A', title: '', kind, quantity: 'loss', result, document, kinked };
};
const svg = async (panes: readonly SurfacePane[], document = base): Promise<string> =>
  new TextDecoder().decode(
    await wholePicture(
      panes.map((pane) => [pane]),
      document,
      'svg',
      options,
    ),
  );
/** The colours of the palest and the strongest stroke of a scale of twenty. */
const [palest, strongest] = [colourAt('jump', 0.5 / 20), colourAt('jump', 19.5 / 20)];

describe('exported figures draw the kinks as the page does', () => {
  test('colours of jumps, and dashes where only the curvature jumps', async () => {
    const text = await svg([await paneOf({ model: 'swish' })]);
    expect(text).toContain(strongest);
    expect(text).toMatch(new RegExp(`stroke="${CURVATURE_JUMP_COLOUR}"[^/]*stroke-dasharray`));
    expect(text).toContain('curvature jumps');
    expect(text).toContain('jump of ∇L  0');
  });

  for (const kind of ['surface', 'contour', 'both'] as const)
    test(`under EntropySGD the curvature in place of the jump: ${kind}`, async () => {
      const smoothing = { kind: 'entropy-sgd', gamma: 2, normalised: true } as const;
      const pane = await paneOf({ smoothing, view: { ...base.view, kind } });
      const [, most] = jumpScales([pane.kinked!]).curvature!;
      const text = await svg([pane]);
      expect(text).toContain(strongest);
      expect(text).toContain('curvature in place of the jump');
      expect(text).toContain(`>${Number(most.toPrecision(3))}<`);
    });

  test('panes share one scale, whether in one picture or in several', async () => {
    const panes = [await paneOf({ attack: { ...base.attack, epsilon: 0.1 } }), await paneOf({})];
    const compared = { ...base, panes: [{ attack: { epsilon: 0.1 } }, {}] };
    expect(await svg(panes, compared)).toContain(strongest);
    const [weak] = await groupPictures(
      panes.map((pane) => [pane]),
      compared,
      'svg',
      options,
    );
    const own = new TextDecoder().decode(weak!.bytes);
    expect(own).toContain(palest);
    expect(own.split(strongest).length - 1).toBeLessThan(2); // in the key at most
    expect(await svg(panes.slice(0, 1))).toContain(strongest); // alone it has a scale of its own
  });

  test('no kinks are requested where the view does not colour jumps, nor under the worst case over a ball', () => {
    expect(viewKinksRequest({ ...base, view: viewDefaults })).toBeUndefined();
    expect(viewKinksRequest({ ...base, smoothing: { kind: 'worst-case', radius: 0.2, norm: 2 } })).toBeUndefined();
  });
});
