import type { NormChoice, SurfaceChoice, SurfaceDocument } from '../documents/surfaceDocument';
import { jumpScales, type JumpScales, kinkLegendOf, type KinkedSurface, scaleFor, withKinks } from '../figures/base/mergeKinks';
import { fixedText, tickText } from '../figures/base/ticks';
import type { FigureStyle } from '../figures/base/types';
import type { FigurePage } from '../figures/vector/page';
import type { KinksResult, SurfaceRequest, SurfaceResult } from '../worker/rpc/protocol';

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

/** Provenance line: figure of the paper, data, solver, backend and measured error. */
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

/** Caption of the figure: one or two sentences. */
export function captionOf(document: SurfaceDocument, result: SurfaceResult, byJump = false): string {
  const { minimum, creases } = result;
  const [t1, t2] = minimum.theta;
  const minimumText = `The least value on the lattice is ${fixedText(minimum.loss, 4)} nats at θ = (${fixedText(t1, 2)}, ${fixedText(t2, 2)}).`;
  if (document.smoothing.kind !== 'none') return `The smoothed loss has a gradient everywhere. ${minimumText}`;
  if (creases.length === 0) return `The loss has a gradient everywhere. ${minimumText}`;
  const jump = Math.max(...creases.flatMap((crease) => crease.jump.filter(Number.isFinite)), 0);
  const points = creases.every((crease) => crease.theta.length === 1);
  return `${byJump ? 'Coloured by the jump' : 'Crimson'}: the non-differentiable set${points ? ', a point' : ''}; the gradient jumps there by up to ${fixedText(jump, 3)}. ${minimumText}`;
}

export interface ExportPane {
  readonly result: SurfaceResult;
  readonly request: SurfaceRequest;
  /** Kinks drawn instead of creases where the view colours jumps; see `viewKinksRequest`. */
  readonly kinks?: KinksResult;
  /** Document of this pane, without panes. */
  readonly document: SurfaceDocument;
  readonly title?: string;
}

export interface ExportOptions {
  /** Size in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels of a PNG per CSS pixel, 1 to 4. */
  readonly scale: number;
  readonly dark: boolean;
  /** Kind of figure; default: the one of the document's view. */
  readonly figure?: FigurePage['figure'];
  /** Title; default: `titleOf` the document. */
  readonly title?: string;
  /** Whether all panes go into one picture instead of one each. */
  readonly together?: boolean;
  /** Colour ranges of kinks shared with other pictures; default: those of these panes. */
  readonly scales?: JumpScales;
}

/** Scale of the page relative to 800 × 600 CSS pixels: larger pictures have larger type. */
export const unitOf = ({ width, height }: Pick<ExportOptions, 'width' | 'height'>): number => Math.max(0.5, Math.min(width / 800, height / 600));

/** Surface of a pane with all its kinks; undefined where the view does not colour them. */
function kinkedOf({ result, kinks, document }: ExportPane): KinkedSurface | undefined {
  const smoothed = document.smoothing.kind !== 'none';
  return kinks && (!smoothed || kinks.curvature) ? withKinks(result, kinks, smoothed) : undefined;
}

/** Common colour ranges of kinks of several panes. */
export const sharedJumpScales = (panes: readonly ExportPane[]): JumpScales => jumpScales(panes.flatMap((pane) => kinkedOf(pane) ?? []));

/** Page of one figure, or of several panes side by side. */
export function pageOf(
  panes: readonly ExportPane[],
  document: SurfaceDocument,
  options: ExportOptions,
  limit: number,
  range: FigureStyle['range'],
): FigurePage {
  const { view } = document;
  const first = panes[0]!;
  const isSingle = panes.length === 1;
  const figure = options.figure ?? view.kind;
  const kinked = panes.map((pane) => (figure === 'cut' ? undefined : kinkedOf(pane)));
  const all = kinked.flatMap((surface) => surface ?? []);
  const scales = options.scales ?? jumpScales(all);
  const style: FigureStyle = {
    dark: options.dark,
    colours: view.colours,
    size: 'large',
    creases: view.creases,
    minimum: view.minimum,
    arrows: view.arrows,
    ...(range ? { range } : {}),
    ...(view.eye ? { eye: view.eye } : {}),
    ...(view.theta ? { cursor: view.theta } : {}),
  };
  const note = noteOf(first.document, first.result);
  return {
    title: options.title ?? (isSingle ? titleOf(first.document) : `${panes.length} surfaces, one range of loss`),
    note: figure === 'cut' ? `Along θ₂ at θ₁ = ${fixedText(view.theta?.[0] ?? 0, 2)} · ${note}` : note,
    caption: isSingle
      ? captionOf(first.document, first.result, all.length > 0)
      : `${all.length > 0 ? 'Coloured by the jump' : 'Crimson'}: the non-differentiable set. All panes share camera and range.`,
    ...(all.length > 0 && { legend: kinkLegendOf(all, scales) }),
    panes: panes.map((pane, k) => ({
      result: kinked[k]?.result ?? pane.result,
      ...(kinked[k] && { jumps: scaleFor(kinked[k], scales) }),
      title: pane.title ?? titleOf(pane.document),
      smoothed: pane.document.smoothing.kind !== 'none',
    })),
    figure,
    style,
    maxCells: limit,
  };
}
