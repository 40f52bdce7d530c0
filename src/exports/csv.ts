import type { SurfaceDocument } from '../documents/surfaceDocument';
import type { SurfaceResult } from '../worker/rpc/protocol';

/** Prefix of the header line that carries the document. */
const DOCUMENT_PREFIX = '# document: ';

/** Shortest text that reads back to the same float64; nothing for a number that does not exist. */
export const shortestText = (value: number): string => (Object.is(value, -0) ? '-0' : Number.isNaN(value) ? '' : String(value));

/** Header lines of a CSV: the document, the program's version, the backend and the error estimates. */
export function csvHeader(document: SurfaceDocument, result: SurfaceResult, version: string): string[] {
  const { backend, adapter, precision, estimate, difference, checked } = result.report;
  return [
    `${DOCUMENT_PREFIX}${JSON.stringify(document)}`,
    `# version: smoothscape ${version}`,
    `# backend: ${backend}${adapter === '' ? '' : ` (${adapter.replace(/\s+/g, ' ')})`}`,
    `# precision: ${precision}`,
    `# error estimate: ${shortestText(estimate)} of the quadrature itself, from a closer search or from a dense attack; ${shortestText(difference)} from float64 on ${checked} nodes; relative to max(1, |loss|)`,
  ];
}

/** Recipe, header, n·n rows; θ₂ outer, θ₁ inner. A gradient that does not exist is left empty. */
export function csvOf(document: SurfaceDocument, result: SurfaceResult, version: string): Uint8Array {
  const { grid, gradient } = result;
  const { n, x, y, z } = grid;
  const columns = Array.from(x, shortestText);
  const lines = [...csvHeader(document, result, version), 'theta1,theta2,loss,grad1,grad2'];
  for (let i = 0; i < n; i += 1) {
    const row = shortestText(y[i]!);
    for (let j = 0; j < n; j += 1) {
      const at = i * n + j;
      const [g1, g2] = gradient ? [shortestText(gradient.g1[at]!), shortestText(gradient.g2[at]!)] : ['', ''];
      lines.push(`${columns[j]!},${row},${shortestText(z[at]!)},${g1},${g2}`);
    }
  }
  lines.push('');
  return new TextEncoder().encode(lines.join('\n'));
}

/** The document line of a CSV, if it has one. */
export function documentInCsv(text: string): string | undefined {
  for (const line of text.split('\n', 50)) if (line.startsWith(DOCUMENT_PREFIX)) return line.slice(DOCUMENT_PREFIX.length).trim();
  return undefined;
}
