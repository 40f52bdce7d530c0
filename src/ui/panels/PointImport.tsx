import type { PointOffer } from '../../state/pointOffer';
import { tableOfText } from '../../documents/points/dataTable';
import { FileButton } from '../controls/FileButton';
import { keyOf } from '../session/input';
import { errorMessage } from '../session/files';
import { pastedOffer } from '../session/pointInput';
import { useSession } from '../session/session';
import { PointPreview } from './PointPreview';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';

/** Popover that shows the points which were pasted, dropped or opened, and asks for some where none were. */
export function PointImport() {
  const { pointOffers } = useSession();
  const offer = useStore(pointOffers, (state) => state.offer);
  return offer && <OpenImport offer={offer} onClose={() => pointOffers.setState({ offer: undefined })} />;
}

function OpenImport({ offer, onClose }: { readonly offer: PointOffer; readonly onClose: () => void }) {
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    root.current?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <section
      ref={root}
      className="point-import"
      role="dialog"
      aria-labelledby="point-import-title"
      tabIndex={-1}
      onKeyDown={(event) => keyOf(event) === 'Escape' && onClose()}
    >
      <header>
        <h2 id="point-import-title">{offer.table ? `Points from ${offer.source}` : 'Import points'}</h2>
        <button type="button" className="link" onClick={onClose}>
          Cancel
        </button>
      </header>
      {offer.table ? <PointPreview table={offer.table} onDone={onClose} /> : <PointSource problem={offer.problem} />}
    </section>
  );
}

/** Where points may come from: a text that is pasted or typed, or a file. */
function PointSource({ problem }: { readonly problem: string | undefined }) {
  const { pointOffers } = useSession();
  const [text, setText] = useState('');
  const readTyped = () => {
    try {
      pointOffers.setState({ offer: { source: 'the text', table: tableOfText(text) } });
    } catch (error) {
      pointOffers.setState({ offer: { source: 'the text', problem: errorMessage(error) } });
    }
  };
  return (
    <>
      <p className="note">
        Two numbers and a label a row, from a spreadsheet, CSV, NumPy or JSON: paste, type, choose a file, or drop one on the page.
      </p>
      <textarea
        aria-label="Rows of points"
        aria-invalid={problem !== undefined}
        spellCheck={false}
        rows={5}
        placeholder={'0.5\t-1.2\t1\n2\t0.7\t-1'}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPaste={(event) => {
          if (text !== '') return; // a part of what is typed
          event.preventDefault();
          pointOffers.setState({ offer: pastedOffer(event.clipboardData) });
        }}
      />
      {problem && (
        <p className="error" role="alert">
          {problem}.
        </p>
      )}
      <div className="actions">
        <button type="button" className="button" disabled={text.trim() === ''} onClick={readTyped}>
          Read the text
        </button>
        <FileButton label="File of points" className="button" multiple={false}>
          Choose a file …
        </FileButton>
      </div>
    </>
  );
}
