import { bibtexOf, documentHash } from '../../exports/citation';
import { Segment } from '../controls/Segment';
import { download } from '../session/files';
import { useExperiment, useSession } from '../session/session';
import { type Shared, sharedState } from '../session/share';
import { CopiedText } from './CopiedText';
import { EmbedSection } from './EmbedSection';
import { pageTitle } from './pagePlace';
import { QrCode } from './QrCode';
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';

interface SectionProps {
  readonly shared: Shared;
}

/** The forms in which the state of the page leaves it, one a row. */
const sections: readonly { readonly id: string; readonly label: string; readonly body: (props: SectionProps) => ReactNode }[] = [
  { id: 'link', label: 'Link', body: LinkSection },
  { id: 'embed', label: 'Embed', body: EmbedSection },
  { id: 'document', label: 'Document', body: DocumentSection },
  { id: 'citation', label: 'Citation', body: CitationSection },
];

function LinkSection({ shared: { link, carries } }: SectionProps) {
  return (
    <>
      <p className="caption">{carries}</p>
      <CopiedText label="Link" text={link} action="Copy link" rows={3} />
      <QrCode text={link} />
    </>
  );
}

function DocumentSection({ shared: { document, fileName } }: SectionProps) {
  return (
    <>
      <p className="caption">What was chosen, every default filled in. The page opens it, and so do the commands.</p>
      <CopiedText label="Document" text={document} action="Copy document" />
      <button type="button" className="button" onClick={() => download(fileName, document, 'application/json')}>
        Save {fileName}
      </button>
    </>
  );
}

function CitationSection({ shared: { link, document, fileName } }: SectionProps) {
  const { experiment } = useSession();
  const state = useExperiment((whole) => whole);
  const title = pageTitle(state, experiment.store.getState().plan).replace(/ · Smoothscape$/, '');
  const entry = useMemo(() => bibtexOf({ title, link, document, date: new Date() }), [title, link, document]);
  return (
    <>
      <p className="caption">
        BibTeX of this state. Its hash is the SHA-256 of the saved {fileName}: {documentHash(document).slice(0, 16)}…
      </p>
      <CopiedText label="BibTeX" text={entry} action="Copy BibTeX" />
    </>
  );
}

/** Dialog with the ways in which the state of the page is passed on. */
export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const session = useSession();
  const [shared] = useState(() => sharedState(session));
  const [chosen, setChosen] = useState('link');
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const isFigure = useExperiment((state) => state.tab === 'lab'); // what an embed shows
  const offered = sections.filter(({ id }) => isFigure || id !== 'embed');
  const Body = offered.find(({ id }) => id === chosen)?.body ?? LinkSection;
  return (
    <dialog
      ref={dialog}
      className="share"
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className="share-body">
        <header>
          <h2 id={heading}>Share</h2>
          <button type="button" className="link" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </header>
        <Segment label="Form" options={offered.map(({ id, label }) => ({ value: id, label }))} value={chosen} onChange={setChosen} />
        <Body shared={shared} />
      </div>
    </dialog>
  );
}
