import { type MapName, maps } from '../../math/analysis/curvatureMaps';
import type { TheoremName } from '../../math/theory/catalogue';
import type { BenchOptions } from '../../math/theory/options';
import type { Outcome } from '../../math/theory/types';
import type { MapResult, SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { label } from '../base/drawList';
import type { FigureStyle } from '../base/types';
import type { PageFrame, PrintedPage } from '../vector/composition';
import { contourDrawing } from '../vector/panes';
import { tableCommands, type TableRow } from './tableCommands';
import { decisiveSide, ratioText, shortName, verdictLabels } from './theoremVerdicts';
import { mapRange, mapSentence, mapSurface } from './weightMap';

/** A statement of the bench with the result of its check; without one where the check failed. */
export interface CheckedStatement {
  readonly name: TheoremName;
  readonly options: BenchOptions;
  readonly outcome?: Outcome;
}

/** A map over the plane of weights, and the surface that it is of. */
export interface ShownMap {
  readonly name: MapName;
  readonly result: MapResult;
  readonly surface: SurfaceResult;
}

/** Proportions of the table of statements. */
const TABLE_ASPECT = 1.1;

/** Printed page of the theorem bench: a row for each statement, and the map beside them. */
export function theoryPage(statements: readonly CheckedStatement[], map: ShownMap, frame: Omit<PageFrame, 'caption'>): PrintedPage {
  const theme = themeOf(frame.dark);
  const rows = statements.map(({ name, outcome }): TableRow => {
    const side = outcome && decisiveSide(outcome);
    const search = side && outcome[side];
    const verdict = outcome && verdictLabels[outcome.verdict];
    return {
      mark: ([x, y]) => [label([x + 4, y + 4], verdict?.sign ?? '–', { size: 11, weight: 600, fill: theme.ink, anchor: 'start' })],
      name: shortName(name),
      cells: [verdict?.text ?? 'could not be checked', search ? ratioText(search) : ''],
    };
  });
  const range = mapRange(map.result.grid.z);
  const style: FigureStyle = { dark: frame.dark, colours: 'tide', size: 'large', creases: true, minimum: false, arrows: false };
  const { seed, thetaMin } = statements[0]?.options ?? {};
  return {
    ...frame,
    caption: [
      `Each statement was checked on pairs of weights drawn by seed ${seed}, of norm at least ${thetaMin} where it asks for that, and the worst of them was made worse by a search.`,
      'Worst ratio: the left side of the inequality over its right side, above 1 where it is violated; after >, the difference quotient where the right side is 0.',
      mapSentence(map.result, map.name, range),
    ].join(' '),
    groups: [
      [
        {
          letter: 'A',
          title: 'Statements',
          aspect: TABLE_ASPECT,
          draw: (box) => tableCommands(['verdict', 'worst ratio'], rows, box, theme),
        },
      ],
      [
        {
          letter: 'B',
          title: `Map: ${maps[map.name].label}`,
          bar: { range, colours: style.colours, unit: '' },
          ...contourDrawing(mapSurface(map.result, map.surface, range), range, style),
        },
      ],
    ],
  };
}
