import { paneRows, paneSurfaces } from '../../documents/panes';
import type { EmbedFigure } from '../../state/embedAddress';
import { wholeDocument } from '../../state/experimentStore';
import { lacks } from '../../worker/rpc/network';
import { Compare } from '../compare/Compare';
import { Tex } from '../controls/Tex';
import { formatFixed, formatWeights } from '../controls/specText';
import { InputSpace } from '../inputSpace/InputSpace';
import { CutPane } from '../lab/CutPane';
import { documentTitle } from '../lab/documentTitle';
import { useReading } from '../lab/Readout';
import { ContourPane, SurfacePane } from '../lab/SinglePanes';
import { useMainSurface } from '../panes/useMainSurface';
import { addressOf } from '../session/addressSync';
import { usePressGesture, useUndoKeys } from '../session/input';
import { type EmbedSession, useDocument, useExperiment, useSession } from '../session/session';
import { PHONE_QUERY, useMedia } from '../session/theme';
import { EmbedKnobs } from './EmbedKnobs';
import { postHeight } from './frameMessages';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';

/** One figure that fills the frame of another page, with the controls that its author left open. */
export function EmbedPage({ embed }: { readonly embed: EmbedSession }) {
  const session = useSession();
  usePressGesture(session);
  useUndoKeys(session);
  const title = useDocument(documentTitle);
  const comparing = useDocument((document) => document.panes !== undefined);
  const frame = useRef<HTMLDivElement>(null);
  useHeightMessages(frame);
  useEffect(() => {
    document.title = `${title} · Smoothscape`;
  }, [title]);
  return (
    <div className={embed.knobs.length > 0 ? 'embed with-knobs' : 'embed'} ref={frame}>
      <h1 className="hidden">{title}</h1>
      <EmbedNotice problem={embed.problem} />
      <main className="embed-figure">{comparing ? <Compare /> : <SingleFigure figure={embed.figure} />}</main>
      {embed.knobs.length > 0 && (
        <aside className="embed-knobs" aria-label="Knobs">
          <EmbedKnobs open={embed.knobs} />
        </aside>
      )}
      <footer className="embed-foot">
        {!comparing && <EmbedReading />}
        <EmbedLinks embed={embed} />
      </footer>
    </div>
  );
}

function SingleFigure({ figure }: { readonly figure: EmbedFigure }) {
  const main = useMainSurface();
  const size = useMedia(PHONE_QUERY) ? 'phone' : 'large';
  if (figure === 'contour') return <ContourPane main={main} size={size} />;
  if (figure === 'cut') return <CutPane main={main} />;
  return figure === 'inputs' ? <InputSpace /> : <SurfacePane main={main} size={size} />;
}

/** What was refused, and what the frame lacks; not that a sandboxed frame has no worker, which changes nothing for its reader. */
function EmbedNotice({ problem }: { readonly problem: string | undefined }) {
  const notice = useExperiment((state) => state.notice);
  const sentences = useStore(lacks);
  const lacking = Object.entries(sentences).flatMap(([key, sentence]) => (key === 'worker' ? [] : [sentence]));
  return (
    <div className="notice" role="status">
      {[...lacking, ...(problem === undefined ? [] : [problem]), ...(notice === undefined ? [] : [notice])].map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

/** θ and the loss there, under the pointer or at the pinned θ. */
function EmbedReading() {
  const { last } = useReading();
  if (!last) return <span />;
  return (
    <span className="embed-reading">
      <Tex>{'\\th'}</Tex> = {formatWeights(last.result.theta, last.request.surface.grid)} <b>loss {formatFixed(last.result.shown, 4)}</b>
    </span>
  );
}

function EmbedLinks({ embed }: { readonly embed: EmbedSession }) {
  const session = useSession();
  const state = useExperiment((whole) => whole);
  const { document: home } = useStore(embed.home);
  const document = wholeDocument(state);
  const isChanged = useMemo(() => JSON.stringify(document) !== JSON.stringify(home), [document, home]);
  const reset = () => session.experiment.open(home, 'lab', undefined, { pane: 0, eyes: undefined });
  const page = new URL(addressOf(session), location.href.replace(/[?#].*$/, ''));
  return (
    <span className="embed-links">
      <button type="button" className="link" disabled={!isChanged} onClick={reset}>
        Reset
      </button>
      <a href={page.href} target="_blank" rel="noopener">
        Open in Smoothscape
      </a>
    </span>
  );
}

/** Height of a figure in shares of its width, and its limits in pixels. */
const FIGURE_SHAPE = 0.7;
const MIN_FIGURE_HEIGHT = 260;
const MAX_FIGURE_HEIGHT = 560;

/** Tells the page that holds the frame the height at which nothing has to be scrolled; it depends on the width, never on the height the frame has. */
function useHeightMessages(frame: RefObject<HTMLDivElement | null>): void {
  const rows = useDocument((document) =>
    document.panes
      ? paneRows(paneSurfaces(document))
          .map((row) => row.length)
          .join()
      : '',
  );
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    let sent = 0;
    const measure = (): void => {
      const part = (name: string) => element.querySelector<HTMLElement>(name);
      const [figure, knobs, foot] = [part('.embed-figure'), part('.embed-knobs'), part('.embed-foot')];
      if (!figure || !foot) return;
      const columns = rows === '' ? [1] : rows.split(',').map(Number);
      const shape = (count: number): number => Math.min(MAX_FIGURE_HEIGHT, Math.max(MIN_FIGURE_HEIGHT, (FIGURE_SHAPE * figure.clientWidth) / count));
      const height = columns.reduce((sum, count) => sum + shape(count), 0);
      const beside = knobs !== null && knobs.offsetTop === figure.offsetTop;
      const knobsHeight = knobs?.scrollHeight ?? 0;
      const wanted = Math.ceil((beside ? Math.max(height, knobsHeight) : height + knobsHeight) + foot.offsetHeight);
      if (wanted !== sent) postHeight((sent = wanted));
    };
    const observer = new ResizeObserver(measure);
    [element, ...element.querySelectorAll('.embed-knobs .section')].forEach((one) => observer.observe(one));
    return () => observer.disconnect();
  }, [frame, rows]);
}
