import { ARTICLE_THETA, type ArticleKnobs } from '../../documents/article/articleFigures';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import type { Box } from '../../figures/base/drawList';
import { sharedRange } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { drawInput } from '../../figures/charts/inputSpace';
import { surfaceDrawing } from '../../figures/vector/panes';
import type { Pair } from '../../math/core/types';
import type { Experiment } from '../../state/experimentStore';
import { inputRequest, type JobResult, surfaceRequest } from '../../state/jobResults';
import type { Jobs, SurfaceKind } from '../../worker/rpc/protocol';
import { TexText } from '../controls/Tex';
import { StaticInputSpace } from '../inputSpace/InputSpaceDrawing';
import { useHeldRange } from '../panes/useMainSurface';
import { Painting } from '../plot/Painting';
import { useFollowedJob, useJobResult, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { useLit } from './lit';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** A job that follows the article's knobs. `requestOf` must be stable. */
export function useReading<K extends SurfaceKind>(
  kind: K,
  slot: string,
  requestOf: (knobs: ArticleKnobs, state: Experiment) => Jobs[K]['request'],
): JobResult<K> {
  const { runs } = useSession();
  const follow = useCallback((state: Experiment) => requestOf(state.article, state), [requestOf]);
  return useFollowedJob(runs[kind], slot, follow);
}

/** The result of a picture's job, for the numbers of the text beside it. */
export const useShown = <K extends SurfaceKind>(kind: K, slot: string) => useJobResult(useSession().runs[kind], slot).last?.result;

/** A picture with its title; the last good one stays while the next is computed. */
export function Picture({ title, error, children }: { readonly title: string; readonly error?: string | undefined; readonly children: ReactNode }) {
  return (
    <div className="article-picture">
      <p className="article-picture-title">
        <TexText>{title}</TexText>
      </p>
      {children}
      {error && <p className="error">{error}</p>}
    </div>
  );
}

/** One surface of a row: which job it follows, and the words for it. */
export interface SurfacePicture {
  readonly slot: string;
  readonly title: string;
  /** The picture in words. */
  readonly label: string;
  readonly documentOf: (knobs: ArticleKnobs) => SurfaceDocument;
}

/** Nodes a side: odd, so that nodes lie on the axes. */
const NODES = 41;

/** Surfaces of one range of losses beside each other. */
export function Surfaces({ pictures }: { readonly pictures: readonly SurfacePicture[] }) {
  const { runs } = useSession();
  const results = useStore(
    runs.surface.store,
    useShallow((state) => pictures.map(({ slot }) => state.results[slot]?.last?.result)),
  );
  const natural = useMemo(() => {
    const known = results.flatMap((result) => result ?? []);
    return known.length === results.length ? sharedRange(known) : undefined;
  }, [results]);
  const range = useHeldRange(natural, natural)?.range;
  return pictures.map((picture) => <Surface key={picture.slot} picture={picture} range={range} />);
}

function Surface({ picture, range }: { readonly picture: SurfacePicture; readonly range: Pair | undefined }) {
  const { slot, title, label, documentOf } = picture;
  const requestOf = useCallback(
    (knobs: ArticleKnobs, { backend }: Experiment) => {
      const document = documentOf(knobs);
      return surfaceRequest({ ...document, grid: { ...document.grid, n: NODES } }, backend);
    },
    [documentOf],
  );
  const { last, error } = useReading('surface', slot, requestOf);
  const dark = useDark();
  const emphasis = useLit().mark === 'crease';
  const [lo, hi] = range ?? [];
  const draw = useMemo(() => {
    if (!last || lo === undefined || hi === undefined) return undefined;
    const style: FigureStyle = {
      dark,
      colours: 'tide',
      size: 'pane',
      creases: true,
      minimum: false,
      arrows: false,
      emphasis,
      smoothed: last.request.surface.smoothing.kind !== 'none',
    };
    return (box: Box) => surfaceDrawing(last.result, [lo, hi], style, NODES).draw(box);
  }, [last, lo, hi, dark, emphasis]);
  return (
    <Picture title={title} error={error}>
      <div className="article-surface">{draw && <Painting draw={draw} label={label} />}</div>
    </Picture>
  );
}

const PLANE_SIZE = 280;
/** The part of input space that the article's planes show, the same at every knob. */
const INPUT_WINDOW = { x1: [-2.4, 2.4], x2: [-1.9, 2.9] } as const;

/** The plane of inputs of a document at its pinned weights. */
export function InputPlane({
  slot,
  title,
  documentOf,
}: {
  readonly slot: string;
  readonly title: string;
  readonly documentOf: (knobs: ArticleKnobs) => SurfaceDocument;
}) {
  const requestOf = useCallback(
    (knobs: ArticleKnobs) => {
      const document = documentOf(knobs);
      const { theta = ARTICLE_THETA, partner } = document.view;
      return inputRequest(document, theta, partner, INPUT_WINDOW);
    },
    [documentOf],
  );
  const { last, error } = useReading('input', slot, requestOf);
  const dark = useDark();
  const figure = useMemo(() => last && drawInput(last.request, last.result, { dark, colours: 'tide', side: PLANE_SIZE, chosen: 0 }), [last, dark]);
  return (
    <Picture title={title} error={error}>
      {figure && <StaticInputSpace figure={figure} chosen={0} label={figure.summary} />}
    </Picture>
  );
}
