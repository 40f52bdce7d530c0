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
          {tab === 'gallery' ? <Gallery /> : tab === 'lab' ? <Lab /> : tab === 'theory' ? <Theory /> : <Optimisers />}
        </Boundary>
      </main>
      {tab === 'theory' ? <TheoryStatus /> : <StatusBar />}
    </div>
  );
}
