import type { SurfaceDocument } from '../experiment/document';
import type { Look } from '../figures/kinds';
import { pageMarks } from '../figures/vector/page';
import { svgDocument } from '../figures/vector/svg';
import { pageOf, unitOf, type ExportOptions, type ExportPane } from './page';

/** Most nodes a side of a surface drawn as paths. */
const NODES = 101;

/** The figure as paths and text, its document in <metadata>. */
export function svgOf(panes: readonly ExportPane[], document: SurfaceDocument, options: ExportOptions, range: Look['range']): Uint8Array {
  const page = pageOf(panes, document, options, NODES, range);
  const unit = unitOf(options);
  const marks = pageMarks(page, options.width / unit, options.height / unit);
  return new TextEncoder().encode(svgDocument(marks, options.width, options.height, unit, { title: page.title, metadata: JSON.stringify(document) }));
}

const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The document in an SVG's metadata, if it has one. */
export function documentInSvg(text: string): string | undefined {
  const found = /<metadata id="smoothscape">([^<]*)<\/metadata>/.exec(text)?.[1];
  return found?.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => signs[name] ?? '');
}
