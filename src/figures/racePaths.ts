import type { Data } from 'plotly.js';
import type { SurfaceRequest, SurfaceResult } from '../engine/protocol';
import { themeOf } from './colours';
import { drawContour } from './contour';
import type { Figure, Look } from './kinds';
import { coordinate, endings, runnersOf, strokeLine, strokeMark, type RaceView } from './race';
import { fixed } from './range';

/** How much wider than its path a halo is. */
export const HALO = 2.4;

/** The filled contour with every path up to the step shown, each over a white halo; a ring at the start, markers at the last states. */
export function drawRacePaths(result: SurfaceResult, request: SurfaceRequest, look: Look, view: RaceView): Figure {
  const { data, ...contour } = drawContour(result, request, look);
  const runners = runnersOf(view);
  const paths = runners.flatMap((runner): Data[] => {
    const place = (): [number[], number[]] => [coordinate(runner, 0, 0, runner.at), coordinate(runner, 1, 0, runner.at)];
    const [[hx, hy], [x, y]] = [place(), place()];
    const halo: Data = {
      type: 'scatter',
      mode: 'lines',
      x: hx,
      y: hy,
      line: { color: 'rgba(255,255,255,.92)', width: runner.stroke.width + HALO },
      hoverinfo: 'skip',
    };
    return [halo, strokeLine(runner, x, y, false)]; // the map is the same in the dark, and so are the paths on it
  });
  const marks = runners.map((runner) =>
    strokeMark(runner, [coordinate(runner, 0, runner.at, runner.at)[0]!, coordinate(runner, 1, runner.at, runner.at)[0]!], false, '#ffffff'),
  );
  const first = runners[0];
  const start: Data[] = first ? [ringAt(coordinate(first, 0, 0, 0), coordinate(first, 1, 0, 0), themeOf(false).ink)] : [];
  const places = runners.map(
    (runner) => `${runner.label} (${fixed(runner.run.theta[2 * runner.at]!, 2)}, ${fixed(runner.run.theta[2 * runner.at + 1]!, 2)})`,
  );
  return {
    ...contour,
    data: [...data, ...paths, ...start, ...marks],
    summary: `${contour.summary} Paths to step ${view.step}: ${places.join(', ')}.${endings(view)}`,
  };
}

const ringAt = (x: number[], y: number[], color: string): Data => ({
  type: 'scatter',
  mode: 'markers',
  name: 'start',
  x,
  y,
  marker: { symbol: 'circle', size: 11, color: '#ffffff', line: { width: 2, color } },
  hoverinfo: 'skip',
});
