import type { NormChoice, SurfaceChoice, SurfaceDocument } from '../../documents/surfaceDocument';
import { type CreaseMarks, gradientSentence, leastPlace } from '../../figures/base/surfaceSentences';
import { fixedText, tickText } from '../../figures/base/ticks';
import type { Report } from '../../worker/rpc/backendNames';
import type { SurfaceResult } from '../../worker/rpc/protocol';

const normText = (norm: NormChoice): string => (norm === 'inf' ? 'L∞' : norm === 1 ? 'L₁' : norm === 2 ? 'L₂' : `Lp with p = ${norm}`);
const modelText = (model: SurfaceChoice['model']): string => (typeof model === 'string' ? `${model} model` : `model φ(z) = ${model.formula}`);

const smoothingText = (choice: SurfaceChoice['smoothing']): string => {
  if (choice.kind === 'entropy-sgd') return `EntropySGD, γ = ${tickText(choice.gamma)}`;
  if (choice.kind === 'gaussian-mean') return `Gaussian mean, σ = ${tickText(choice.sigma)}`;
  return choice.kind === 'worst-case' ? `Worst case within ${tickText(choice.radius)} (${normText(choice.norm)})` : '';
};

/** Title of an exported figure; all characters exist in common fonts. */
export function titleOf({ model, attack, smoothing }: SurfaceChoice): string {
  const attacked = attack.norm !== 'none' && attack.epsilon > 0;
  const loss = attacked
    ? `adversarial loss, ${modelText(model)}, ${normText(attack.norm)}, ε = ${tickText(attack.epsilon)}`
    : `loss without attack, ${modelText(model)}`;
  const whole = smoothing.kind === 'none' ? loss : `${smoothingText(smoothing)}, of the ${loss}`;
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

/** Provenance line: figure of the paper, data and solver where all surfaces have the same, backends and largest measured error. */
export function noteOf(documents: readonly SurfaceDocument[], reports: readonly Report[]): string {
  const [first] = documents;
  if (!first) return '';
  const common = (value: (document: SurfaceDocument) => unknown): boolean => new Set(documents.map((one) => JSON.stringify(value(one)))).size === 1;
  const { points, attack, view } = first;
  const data =
    points.length === 1 ? `x = (${points[0]!.x.map(tickText).join(', ')}), y = ${points[0]!.y === 1 ? '+1' : '−1'}` : `${points.length} points`;
  const backends = reports.map(({ backend, precision }) => (backend === precision ? backend : `${backend}, ${precision}`));
  const error = Math.max(0, ...reports.flatMap(({ difference, estimate }) => [difference, estimate]));
  return [
    view.figure ? `Figure ${view.figure}, our setting` : '',
    common((one) => one.points) ? data : '',
    attack.norm === 'none' || !common((one) => one.attack.solver) ? '' : `${attack.solver} attack`,
    ...new Set(backends),
    error === 0 ? '' : `error ${error.toExponential(0).replace('-', '−')}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Caption of the figure: where the surface has a gradient, and its least value. */
export function captionOf(document: SurfaceDocument, result: SurfaceResult, marks: CreaseMarks): string {
  if (!result.grid.z.some(Number.isFinite)) return 'No value is finite in this range.';
  const least = `The least value on the lattice is ${fixedText(result.minimum.loss, 4)} nats, ${leastPlace(result)}.`;
  return `${gradientSentence(document, result, marks)} ${least}`;
}
