import { paneSurfaces } from '../documents/panes';
import type { Pane, SurfaceDocument } from '../documents/surfaceDocument';

/** What a reader may change in an embedded figure, by its name in the address; the text follows “The reader may change”. */
export const embedKnobs = {
  model: 'the model',
  points: 'the points',
  norm: 'the norm of the attack',
  epsilon: 'ε, the radius of the attack',
  smoothing: 'the kind of smoothing and its strength',
  strength: 'the strength of the smoothing',
  range: 'range and resolution',
  marks: 'colours and marks',
} as const;
export type EmbedKnob = keyof typeof embedKnobs;
const knobNames = Object.keys(embedKnobs) as readonly EmbedKnob[];

/** Figures of a single surface that an embed shows; of a comparison it shows the panes. */
export const embedFigures = ['surface', 'contour', 'cut', 'inputs'] as const;
export type EmbedFigure = (typeof embedFigures)[number];

/** What an author has left open in an embed. */
export interface Embed {
  readonly knobs: readonly EmbedKnob[];
  readonly figure: EmbedFigure;
  /** The only origin that may drive the embed; any page that holds it when absent. */
  readonly origin?: string | undefined;
  /** What of the address was not understood, in one sentence. */
  readonly problem?: string | undefined;
}

const MAX_SHOWN = 24;
const quoted = (text: string): string => `“${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text}”`;

/** The origin that a text names; undefined where it names none, such as "https://a.example/path". */
function originOf(text: string): string | undefined {
  try {
    return new URL(text).origin === text ? text : undefined;
  } catch {
    return undefined;
  }
}

/** The embed that the query of an address asks for, such as "?embed=epsilon,norm&figure=cut"; nothing where it has no key `embed`. */
export function parseEmbed(search: string): Embed | undefined {
  const query = new URLSearchParams(search);
  const listed = query.get('embed');
  if (listed === null) return undefined;
  const names = listed.split(',').filter((name) => name !== '');
  const [figure, origin] = [query.get('figure'), query.get('origin')];
  const unknown = names.find((name) => !knobNames.some((known) => known === name));
  const problems = [
    ...(unknown === undefined ? [] : [`embed: ${quoted(unknown)} is not one of ${knobNames.join(', ')}`]),
    ...(figure === null || embedFigures.some((known) => known === figure)
      ? []
      : [`figure: ${quoted(figure)} is not one of ${embedFigures.join(', ')}`]),
    ...(origin === null || originOf(origin) ? [] : [`origin: ${quoted(origin)} is not an origin such as https://example.org`]),
  ];
  return {
    knobs: knobNames.filter((known) => names.includes(known)),
    figure: embedFigures.find((known) => known === figure) ?? 'surface',
    origin: origin === null ? undefined : (originOf(origin) ?? 'null'), // one that cannot be read lets nobody in
    problem: problems.length > 0 ? `The address of this figure contains a wrong value: ${problems.join('; ')}.` : undefined,
  };
}

/** The query of an embed's address. */
export function embedQuery({ knobs, figure, origin }: Embed, document: Pick<SurfaceDocument, 'panes'>): string {
  const more = [...(document.panes || figure === 'surface' ? [] : [`figure=${figure}`]), ...(origin ? [`origin=${encodeURIComponent(origin)}`] : [])];
  return [`?embed${knobs.length > 0 ? `=${knobs.join(',')}` : ''}`, ...more].join('&');
}

/** Whether a pane sets for itself what a knob changes. */
const setsItself: Readonly<Record<EmbedKnob, (pane: Pane) => boolean>> = {
  model: (pane) => pane.model !== undefined,
  points: (pane) => pane.points !== undefined,
  norm: (pane) => pane.attack?.norm !== undefined,
  epsilon: (pane) => pane.attack?.epsilon !== undefined,
  smoothing: (pane) => pane.smoothing !== undefined,
  strength: (pane) => pane.smoothing !== undefined,
  range: (pane) => pane.grid !== undefined,
  marks: () => false,
};

/** The knobs that change something of a document: those that no pane overrides, ε under an attack, the strength of a smoothing. */
export function offeredKnobs(document: SurfaceDocument): readonly EmbedKnob[] {
  const attacked = paneSurfaces(document).some(({ attack }) => attack.norm !== 'none');
  return knobNames.filter((knob) => {
    if (document.panes?.some(setsItself[knob])) return false;
    return knob === 'epsilon' ? attacked : knob === 'strength' ? document.smoothing.kind !== 'none' : true;
  });
}
