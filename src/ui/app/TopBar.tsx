import type { Tab } from '../../state/experimentStore';
import { isLastChange } from '../../state/runs/removals';
import { navigate, navigateToPaper, reloadPage, travel } from '../session/addressSync';
import { isHealedByReload, lacks } from '../../worker/rpc/network';
import { newVersion, takeNewVersion } from '../session/offline';
import { useExperiment, useSession } from '../session/session';
import { PHONE_QUERY, STACKED_QUERY, toggleTheme, useDark, useMedia } from '../session/theme';
import { ExportMenu } from '../menus/ExportMenu';
import { KeysMenu } from '../menus/KeysMenu';
import { Popover } from '../menus/Popover';
import { ShareDialog } from './ShareDialog';
import { tabs } from './tabs';
import { Logo, MenuIcon, RedoIcon, ThemeIcon, UndoIcon } from '../menus/icons';
import { useState } from 'react';
import { useStore } from 'zustand';

/** Notification strip: a sentence, shown until it is closed or the page changes, the last removal, what the page lacks, until it has it, and a newer version. */
export function Notice() {
  const session = useSession();
  const { experiment, removals } = session;
  const notice = useExperiment((state) => state.notice);
  const removal = useStore(removals.store, ({ last }) => last);
  const lacking = useStore(lacks);
  const { waiting } = useStore(newVersion);
  return (
    <div className="notice" role="status">
      {Object.entries(lacking).map(([key, sentence]) => (
        <p key={key}>
          <span>{sentence}</span>
          {isHealedByReload(sentence) && (
            <button type="button" className="link" onClick={() => reloadPage(session)}>
              Reload
            </button>
          )}
        </p>
      ))}
      {waiting && (
        <p className="removal">
          <span>A newer version of Smoothscape is ready. It is taken when all its pages are closed, or now; what was chosen is kept.</span>
          <button type="button" className="link" onClick={takeNewVersion}>
            Take it now
          </button>
        </p>
      )}
      {removal && (
        <p className="removal">
          <span>{removal.sentence}</span>
          <button type="button" className="link" onClick={removals.undo}>
            Undo removal
          </button>
          <button type="button" className="link" aria-label="Close: removed for good" onClick={removals.forget}>
            Close
          </button>
        </p>
      )}
      {notice && (
        <p>
          <span>{notice}</span>
          <button type="button" className="link" onClick={() => experiment.store.setState({ notice: undefined })}>
            Close
          </button>
        </p>
      )}
    </div>
  );
}

export function TopBar() {
  const phone = useMedia(PHONE_QUERY);
  const narrow = useMedia(STACKED_QUERY);
  const tab = useExperiment((state) => state.tab);
  const [isSharing, setSharing] = useState(false);
  const share = (
    <button type="button" className="button plain" aria-haspopup="dialog" onClick={() => setSharing(true)}>
      Share
    </button>
  );
  return (
    <header className="topbar">
      <a className="brand" href="#gallery" aria-label="Smoothscape, to the gallery">
        <Logo />
        {(phone || !narrow) && <span>{phone ? tabs.find(({ id }) => id === tab)?.label : 'Smoothscape'}</span>}
      </a>
      {!phone && <Tabs />}
      <div className="tools">
        <UndoRedo />
        {!phone && <KeysMenu />}
        {!narrow && share}
        <ExportMenu phone={narrow} />
        {narrow ? (
          <Popover label="Menu" button={<MenuIcon />} className="icon">
            {(close) => (
              <div className="menu" onClick={close}>
                {phone && <Tabs />}
                {share}
                <ThemeButton withText />
              </div>
            )}
          </Popover>
        ) : (
          <ThemeButton />
        )}
      </div>
      {isSharing && <ShareDialog onClose={() => setSharing(false)} />}
    </header>
  );
}

function Tabs() {
  const session = useSession();
  const tab = useExperiment((state) => state.tab);
  const inPaper = useExperiment((state) => state.tab === 'gallery' && state.paper !== undefined);
  const open = (id: Tab) => {
    if (id !== tab) navigate(session, id);
    else if (inPaper) navigateToPaper(session, undefined);
  };
  return (
    <nav aria-label="Pages">
      {tabs.map(({ id, label }) => (
        <button key={id} type="button" aria-current={id === tab ? 'page' : undefined} onClick={() => open(id)}>
          {label}
        </button>
      ))}
    </nav>
  );
}

function UndoRedo() {
  const session = useSession();
  const { history } = session.experiment;
  const newest = useStore(history, ({ pastStates }) => pastStates.at(-1));
  const removed = useStore(session.removals.store, (state) => isLastChange(state, newest));
  const future = useStore(history, ({ futureStates }) => futureStates.length > 0);
  return (
    <>
      <button type="button" className="icon" aria-label="Undo" disabled={!newest && !removed} onClick={() => travel(session, 'undo')}>
        <UndoIcon />
      </button>
      <button type="button" className="icon" aria-label="Redo" disabled={!future} onClick={() => travel(session, 'redo')}>
        <RedoIcon />
      </button>
    </>
  );
}

function ThemeButton({ withText = false }: { readonly withText?: boolean }) {
  const label = useDark() ? 'Light theme' : 'Dark theme';
  return (
    <button type="button" className={withText ? 'button plain' : 'icon'} aria-label={label} onClick={toggleTheme}>
      <ThemeIcon />
      {withText && label}
    </button>
  );
}
