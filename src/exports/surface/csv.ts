import { JSON_STRING } from '../../documents/fieldReaders';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { provenanceOf } from '../base/provenance';
import type { Quantity } from './shownPanes';
import { parse } from 'papaparse';

/** Prefix of the header line that carries the document, and of the comment of TeX that does. */
const DOCUMENT_PREFIX = '# document: ';
export const TEX_DOCUMENT_PREFIX = '% document: ';

/** Shortest text that reads back to the same float64; nothing for a number that does not exist. */
export const shortestText = (value: number): string => (Object.is(value, -0) ? '-0' : Number.isNaN(value) ? '' : String(value));

/** Header lines of a CSV: the document, what made the numbers beside it, and the error estimates. */
export function csvHeader(document: SurfaceDocument, result: SurfaceResult, version: string): string[] {
  const { estimate, difference, checked } = result.report;
  return [
    `${DOCUMENT_PREFIX}${JSON.stringify(document)}`,
    ...provenanceOf([{ document, result }], version).map((line) => `# ${line}`),
    `# error estimate: ${shortestText(estimate)} of the quadrature itself, from a closer search or from a dense attack; ${shortestText(difference)} from float64 on ${checked} nodes; relative to max(1, |loss|)`,
  ];
}

/** Names of the values in headers and archives. */
export const columnNames: Readonly<Record<Quantity, string>> = {
  loss: 'loss',
  frozen: 'frozen_loss',
  gradient: 'gradient_norm',
  difference: 'difference',
};

/** Recipe, header, n·n rows; θ₂ outer, θ₁ inner. A gradient that does not exist is left empty; derived values have none. */
export function csvOf(document: SurfaceDocument, result: SurfaceResult, version: string, quantity: Quantity = 'loss'): Uint8Array {
  const { grid, gradient } = result;
  const { n, x, y, z } = grid;
  const columns = Array.from(x, shortestText);
  const lines = [...csvHeader(document, result, version), `theta1,theta2,${columnNames[quantity]}${quantity === 'loss' ? ',grad1,grad2' : ''}`];
  for (let i = 0; i < n; i += 1) {
    const row = shortestText(y[i]!);
    for (let j = 0; j < n; j += 1) {
      const at = i * n + j;
      const slopes = gradient ? [shortestText(gradient.g1[at]!), shortestText(gradient.g2[at]!)] : ['', ''];
      lines.push([columns[j]!, row, shortestText(z[at]!), ...(quantity === 'loss' ? slopes : [])].join(','));
    }
  }
  lines.push('');
  return new TextEncoder().encode(lines.join('\n'));
}

/** First rows of a table that may hold its document. */
const HEADER_ROWS = 50;
/** Separators of tables that spreadsheets write. */
const SEPARATORS = [',', ';', '\t'] as const;

/** Texts of a table that may be its document: the header line itself, or the row that a spreadsheet has made of it, whose cells are joined again. */
export function textsInCsv(text: string): string[] {
  const lines = text.split('\n', HEADER_ROWS).filter((line) => line.startsWith(DOCUMENT_PREFIX) || line.startsWith(TEX_DOCUMENT_PREFIX));
  const rows = SEPARATORS.flatMap((delimiter) =>
    parse<string[]>(text, { delimiter, preview: HEADER_ROWS }).data.map((row) => row.join(',').replace(/,+$/, '')),
  );
  const quoted = rows.filter((row) => row.startsWith(DOCUMENT_PREFIX)).map((row) => requoted(row.slice(DOCUMENT_PREFIX.length)));
  return [...lines.map((line) => line.slice(DOCUMENT_PREFIX.length).trim()), ...quoted];
}

/** Strings, and names without quotes with what stands before them. */
const NAMES = new RegExp(String.raw`${JSON_STRING}|([{,[]\s*)(?!(?:true|false|null)\b)([A-Za-z_][\w-]*)(?=\s*[:,\]])`, 'g');

/** JSON whose names and strings have lost their quotes where one began a cell: a spreadsheet takes those for the quotes of the cell. */
const requoted = (json: string): string =>
  json.replace(NAMES, (token, before?: string, name?: string) => (name === undefined ? token : `${before}"${name}"`));
