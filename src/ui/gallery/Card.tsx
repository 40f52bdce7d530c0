import type { FigureStyle } from '../../figures/base/types';
import { drawInput } from '../../figures/charts/inputSpace';
import type { Pair } from '../../math/core/types';
import { toHash } from '../../state/addressHash';
import type { Experiment } from '../../state/experimentStore';
import { inputRequest, surfaceRequest } from '../../state/requests';
import type { InputRequest } from '../../worker/rpc/protocol';
import { TexText } from '../controls/Tex';
import { StaticInputSpace } from '../inputSpace/InputSpaceDrawing';
import { Thumbnail } from '../plot/Thumbnail';
import { navigate } from '../session/addressSync';
import { useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import type { Cell } from './matrix';
import { type ReactNode, useCallback, useMemo } from 'react';

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
export function InputCard({ cell, column }: { readonly cell: Cell; readonly column: string }) {
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
