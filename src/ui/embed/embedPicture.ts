import type { SurfaceDocument, View } from '../../documents/surfaceDocument';
import { base64Of } from '../../exports/commands/chunkedTransfer';
import { type ExportOptions, wholePicture } from '../../exports/surface/exportSurface';
import { partsOf, shownPanes } from '../../exports/surface/shownPanes';
import type { EmbedFigure } from '../../state/embedAddress';
import { wholeDocument } from '../../state/experimentStore';
import type { Session } from '../session/session';
import { isDark } from '../session/theme';

/** A picture of the figure of an embed, as files of the page show it, as a data: address. */
export async function embedPicture(
  { experiment, runs }: Session,
  figure: EmbedFigure,
  { format, ...size }: { readonly format: 'png' | 'svg' } & Pick<ExportOptions, 'width' | 'height' | 'scale'>,
): Promise<string> {
  const state = experiment.store.getState();
  const whole = wholeDocument(state);
  const kind: View['kind'] = figure === 'surface' || figure === 'contour' ? figure : 'both';
  const document: SurfaceDocument = whole.panes ? whole : { ...whole, view: { ...whole.view, kind } };
  const without = whole.panes ? [] : partsOf(document).flatMap(({ part }) => (part === figure ? [] : [part]));
  const groups = await shownPanes(document, { backend: state.backend, along: state.along, without, pictures: true }, (job, request) =>
    runs[job].once(request),
  );
  const bytes = await wholePicture(groups, document, format, { ...size, dark: isDark(), sharedRange: state.linked.range });
  return `data:${format === 'png' ? 'image/png' : 'image/svg+xml'};base64,${base64Of(bytes)}`;
}
