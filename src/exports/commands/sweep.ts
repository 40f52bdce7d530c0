import { isObject, parseJson } from '../../documents/fieldReaders';
import { parseDocument } from '../../documents/parseSurface';
import type { Parsed, SurfaceDocument, ValidationError } from '../../documents/surfaceDocument';
import { finiteRange, sceneRange } from '../../figures/base/ticks';
import { mapRequest } from '../../state/jobResults';
import { shortestText } from '../surface/csv';
import type { AskOnce, ShownPane, SurfacePane } from '../surface/shownPanes';
import { surfacesOf } from '../surface/surfacePage';

/** One key of a document and the values that it takes in turn; its parts are separated by dots: "smoothing.gamma", "panes.1.attack.epsilon". */
export interface Sweep {
  readonly key: string;
  readonly values: readonly (number | string)[];
}

/** A plain JSON value with one of its keys set; what is missing on the way becomes an object. */
function withKey(raw: unknown, [key, ...rest]: readonly string[], value: number | string): unknown {
  if (key === undefined) return value;
  if (Array.isArray(raw)) return raw.map((item: unknown, k) => (String(k) === key ? withKey(item, rest, value) : item));
  const whole = isObject(raw) ? raw : {};
  return { ...whole, [key]: withKey(whole[key], rest, value) };
}

/** The documents of a sweep, one a value. */
export function sweptDocuments(text: string, { key, values }: Sweep): readonly Parsed[] {
  const raw = parseJson(text);
  return values.map((value) => parseDocument(withKey(raw, key.split('.'), value)));
}

/** Validation errors of the first wrong document of a sweep. */
export function sweepProblems(text: string, sweep: Sweep): readonly ValidationError[] {
  const wrong = sweptDocuments(text, sweep).find((result) => !result.ok);
  return wrong && !wrong.ok ? wrong.problems : [];
}

/** A document of a sweep with everything that it shows. */
export interface SweptFigure {
  readonly value: number | string;
  readonly document: SurfaceDocument;
  readonly groups: readonly (readonly ShownPane[])[];
}

const lossesOf = (groups: SweptFigure['groups']): SurfacePane[] => surfacesOf(groups).filter(({ quantity }) => quantity === 'loss');

/** The figures on one range of loss: the document's own, where it is locked, else that of all losses. */
export function onOneRange(figures: readonly SweptFigure[]): readonly SweptFigure[] {
  const range = sceneRange(figures.flatMap(({ groups }) => lossesOf(groups).map(({ result }) => result)));
  return figures.map((figure) => {
    const { document } = figure;
    return document.view.range ? figure : { ...figure, document: { ...document, view: { ...document.view, range } } };
  });
}

/** Panes of different surfaces: one may be drawn in 3-D and as a contour. */
const distinct = (panes: readonly SurfacePane[]): SurfacePane[] =>
  panes.filter(({ result }, k) => panes.findIndex((other) => other.result === result) === k);

/** Largest jump of the gradient: 0 of a smoothed surface, the empty text where jumps are not known (other attacks than the exact one, and the worst case over weights). */
function largestJump({ document: { attack, smoothing }, result }: SurfacePane): string {
  if (smoothing.kind === 'entropy-sgd' || smoothing.kind === 'gaussian-mean') return '0';
  if (smoothing.kind !== 'none' || attack.solver !== 'exact') return '';
  return shortestText(Math.max(0, ...result.creases.filter(({ order }) => order !== 2).flatMap(({ jump }) => jump)));
}

/** Table of a sweep: of every surface its least value and place on the lattice, the largest jump of its gradient, and the largest eigenvalue of its Hessian off the creases. */
export async function sweepTable(sweep: Sweep, figures: readonly SweptFigure[], text: string, ask: AskOnce): Promise<Uint8Array> {
  const rows: string[] = [];
  for (const { value, document, groups } of figures)
    for (const pane of distinct(lossesOf(groups))) {
      const { minimum } = pane.result;
      const { grid } = await ask('map', mapRequest(pane.document, 'largest-eigenvalue'));
      const [, curvature] = finiteRange(grid.z);
      const numbers = [minimum.loss, ...minimum.theta].map(shortestText);
      rows.push([value, document.panes ? pane.letter : '', ...numbers, largestJump(pane), shortestText(curvature)].join(','));
    }
  const lines = [
    `# document: ${JSON.stringify(parseJson(text))}`,
    `# version: smoothscape ${__VERSION__}`,
    `# sweep: ${sweep.key}`,
    `${sweep.key},pane,minimum,theta1,theta2,largest_jump,largest_curvature`,
    ...rows,
    '',
  ];
  return new TextEncoder().encode(lines.join('\n'));
}
