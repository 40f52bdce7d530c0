import { wholeFigures } from '../../documents/surfacePresets';
import { sharedRange } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { drawInput } from '../../figures/charts/inputSpace';
import { paint } from '../../figures/vector/canvasPainter';
import { thumbnailCommands } from '../../figures/vector/panes';
import type { Pair } from '../../math/core/types';
import { toHash } from '../../state/addressHash';
import type { Experiment } from '../../state/experimentStore';
import { inputRequest, surfaceRequest } from '../../state/jobResults';
import type { InputRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { TexText } from '../controls/Tex';
import { StaticInputSpace } from '../inputSpace/InputSpaceDrawing';
import { navigate } from '../session/addressSync';
import { useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { type Cell, columns, type Row, rows } from './matrix';
import { PaperCards } from './PaperCards';
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** Gallery page: the paper's figures as a matrix with columns standard, L2, L∞ and a row for each model or smoothing. */
export function Gallery() {
  return (
    <div className="gallery-page">
      <header className="gallery-head">
        <h1>Paper figures</h1>
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
    <section className="gallery-row" aria-label={row.head || row.note.replace(/\$.*?\$/g, '').trim()}>
      <header>
        {row.head && <h2>{row.head}</h2>}
        <p>
          <TexText>{row.note}</TexText>
        </p>
        {row.whole && row.open && <OpenAll whole={row.whole} label={row.open} figure={row.head} />}
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

function OpenAll({ whole, label, figure }: { readonly whole: keyof typeof wholeFigures; readonly label: string; readonly figure: string }) {
  const session = useSession();
  const { document } = wholeFigures[whole];
  const open = useCallback(() => navigate(session, 'lab', document), [session, document]);
  return (
    <a
      href={toHash('lab', document)}
      aria-label={`${label} of ${figure}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        open();
      }}
    >
      {label}
    </a>
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
    <a
      className={cell.missing ? 'card missing' : 'card'}
      href={toHash('lab', document)}
      aria-label={`Figure ${cell.figure}: ${cell.title}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate(session, 'lab', document);
      }}
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
    </a>
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

interface Props {
  readonly result: SurfaceResult;
  readonly figureStyle: FigureStyle;
  readonly label: string;
}

/** A small surface without axes on a 2-D canvas that fills its box, without a WebGL context. */
export function Thumbnail({ result, figureStyle, label }: Props) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext('2d', { willReadFrequently: true }); // painted by the CPU, which is fast enough and leaves the GPU to the scenes
    if (!canvas || !context) return undefined;
    const draw = (): void => {
      const { clientWidth: width, clientHeight: height } = canvas;
      const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
      if (width === 0 || height === 0) return;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      paint(context, thumbnailCommands(result, figureStyle, width, height));
    };
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    draw();
    return () => observer.disconnect();
  }, [result, figureStyle]);
  return <canvas ref={canvasRef} role="img" aria-label={label} style={{ width: '100%', height: '100%', display: 'block' }} />;
}
