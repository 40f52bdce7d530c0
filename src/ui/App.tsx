import { lazy, Suspense } from 'react';
import { Gallery } from './gallery/Gallery';
import { Lab } from './lab/Lab';
import { SessionProvider, useExperiment, useSession, type Session } from './session';
import { Boundary } from './shell/Boundary';
import { Notice } from './shell/Notice';
import { StatusBar } from './shell/StatusBar';
import { TopBar } from './shell/TopBar';
import { TheoryStatus } from './theory/TheoryStatus';
import { TrainStatus } from './train/TrainStatus';
import { useDrop } from './shell/useDrop';
import { useKeys } from './shell/useKeys';
import './styles/index.css';

export function App({ session }: { readonly session: Session }) {
  return (
    <SessionProvider session={session}>
      <Page />
    </SessionProvider>
  );
}

/** Pages that the first surface does not need: fetched when they are opened. */
const Theory = lazy(async () => ({ default: (await import('./theory/Theory')).Theory }));
const Optimisers = lazy(async () => ({ default: (await import('./optimisers/Optimisers')).Optimisers }));
const Train = lazy(async () => ({ default: (await import('./train/Train')).Train }));

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
