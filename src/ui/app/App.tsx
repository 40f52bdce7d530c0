import type { ExperimentStore } from '../../state/experimentStore';
import { Gallery } from '../gallery/Gallery';
import { Lab } from '../lab/Lab';
import { ErrorBoundary } from '../session/ErrorBoundary';
import { errorMessage, openFiles } from '../session/files';
import { type Session, SessionProvider, useExperiment, useSession } from '../session/session';
import { StatusBar, TheoryStatus, TrainStatus } from './StatusBar';
import { Notice, TopBar } from './TopBar';
import { lazy, Suspense, useEffect, useState } from 'react';

import '../styles/index.css';

export function App({ session }: { readonly session: Session }) {
  return (
    <SessionProvider session={session}>
      <Page />
    </SessionProvider>
  );
}

/** Pages that the first surface does not need: fetched when they are opened. */
const Theory = lazy(async () => ({ default: (await import('../theory/Theory')).TheoryPage }));
const Optimisers = lazy(async () => ({ default: (await import('../optimisers/Optimisers')).Optimisers }));
const Train = lazy(async () => ({ default: (await import('../train/Train')).Train }));

const pages = { gallery: <Gallery />, lab: <Lab />, theory: <Theory />, optimisers: <Optimisers />, train: <Train /> } as const;

function Page() {
  const tab = useExperiment((state) => state.tab);
  const over = useFileDrop();
  useUndoKeys(useSession().experiment);
  return (
    <div className={over ? 'app drop' : 'app'}>
      <TopBar />
      <Notice />
      <main className={tab}>
        <ErrorBoundary what="page" key={tab}>
          <Suspense fallback={<p className="fetching">Fetching this page …</p>}>{pages[tab]}</Suspense>
        </ErrorBoundary>
      </main>
      {tab === 'theory' ? <TheoryStatus /> : tab === 'train' ? <TrainStatus /> : <StatusBar />}
    </div>
  );
}

/** Takes files dropped anywhere on the page; true while one hovers. */
export function useFileDrop(): boolean {
  const session = useSession();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const carries = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const drag = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) openFiles(session, files).catch((error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) }));
    };
    addEventListener('dragover', drag);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [session]);
  return over;
}

/** Undo and redo by keyboard, except while a text is being typed. */
export function useUndoKeys({ undo, redo }: ExperimentStore): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      if (!(event.ctrlKey || event.metaKey) || (target instanceof HTMLInputElement && target.type === 'text')) return;
      const key = event.key.toLowerCase();
      const act = key === 'z' ? (event.shiftKey ? redo : undo) : key === 'y' ? redo : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [undo, redo]);
}
