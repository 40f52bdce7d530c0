import type { SurfaceDocument } from '../experiment/document';
import type { SurfaceRequest, SurfaceResult } from '../engine/protocol';
import type { Look } from '../figures/kinds';
import { fixed } from '../figures/range';
import type { Page } from '../figures/vector/page';
import { captionOf, noteOf, titleOf } from './words';

export interface ExportPane {
  readonly result: SurfaceResult;
  readonly request: SurfaceRequest;
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
}

/** Units of the page in which its type has the sizes of the screen; larger pictures have larger type. */
export const unitOf = ({ width, height }: Pick<ExportOptions, 'width' | 'height'>): number => Math.max(0.5, Math.min(width / 800, height / 600));

/** The range of the colours of jumps; none where the surface is smoothed or its gradient jumps nowhere. */
function jumpRange({ document, result }: ExportPane): Look['jumps'] {
  const jumps = result.creases.flatMap(({ order, jump }) => (order === 2 ? [] : jump)).filter(Number.isFinite);
  const most = Math.max(0, ...jumps);
  return document.smoothing.kind === 'none' && most > 0 ? [0, most] : undefined;
}

/** The printed page of one pane, or of several beside each other. */
export function pageOf(panes: readonly ExportPane[], document: SurfaceDocument, options: ExportOptions, limit: number, range: Look['range']): Page {
  const { view } = document;
  const first = panes[0]!;
  const alone = panes.length === 1;
  const figure = options.figure ?? view.kind;
  const jumps = view.jumps && alone && figure !== 'cut' ? jumpRange(first) : undefined;
  const look: Look = {
    dark: options.dark,
    colours: view.colours,
    size: 'large',
    creases: view.creases,
    minimum: view.minimum,
    arrows: view.arrows,
    ...(jumps ? { jumps } : {}),
    ...(range ? { range } : {}),
    ...(view.eye ? { eye: view.eye } : {}),
    ...(view.theta ? { cursor: view.theta } : {}),
  };
  const note = noteOf(first.document, first.result);
  return {
    title: options.title ?? (alone ? titleOf(first.document) : `${panes.length} surfaces, one range of loss`),
    note: figure === 'cut' ? `Along θ₂ at θ₁ = ${fixed(view.theta?.[0] ?? 0, 2)} · ${note}` : note,
    caption: alone
      ? captionOf(first.document, first.result, jumps !== undefined)
      : 'Crimson: the non-differentiable set. All panes share camera and range.',
    panes: panes.map((pane) => ({
      result: pane.result,
      title: pane.title ?? titleOf(pane.document),
      smoothed: pane.document.smoothing.kind !== 'none',
    })),
    figure,
    look,
    limit,
  };
}
