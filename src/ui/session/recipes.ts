import { paneSurfaces } from '../../documents/panes';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { numpyScript, numpyTemplate } from '../../exports/recipes/numpyScript';
import { type ProbeForm, probeTexts } from '../../exports/probeTexts';
import { typescriptScript } from '../../exports/recipes/typescriptScript';
import { wholeDocument } from '../../state/experimentStore';
import { pointRequest, surfaceRequest } from '../../state/jobResults';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { download } from './files';
import type { Session } from './session';

/** The surface of a pane as a document of its own, and its numbers, computed as the page computes them. */
async function computedPane(
  { experiment, runs }: Session,
  pane: number,
): Promise<{ readonly document: SurfaceDocument; readonly result: SurfaceResult }> {
  const state = experiment.store.getState();
  const document = paneSurfaces(wholeDocument(state))[pane];
  if (!document) throw new Error('This pane is closed.');
  return { document, result: await runs.surface.once(surfaceRequest(document, state.backend)) };
}

/** The Python file that computes the surface of a pane by other ways and compares it with the page's numbers. */
export async function pythonOf(session: Session, pane: number): Promise<string> {
  const [template, { document, result }] = await Promise.all([numpyTemplate(), computedPane(session, pane)]);
  return numpyScript(template, document, result);
}

/** The TypeScript file that computes the surface of a pane with this program's mathematics and compares it with the page's numbers. */
export async function typescriptOf(session: Session, pane: number): Promise<string> {
  const { document, result } = await computedPane(session, pane);
  return typescriptScript(document, result);
}

export const savePython = async (session: Session, pane: number): Promise<void> =>
  download('surface.py', await pythonOf(session, pane), 'text/x-python');

/** Loss and gradient at the kept weights, as text. */
export async function probesText({ experiment, runs }: Session, form: ProbeForm): Promise<string> {
  const { document, probes } = experiment.store.getState();
  return probeTexts[form](await Promise.all(probes.map((theta) => runs.point.once(pointRequest(document, theta)))));
}
