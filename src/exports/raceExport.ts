import type { SurfaceDocument } from '../documents/surfaceDocument';
import { clippedSentence, CONTOUR_FATE, sharedMarksSentence } from '../figures/base/surfaceSentences';
import { tickText } from '../figures/base/ticks';
import type { FigureStyle } from '../figures/base/types';
import { type RacePage, racePageCommands } from '../figures/charts/raceCharts';
import { unseenPathsSentence, lastStep, leastLossSentence, lowestLoss, raceEntrants } from '../figures/charts/raceStates';
import type { RaceRequest, RaceResult, SurfaceResult } from '../worker/rpc/protocol';
import { shortestText } from './surface/csv';
import { titleOf } from './base/pageTexts';
import { provenanceOf } from './base/provenance';
import { type Picture, pictureFile, type PictureFormat, type PictureOptions } from './base/pictures';

/** Every recorded state of every method, one row each; the recipe, with the document on one line, stands before them. */
export function raceCsv(document: SurfaceDocument, request: RaceRequest, result: RaceResult, version: string): string {
  const { start, steps, seed, racers } = request;
  const lines = [
    `# document: ${JSON.stringify(document)}`,
    `# version: smoothscape ${version}`,
    `# race: ${JSON.stringify({ start, steps, seed, racers })}`,
    `# precision: float64; least loss ${shortestText(result.minimum.loss)} at ${result.minimum.theta.map(shortestText).join(' ')}`,
    ...result.runs.filter(({ run }) => run.why !== '').map(({ name, run }) => `# ${name} ${run.end}: ${run.why}`),
    'method,step,theta1,theta2,loss,adversarial,clean,gradient_norm,gradients,integrals,crossings1,crossings2',
  ];
  for (const { name, run } of result.runs)
    for (let k = 0; k < run.count; k += 1) {
      const numbers = [run.theta[2 * k]!, run.theta[2 * k + 1]!, run.loss[k]!, run.adversarial[k]!, run.clean[k]!, run.slope[k]!];
      const counts = [run.evaluations[k]!, run.integrals[k]!, run.crossings[2 * k]!, run.crossings[2 * k + 1]!];
      lines.push([name, k, ...numbers.map(shortestText), ...counts].join(','));
    }
  return `${lines.join('\n')}\n`;
}

/** A race with the surface that it ran on, and the step that is shown. */
export interface RaceExport {
  readonly document: SurfaceDocument;
  readonly request: RaceRequest;
  readonly race: RaceResult;
  readonly surface: SurfaceResult;
  readonly step: number;
}

/** The race as a picture, its document inside, or every recorded state as rows. */
export async function raceFile(whole: RaceExport, format: PictureFormat | 'csv', options: PictureOptions): Promise<Uint8Array> {
  const { document, request, race } = whole;
  if (format === 'csv') return new TextEncoder().encode(raceCsv(document, request, race, __VERSION__));
  return pictureFile(racePicture(whole, options.dark), format, options);
}

/** The race is run in float64 whatever the surface under it was computed with. */
const raceProvenance = ({ document, request, surface }: RaceExport): readonly string[] => [
  ...provenanceOf([{ document, result: surface }]),
  `race: seed ${request.seed}, float64`,
];

export function racePicture(whole: RaceExport, dark: boolean): Picture {
  const page = racePageOf(whole, dark);
  return {
    title: page.title,
    draw: (width, height) => racePageCommands(page, width, height),
    document: whole.document,
    provenance: raceProvenance(whole),
  };
}

/** What is printed beside the pictures: what was raced on, from where, what the least loss is, and who left. */
export function racePageOf({ document, request, race, surface, step }: RaceExport, dark: boolean): RacePage {
  const { racers, refused } = raceEntrants(race);
  const last = lastStep(racers);
  const { view } = document;
  const style: FigureStyle = {
    dark,
    colours: view.colours,
    size: 'large',
    creases: view.creases,
    minimum: false,
    arrows: false,
    smoothed: document.smoothing.kind !== 'none',
    ...(view.range && { range: view.range }),
  };
  const gone = racers.filter(({ path }) => path.end === 'diverged' && path.count <= step).map(({ label, path }) => `${label} diverged: ${path.why}.`);
  return {
    racers,
    lowest: lowestLoss(race.minimum.loss, racers),
    step: Math.min(step, last),
    last,
    title: `${racers.length} optimiser${racers.length === 1 ? '' : 's'}: ${lower(titleOf(document))}`,
    note: `From θ = (${request.start.map(tickText).join(', ')}), ${request.steps} steps, seed ${request.seed} · float64`,
    caption: [
      leastLossSentence(race.minimum, document.grid),
      unseenPathsSentence(racers, Math.min(step, last), request.start, document.grid),
      sharedMarksSentence([document], style.creases && !style.smoothed && surface.creases.length > 0 ? 'crimson' : 'none'),
      view.range ? clippedSentence(view.range, surface, 'pane A', CONTOUR_FATE) : '',
      racers.some(({ path }) => (path.integrals.at(-1) ?? 0) > 0) ? '∫: integrals in place of gradients.' : '',
      ...gone,
      ...refused,
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    result: surface,
    style,
  };
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
