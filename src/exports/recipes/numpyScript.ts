import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { activationOf } from '../../math/activations';
import { parseFormula } from '../../math/activations/formula';
import { fetchedModule, retried } from '../../worker/rpc/network';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { pythonBody, pythonNumber } from './pythonExpression';
import { computedBy, samplesOf } from './samples';

/** The places in surface.py that a surface fills. */
const DOCUMENT_PLACE = /^DOCUMENT = r"""\n[^]*?\n"""$/m;
const PAGE_PLACE = /^PAGE = ".*"$/m;
const SAMPLES_PLACE = /^SAMPLES = \[\]$/m;
const ACTIVATION_PLACE = /^(def phi\(z\):\n {4}""".*"""\n)[^]*?^ {4}return .*$/m;

/** The Python file that computes the surface of `document`, which has no panes, by other ways than the page, and compares the numbers of `result`. */
export function numpyScript(template: string, { panes: _panes, ...document }: SurfaceDocument, result: SurfaceResult): string {
  const fill = (text: string, place: RegExp, content: (head: string) => string): string => {
    if (!place.test(text)) throw new Error(`surface.py has no place ${String(place)}`);
    return text.replace(place, (_, head: string) => content(head));
  };
  const body = pythonBody(parseFormula(activationOf(document.model).expression)).map((line) => `    ${line}`);
  const { x, y } = result.grid;
  const rows = samplesOf(result).map(({ column, row, loss }) => [x[column] ?? NaN, y[row] ?? NaN, loss].map(pythonNumber).join(', '));
  let script = fill(template, DOCUMENT_PLACE, () => `DOCUMENT = r"""\n${JSON.stringify(document, null, 2)}\n"""`);
  script = fill(script, PAGE_PLACE, () => `PAGE = ${JSON.stringify(computedBy(result))}`);
  script = fill(script, SAMPLES_PLACE, () => `SAMPLES = [\n${rows.map((row) => `    (${row}),\n`).join('')}]`);
  return fill(script, ACTIVATION_PLACE, (head) => `${head}${body.join('\n')}`);
}

/** surface.py as it stands in this folder, fetched when it is asked for. */
export const numpyTemplate = async (): Promise<string> =>
  (await retried('The script for NumPy', () => fetchedModule(import('./surface.py?raw')))).default;
