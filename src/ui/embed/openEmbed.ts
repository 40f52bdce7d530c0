import type { Embed } from '../../state/embedAddress';
import { wholeDocument } from '../../state/experimentStore';
import { initialStateOf } from '../session/addressSync';
import type { EmbedSession, Session } from '../session/session';
import { createStore } from 'zustand/vanilla';

/** The state of an embed. Its address is the author's and is not written; another one, which the page that holds the frame may set, is opened. */
export function openEmbed(embed: Embed, experiment: Session['experiment']): EmbedSession {
  const home = createStore(() => ({ document: wholeDocument(experiment.store.getState()) }));
  addEventListener('hashchange', () => {
    const { document, choices, notice } = initialStateOf(location.hash);
    experiment.open(document, 'lab', notice, choices);
    home.setState({ document });
  });
  return { ...embed, home };
}
