import type { SurfaceDocument } from '../experiment/document';
import type { KinksResult, SurfaceRequest, SurfaceResult } from '../engine/protocol';
import { jumpScales, keyOf, scaleFor, withKinks, type JumpScales, type Kinked } from '../figures/kinked';
import type { Look } from '../figures/kinds';
import { fixed } from '../figures/range';
import type { Page } from '../figures/vector/page';
import { captionOf, noteOf, titleOf } from './words';

export interface ExportPane {
  readonly result: SurfaceResult;
  readonly request: SurfaceRequest;
  /** What the page draws in place of creases where its view colours jumps; see kinksAsked(). */
  readonly kinks?: KinksResult;
  /** The pane's own document, without panes. */
  readonly document: SurfaceDocument;
  readonly title?: string;
}

export interface ExportOptions {
  /** Size in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels of a PNG for each of these, 1 to 4. */
  readonly scale: number;
  readonly dark: boolean;
  /** What is drawn, instead of what the document's view says. */
  readonly figure?: Page['figure'];
  /** Title that the page already shows. */
  readonly title?: string;
  /** All panes in one picture, instead of one picture each. */
  readonly together?: boolean;
  /** Colours of kinks that are shared with other pictures; the pane's own when absent. */
  readonly scales?: JumpScales;
}

/** Units of the page in which its type has the sizes of the screen; larger pictures have larger type. */
export const unitOf = ({ width, height }: Pick<ExportOptions, 'width' | 'height'>): number => Math.max(0.5, Math.min(width / 800, height / 600));

/** A pane's surface with all its kinks, where the view colours them. */
function kinkedOf({ result, kinks, document }: ExportPane): Kinked | undefined {
  const smoothed = document.smoothing.kind !== 'none';
  return kinks && (!smoothed || kinks.curvature) ? withKinks(result, kinks, smoothed) : undefined;
}

/** The range of the colours that all these panes share. */
export const scalesOf = (panes: readonly ExportPane[]): JumpScales => jumpScales(panes.flatMap((pane) => kinkedOf(pane) ?? []));

/** The printed page of one pane, or of several beside each other. */
export function pageOf(panes: readonly ExportPane[], document: SurfaceDocument, options: ExportOptions, limit: number, range: Look['range']): Page {
  const { view } = document;
  const first = panes[0]!;
  const alone = panes.length === 1;
  const figure = options.figure ?? view.kind;
  const kinked = panes.map((pane) => (figure === 'cut' ? undefined : kinkedOf(pane)));
  const all = kinked.flatMap((one) => one ?? []);
  const scales = options.scales ?? jumpScales(all);
  const look: Look = {
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
    title: options.title ?? (alone ? titleOf(first.document) : `${panes.length} surfaces, one range of loss`),
    note: figure === 'cut' ? `Along θ₂ at θ₁ = ${fixed(view.theta?.[0] ?? 0, 2)} · ${note}` : note,
    caption: alone
      ? captionOf(first.document, first.result, all.length > 0)
      : `${all.length > 0 ? 'Coloured by the jump' : 'Crimson'}: the non-differentiable set. All panes share camera and range.`,
    ...(all.length > 0 && { key: keyOf(all, scales) }),
    panes: panes.map((pane, k) => ({
      result: kinked[k]?.result ?? pane.result,
      ...(kinked[k] && { jumps: scaleFor(kinked[k], scales) }),
      title: pane.title ?? titleOf(pane.document),
      smoothed: pane.document.smoothing.kind !== 'none',
    })),
    figure,
    look,
    limit,
  };
}
