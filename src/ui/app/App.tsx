import { Gallery } from '../gallery/Gallery';
import { Lab } from '../lab/Lab';
import { Boundary } from '../session/ErrorBoundary';
import { type Session, SessionProvider, useExperiment, useSession } from '../session/session';
import { StatusBar, TheoryStatus, TrainStatus } from './StatusBar';
import { Notice, TopBar } from './TopBar';
import { useDrop, useKeys } from './useGlobalInput';
import { lazy, Suspense } from 'react';

import '../styles/index.css';

export function App({ session }: { readonly session: Session }) {
  return (
    <SessionProvider session={session}>
      <Page />
    </SessionProvider>
  );
}

/** Pages that the first surface does not need: fetched when they are opened. */
const Theory = lazy(async () => ({ default: (await import('../theory/Theory')).Theory }));
const Optimisers = lazy(async () => ({ default: (await import('../optimisers/Optimisers')).Optimisers }));
const Train = lazy(async () => ({ default: (await import('../train/Train')).Train }));

const pages = { gallery: <Gallery />, lab: <Lab />, theory: <Theory />, optimisers: <Optimisers />, train: <Train /> } as const;

function Page() {
  const tab = useExperiment((state) => state.tab);
  const over = useDrop();
  useKeys(useSession().experiment);
  return (
    <div className={over ? 'app drop' : 'app'}>
      <TopBar />
      <Notice />
      <main className={tab}>
        <Boundary what="page" key={tab}>
          <Suspense fallback={<p className="fetching">Fetching this page …</p>}>{pages[tab]}</Suspense>
        </Boundary>
      </main>
      {tab === 'theory' ? <TheoryStatus /> : tab === 'train' ? <TrainStatus /> : <StatusBar />}
    </div>
  );
}
