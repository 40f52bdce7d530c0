import type { Pair } from '../../math/core/types';
import type { Theme } from '../base/colours';
import { type Box, label, type DrawCommand, segment } from '../base/drawList';
import { shortenedText, textWidth } from '../base/textMetrics';

/** Row of a printed table: a mark drawn about the middle of its name's line, a name, and numbers as text. */
export interface TableRow {
  readonly mark: (at: Pair) => DrawCommand[];
  readonly name: string;
  readonly cells: readonly string[];
}

const TYPE = { size: 11, weight: 400 } as const;
/** Height of a row, width of the mark before a name, and distance of two columns, in pixels. */
export const ROW_HEIGHT = 17;
const MARK_WIDTH = 32;
const COLUMN_GAP = 11;

/** Table with right-aligned columns as wide as their texts; names are shortened to what is left. */
export function tableCommands(columns: readonly string[], rows: readonly TableRow[], { x, y, width }: Box, theme: Theme): DrawCommand[] {
  const widths = columns.map((column, k) => Math.max(...[column, ...rows.map(({ cells }) => cells[k] ?? '')].map((text) => textWidth(text, TYPE))));
  const right = (k: number): number => x + width - widths.slice(k + 1).reduce((sum, wide) => sum + wide + COLUMN_GAP, 0);
  const room = right(0) - (widths[0] ?? 0) - COLUMN_GAP - (x + MARK_WIDTH);
  const line = (texts: readonly string[], at: number, fill: string): DrawCommand[] =>
    texts.map((text, k) => label([right(k), at], text, { ...TYPE, fill, anchor: 'end' }));
  return [
    ...line(columns, y + 11, theme.ink3),
    segment([x, y + ROW_HEIGHT - 1], [x + width, y + ROW_HEIGHT - 1], { colour: theme.line, width: 1 }),
    ...rows.flatMap(({ mark, name, cells }, k) => {
      const at = y + ROW_HEIGHT * (k + 2) - 5;
      const words = label([x + MARK_WIDTH, at], shortenedText(name, room, TYPE), { ...TYPE, fill: theme.ink, anchor: 'start' });
      return [...mark([x, at - 4]), words, ...line(cells, at, theme.ink)];
    }),
  ];
}
