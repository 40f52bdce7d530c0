import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { type InputPresetId, inputPresets, type PresetId, presets, wholeFigures } from '../../documents/surfacePresets';

/** A cell of the matrix: a panel of the paper, or one that is not in the paper and completes its row. */
export interface Cell {
  readonly slot: string;
  /** "(c)", or "(–)" for a cell that is not in the paper. */
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly figure: string;
  readonly missing: boolean;
  readonly settingsAssumed: boolean;
  readonly document: SurfaceDocument;
  /** The lemma that the cell illustrates; its card shows the input-space plane instead of a surface. */
  readonly lemma?: string;
}

export interface Row {
  readonly head: string;
  /** Text with TeX between $ signs. */
  readonly note: string;
  readonly whole?: keyof typeof wholeFigures;
  readonly open?: string;
  /** Rows with the same scale (a row and its smoothed twin) have a common loss range. */
  readonly scale: string;
  readonly caption?: string;
  /** Column headings, where they are not standard, L2, L∞. */
  readonly columns?: readonly [string, string, string];
  readonly cells: readonly [Cell, Cell, Cell];
}

function surfaceCell(id: PresetId, title: string): Cell {
  const { figure, note, settingsAssumed, document } = presets[id];
  return { slot: `gallery ${id}`, name: `(${figure.replace(/^.*\(|\).*$/g, '')})`, title, note, figure, missing: false, settingsAssumed, document };
}

/** A cell of Figure 1: an input-space plane. */
function inputCell(id: InputPresetId, title: string, lemma: string): Cell {
  const { figure, note, settingsAssumed, document } = inputPresets[id];
  return {
    slot: `gallery ${id}`,
    name: `(${figure.replace(/^.*\(|\).*$/g, '')})`,
    title,
    note,
    figure,
    missing: false,
    settingsAssumed,
    document,
    lemma,
  };
}

/** A cell that is not in the paper: EntropySGD of a standard loss. */
function missingCell(id: PresetId, like: PresetId, title: string): Cell {
  const { figure: _figure, ...view } = presets[id].document.view;
  const document = { ...presets[id].document, smoothing: presets[like].document.smoothing, view };
  return {
    slot: `gallery smoothed ${id}`,
    name: '(–)',
    title,
    note: 'not in the paper',
    figure: `EntropySGD of ${presets[id].figure}`,
    missing: true,
    settingsAssumed: true,
    document,
  };
}

/** Rows of the matrix: Figures 1, 2, 4 and 5. */
export const rows: readonly Row[] = [
  {
    head: 'Figure 1',
    note: 'The attack in input space',
    whole: 'figure-1',
    open: 'Open all three',
    scale: '1',
    columns: ['$L_\\infty$ against $L_2$', 'swish, inside the ball', 'swish, on the boundary'],
    cells: [
      inputCell('figure-1a', 'Corner jumps', 'Lemma 3'),
      inputCell('figure-1b', 'Rests inside', 'Lemma 4'),
      inputCell('figure-1c', 'Slides on the rim', 'Lemma 5'),
    ],
  },
  {
    head: 'Figure 2(a) to (c)',
    note: 'One point, x = (1, 1), y = +1, linear model',
    whole: 'figure-2',
    open: 'Open all eight',
    scale: '2 linear',
    cells: [surfaceCell('figure-2a', 'Smooth'), surfaceCell('figure-2b', 'Point at 0'), surfaceCell('figure-2c', 'Two creases')],
  },
  {
    head: 'Figure 4',
    note: 'Four points, linear model',
    whole: 'figure-4',
    open: 'Open all three',
    scale: '4',
    cells: [surfaceCell('figure-4a', 'Smooth'), surfaceCell('figure-4b', 'Point at 0'), surfaceCell('figure-4c', 'Two creases')],
  },
  {
    head: 'Figure 2(d) to (f)',
    note: 'Swish model, $f=s(\\th^{\\!\\top}\\xx)$',
    scale: '2 swish',
    caption: 'The attack can rest inside the ball, so the creases break off where the plateau, 0.8420, begins',
    cells: [surfaceCell('figure-2d', 'Smooth'), surfaceCell('figure-2e', 'Point at 0'), surfaceCell('figure-2f', 'Plateau')],
  },
  {
    head: 'Figure 5',
    note: 'EntropySGD of Figure 4, $\\ga=1$',
    whole: 'figure-5',
    open: 'Open both',
    scale: '4',
    cells: [missingCell('figure-4a', 'figure-5a', 'Of 4(a)'), surfaceCell('figure-5a', 'Of 4(b)'), surfaceCell('figure-5b', 'Of 4(c)')],
  },
  {
    head: 'Figure 2(g), (h)',
    note: 'EntropySGD of 2(a) to (c), $\\ga=1$',
    scale: '2 linear',
    caption: 'No crease is left, and the three shapes are nearly equal',
    cells: [missingCell('figure-2a', 'figure-2g', 'Of 2(a)'), surfaceCell('figure-2g', 'Of 2(b)'), surfaceCell('figure-2h', 'Of 2(c)')],
  },
];
export const columns = ['Standard', '$L_2,\\ \\ep=0.5$', '$L_\\infty,\\ \\ep=0.5$'] as const;
