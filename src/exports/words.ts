import type { NormChoice, SurfaceChoice, SurfaceDocument } from '../experiment/document';
import { fixed, tickText } from '../figures/range';
import type { SurfaceResult } from '../engine/protocol';

const normText = (norm: NormChoice): string => (norm === 'inf' ? 'L∞' : norm === 1 ? 'L₁' : norm === 2 ? 'L₂' : `Lp with p = ${norm}`);
const modelText = (model: SurfaceChoice['model']): string => (typeof model === 'string' ? `${model} model` : `model φ(z) = ${model.formula}`);

const smoothingText = (choice: SurfaceChoice['smoothing']): string => {
  if (choice.kind === 'entropy-sgd') return `EntropySGD, γ = ${tickText(choice.gamma)}`;
  if (choice.kind === 'gaussian-mean') return `Gaussian mean, σ = ${tickText(choice.sigma)}`;
  return choice.kind === 'worst-case' ? `Worst case within ${tickText(choice.radius)} (${normText(choice.norm)})` : '';
};

/** Head of an exported figure, in words and signs that any font has. */
export function titleOf({ model, attack, smoothing }: SurfaceChoice): string {
  const attacked = attack.norm !== 'none' && attack.epsilon > 0;
  const loss = attacked
    ? `adversarial loss, ${modelText(model)}, ${normText(attack.norm)}, ε = ${tickText(attack.epsilon)}`
    : `loss without attack, ${modelText(model)}`;
  const whole = smoothing.kind === 'none' ? loss : `${smoothingText(smoothing)}, of the ${loss}`;
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

/** Where the numbers come from: figure, data, solver, backend and measured error. */
export function noteOf(document: SurfaceDocument, result: SurfaceResult): string {
  const { points, attack, view } = document;
  const { backend, precision, difference, estimate } = result.report;
  const data =
    points.length === 1 ? `x = (${points[0]!.x.map(tickText).join(', ')}), y = ${points[0]!.y === 1 ? '+1' : '−1'}` : `${points.length} points`;
  const parts = [
    view.figure ? `Figure ${view.figure}, our setting` : '',
    data,
    attack.norm === 'none' ? '' : `${attack.solver} attack`,
    backend === precision ? backend : `${backend}, ${precision}`,
  ];
  const error = Math.max(difference, estimate);
  return [...parts, error === 0 ? '' : `error ${error.toExponential(0).replace('-', '−')}`].filter((part) => part !== '').join(' · ');
}

/** One or two sentences under the figure. */
export function captionOf(document: SurfaceDocument, result: SurfaceResult, byJump = false): string {
  const { minimum, creases } = result;
  const [t1, t2] = minimum.theta;
  const least = `The least value on the lattice is ${fixed(minimum.loss, 4)} nats at θ = (${fixed(t1, 2)}, ${fixed(t2, 2)}).`;
  if (document.smoothing.kind !== 'none') return `The smoothed loss has a gradient everywhere. ${least}`;
  if (creases.length === 0) return `The loss has a gradient everywhere. ${least}`;
  const jump = Math.max(...creases.flatMap((crease) => crease.jump.filter(Number.isFinite)), 0);
  const points = creases.every((crease) => crease.theta.length === 1);
  return `${byJump ? 'Coloured by the jump' : 'Crimson'}: the non-differentiable set${points ? ', a point' : ''}; the gradient jumps there by up to ${fixed(jump, 3)}. ${least}`;
}
