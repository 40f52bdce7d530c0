import { EmbedPage } from '../embed/EmbedPage';
import { Gallery } from '../gallery/Gallery';
import { Lab } from '../lab/Lab';
import { PointImport } from '../panels/PointImport';
import { ErrorBoundary } from '../session/ErrorBoundary';
import { droppedItems, errorMessage, openFiles } from '../session/files';
import { usePointPaste } from '../session/pointInput';
import { usePressGesture, useUndoKeys } from '../session/input';
import { type Session, SessionProvider, useExperiment, useSession } from '../session/session';
import { CommandPalette } from './CommandPalette';
import { HelpCard } from './HelpCard';
import { LandscapeStatus, LearnStatus, PaperStatus, StatusBar, TheoryStatus, TrainStatus } from './StatusBar';
import { fetchedModule, retried } from '../../worker/rpc/network';
import { Notice, TopBar } from './TopBar';
import { useFocusAfterRemoval, usePageScroll, usePageTitle } from './pagePlace';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import '../styles/index.css';

export function App({ session }: { readonly session: Session }) {
  return <SessionProvider session={session}>{session.embed ? <EmbedPage embed={session.embed} /> : <Page />}</SessionProvider>;
}

/** Code-split pages: loaded on the first visit of one of them, since the first surface does not need them. */
const importPages = () => retried('This page', () => fetchedModule(import('./pages')));
const Read = lazy(async () => ({ default: (await importPages()).Read }));
const Learn = lazy(async () => ({ default: (await importPages()).Learn }));
const LessonDock = lazy(async () => ({ default: (await importPages()).LessonDock }));
const Theory = lazy(async () => ({ default: (await importPages()).TheoryPage }));
const Optimisers = lazy(async () => ({ default: (await importPages()).Optimisers }));
const PaperPage = lazy(async () => ({ default: (await importPages()).PaperPage }));
const Train = lazy(async () => ({ default: (await importPages()).Train }));
const Landscape = lazy(async () => ({ default: (await importPages()).Landscape }));

const pages = {
  gallery: <GalleryTab />,
  read: <Read />,
  learn: <Learn />,
  lab: <Lab />,
  theory: <Theory />,
  optimisers: <Optimisers />,
  train: <Train />,
  landscape: <Landscape />,
} as const;

function GalleryTab() {
  const paper = useExperiment((state) => state.paper);
  return paper ? <PaperPage id={paper} key={paper} /> : <Gallery />;
}

function Page() {
  const tab = useExperiment((state) => state.tab);
  const inPaper = useExperiment((state) => state.tab === 'gallery' && state.paper !== undefined);
  const following = useExperiment((state) => state.lesson !== undefined);
  const draggingFiles = useFileDrop();
  const session = useSession();
  useUndoKeys(session);
  usePressGesture(session);
  usePointPaste(session);
  const main = useRef<HTMLElement>(null);
  usePageTitle();
  usePageScroll(main);
  useFocusAfterRemoval(main);
  return (
    <div className={draggingFiles ? 'app drop' : 'app'}>
      <TopBar />
      <Notice />
      <HelpCard />
      <CommandPalette />
      <PointImport />
      <main className={tab} ref={main} tabIndex={-1}>
        <ErrorBoundary what="page" key={tab}>
          <Suspense fallback={<p className="fetching">Fetching this page …</p>}>{pages[tab]}</Suspense>
        </ErrorBoundary>
      </main>
      {following && (
        <Suspense fallback={null}>
          <LessonDock />
        </Suspense>
      )}
      {inPaper ? (
        <PaperStatus />
      ) : tab === 'learn' ? (
        <LearnStatus />
      ) : tab === 'theory' ? (
        <TheoryStatus />
      ) : tab === 'train' ? (
        <TrainStatus />
      ) : tab === 'landscape' ? (
        <LandscapeStatus />
      ) : (
        <StatusBar />
      )}
    </div>
  );
}

/** Opens files dropped anywhere on the page; true while files are dragged over it. */
function useFileDrop(): boolean {
  const session = useSession();
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragging(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragging(false);
      if (!event.dataTransfer) return;
      const { files, folders } = droppedItems(event.dataTransfer);
      openFiles(session, files, folders).catch((error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) }));
    };
    addEventListener('dragover', onDragOver);
    addEventListener('dragleave', onDragLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onDragOver);
      removeEventListener('dragleave', onDragLeave);
      removeEventListener('drop', onDrop);
    };
  }, [session]);
  return dragging;
}
