import { Gallery } from './gallery/Gallery';
import { Lab } from './lab/Lab';
import { Optimisers } from './optimisers/Optimisers';
import { SessionProvider, useExperiment, useSession, type Session } from './session';
import { Boundary } from './shell/Boundary';
import { Notice } from './shell/Notice';
import { StatusBar } from './shell/StatusBar';
import { TopBar } from './shell/TopBar';
import { Theory } from './theory/Theory';
import { TheoryStatus } from './theory/TheoryStatus';
import { Train } from './train/Train';
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
          {pages[tab]}
        </Boundary>
      </main>
      {tab === 'theory' ? <TheoryStatus /> : tab === 'train' ? <TrainStatus /> : <StatusBar />}
    </div>
  );
}
