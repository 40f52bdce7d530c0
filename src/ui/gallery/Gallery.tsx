import { wholeFigures } from '../../documents/surfacePresets';
import type { Box } from '../../figures/base/drawList';
import { sharedRange } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { drawInput } from '../../figures/charts/inputSpace';
import { thumbnailCommands } from '../../figures/vector/panes';
import type { Pair } from '../../math/core/types';
import { toHash } from '../../state/addressHash';
import type { Experiment } from '../../state/experimentStore';
import { inputRequest, surfaceRequest } from '../../state/jobResults';
import type { InputRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { PageLink } from '../controls/PageLink';
import { TexText } from '../controls/Tex';
import { StaticInputSpace } from '../inputSpace/InputSpaceDrawing';
import { Painting } from '../plot/Painting';
import { navigate } from '../session/addressSync';
import { useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { type Cell, columns, type Row, rows } from './matrix';
import { Opening } from './Opening';
import { PaperCards } from './PaperCards';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** Gallery page: the paper's figures as a matrix with columns standard, L2, L∞ and a row for each model or smoothing. */
export function Gallery() {
  return (
    <div className="gallery-page">
      <Opening />
      <header className="gallery-head">
        <h2>Paper figures</h2>
        <p>Where the adversarial loss creases, where it is smooth, and what EntropySGD irons out. Every card opens live in the Lab.</p>
        <p className="caption">One camera for all thumbnails, one loss range for a row and its smoothed twin</p>
      </header>
      <div className="gallery-matrix">
        {rows.map((row) => (
          <CardRow key={row.note} row={row} />
        ))}
        <PaperCards />
      </div>
    </div>
  );
}

/** Common loss range of the cells of a scale; undefined until all are computed. */
function useScaleRange(scale: string) {
  const { runs } = useSession();
  const slots = useMemo(() => rows.filter((row) => row.scale === scale).flatMap((row) => row.cells.map(({ slot }) => slot)), [scale]);
  const results = useStore(
    runs.surface.store,
    useShallow((state) => slots.map((slot) => state.results[slot]?.last?.result)),
  );
  return useMemo(() => {
    const available = results.flatMap((result) => result ?? []);
    return available.length === results.length ? sharedRange(available) : undefined;
  }, [results]);
}

function CardRow({ row }: { readonly row: Row }) {
  const range = useScaleRange(row.scale);
  return (
    <section className="gallery-row" aria-label={row.head}>
      <header>
        <h3>{row.head}</h3>
        <p>
          <TexText>{row.note}</TexText>
        </p>
        {row.whole && row.open && <OpenAll whole={row.whole} label={row.open} />}
      </header>
      {row.caption ? (
        <p className="gallery-caption">{row.caption}</p>
      ) : (
        <div className="gallery-columns" aria-hidden>
          {(row.columns ?? columns).map((column) => (
            <span key={column}>
              <TexText>{column}</TexText>
            </span>
          ))}
        </div>
      )}
      <div className="gallery-cards">
        {row.cells.map((cell, i) =>
          cell.lemma === undefined ? (
            <Card key={cell.slot} cell={cell} range={range} column={columns[i] ?? ''} />
          ) : (
            <InputCard key={cell.slot} cell={cell} column={row.columns?.[i] ?? ''} />
          ),
        )}
      </div>
    </section>
  );
}

function OpenAll({ whole, label }: { readonly whole: keyof typeof wholeFigures; readonly label: string }) {
  const session = useSession();
  const { document, title } = wholeFigures[whole];
  return (
    <PageLink href={toHash('lab', document)} label={`${label} of ${title}`} open={() => navigate(session, 'lab', document)}>
      {label}
    </PageLink>
  );
}

/** Grid nodes per side of a thumbnail: odd, so that nodes lie on the axes, and enough for 220 px. */
const THUMBNAIL_NODES = 41;

/** Card of a surface of the paper, computed in the page; it opens in the Lab. */
export function Card({ cell, range, column }: { readonly cell: Cell; readonly range: Pair | undefined; readonly column: string }) {
  const { runs } = useSession();
  const { document } = cell;
  const requestOf = useCallback(
    (state: Experiment) => surfaceRequest({ ...document, grid: { ...document.grid, n: THUMBNAIL_NODES } }, state.backend),
    [document],
  );
  const { last, error } = useFollowedJob(runs.surface, cell.slot, requestOf);
  const dark = useDark();
  const [lo, hi] = range ?? [];
  const figureStyle = useMemo<FigureStyle>(
    () => ({
      dark,
      colours: 'tide',
      size: 'pane',
      creases: true,
      minimum: false,
      arrows: false,
      smoothed: document.smoothing.kind !== 'none',
      ...(lo !== undefined && hi !== undefined && { range: [lo, hi] as const }),
    }),
    [dark, document, lo, hi],
  );
  return (
    <CardFrame cell={cell} column={column}>
      {last && range && <Thumbnail result={last.result} figureStyle={figureStyle} label={cell.note} />}
      {error && <p className="error">{error}</p>}
    </CardFrame>
  );
}

/** Frame of a card: picture, name and title, linking to its document in the Lab. */
function CardFrame({ cell, column, children }: { readonly cell: Cell; readonly column: string; readonly children: ReactNode }) {
  const session = useSession();
  const { document } = cell;
  return (
    <PageLink
      className={cell.missing ? 'card missing' : 'card'}
      href={toHash('lab', document)}
      label={`Figure ${cell.figure}: ${cell.title}`}
      open={() => navigate(session, 'lab', document)}
    >
      <div className="card-picture">{children}</div>
      <div className="card-foot">
        <b>{cell.name}</b>
        <span>{cell.title}</span>
        <span className="card-column">
          <TexText>{column}</TexText>
        </span>
        <small>{cell.lemma ?? (cell.missing ? 'not in the paper' : cell.settingsAssumed ? 'our setting' : '')}</small>
      </div>
    </PageLink>
  );
}

/** Side of the input-space plane and height of its visible middle, in pixels. */
const INPUT_PLANE_SIZE = 216;
const INPUT_CARD_HEIGHT = 144;

/** Card of a case of Figure 1, an input-space plane computed in the page. */
function InputCard({ cell, column }: { readonly cell: Cell; readonly column: string }) {
  const { document } = cell;
  const requestOf = useMemo(() => {
    const { theta = [1, 1], partner } = document.view;
    const request: InputRequest = inputRequest(document, theta, partner);
    return () => request;
  }, [document]);
  const { last, error } = useFollowedJob(useSession().runs.input, cell.slot, requestOf);
  const dark = useDark();
  const figure = useMemo(
    () => last && drawInput(last.request, last.result, { dark, colours: 'tide', side: INPUT_PLANE_SIZE, chosen: 0 }),
    [last, dark],
  );
  return (
    <CardFrame cell={cell} column={column}>
      {figure && <StaticInputSpace figure={figure} chosen={0} label={cell.note} card={{ height: INPUT_CARD_HEIGHT }} />}
      {error && <p className="error">{error}</p>}
    </CardFrame>
  );
}

/** A small surface without axes that fills its box. */
function Thumbnail({ result, figureStyle, label }: { readonly result: SurfaceResult; readonly figureStyle: FigureStyle; readonly label: string }) {
  const draw = useCallback(({ width, height }: Box) => thumbnailCommands(result, figureStyle, width, height), [result, figureStyle]);
  return <Painting draw={draw} label={label} />;
}
