import { FONT, themeOf } from '../../figures/base/colours';
import { escapeXml } from '../../figures/vector/svgWriter';
import viewerFile from '../../viewer/entry?worker&url';
import { surfaceText } from '../../viewer/surfaceData';
import { fetchedFile } from '../base/fetchedFile';
import { captionOf, noteOf, titleOf } from '../base/pageTexts';
import { DOCUMENT_ATTRIBUTE } from '../base/pictures';
import type { SurfaceFigure } from './surfacePage';

/** Text within a <script>, which no tag in it ends. */
const inScript = (text: string): string => text.replaceAll('<', '\\u003c');

/** A page that shows one surface without a network: it turns, zooms, and reads the loss under the pointer. */
export function standalonePage({ pane, result, range, style }: SurfaceFigure, viewer: string): string {
  const { document } = pane;
  const theme = themeOf(style.dark);
  const title = escapeXml(titleOf(document));
  const recipe = JSON.stringify(document);
  return `<!DOCTYPE html>
<html lang="en" ${DOCUMENT_ATTRIBUTE}="${escapeXml(recipe)}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="generator" content="smoothscape ${__VERSION__}"/>
<title>${title}</title>
<style>
html { color-scheme: ${style.dark ? 'dark' : 'light'}; }
body { display: flex; flex-direction: column; gap: 6px; box-sizing: border-box; height: 100vh; margin: 0; padding: 16px; background: ${theme.ground}; color: ${theme.ink}; font: 13px/1.4 ${FONT.replaceAll('"', "'")}; }
h1 { margin: 0; font-size: 15px; font-weight: 650; }
p { margin: 0; color: ${theme.ink2}; }
canvas { flex: 1; min-height: 0; width: 100%; touch-action: none; cursor: grab; }
canvas:focus-visible { outline: 2px solid ${theme.theta}; }
#reading { font-variant-numeric: tabular-nums; }
</style>
</head>
<body>
<h1>${title}</h1>
<p>${escapeXml(noteOf([document], [pane.result.report]))}</p>
<canvas tabindex="0" role="img" aria-label="${title}. ${escapeXml(captionOf(document, pane.result, 'none'))}"></canvas>
<p id="reading" aria-live="polite">Drag or press the arrow keys to turn; the wheel, + and − zoom; point at the surface to read the loss.</p>
<p>${escapeXml(captionOf(document, pane.result, style.creases ? 'crimson' : 'none'))}</p>
<script type="application/json" id="surface">${inScript(surfaceText({ result, range, style }))}</script>
<script type="module">${viewer.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

/** The same as a file. */
export async function htmlOf(figure: SurfaceFigure): Promise<Uint8Array> {
  const viewer = new TextDecoder().decode(await fetchedFile('The code of standalone pages', viewerFile));
  return new TextEncoder().encode(standalonePage(figure, viewer));
}
