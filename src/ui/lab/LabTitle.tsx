import type { View } from '../../documents/surfaceDocument';
import { paneSurface } from '../../state/jobResults';
import { withoutPanes, withDefaultPanes } from '../compare/panes';
import { Segment } from '../controls/Segment';
import { TermText } from '../controls/TermText';
import { Tex } from '../controls/Tex';
import { normTex } from '../panels/AttackPanel';
import { useDocument, useEdit, useExperiment, useSession } from '../session/session';
import { headingOf, provenanceOf } from './documentTitle';
import { useMemo } from 'react';

const viewOptions: readonly { readonly value: View['kind']; readonly label: string }[] = [
  { value: 'surface', label: 'Surface' },
  { value: 'contour', label: 'Contour' },
  { value: 'both', label: 'Both' },
];

/** Heading of the document with its figure number in the paper, if any. */
function DocumentTitle() {
  const document = useDocument((whole) => whole);
  const provenance = useMemo(() => provenanceOf(document), [document]);
  const { norm } = document.attack;
  return (
    <>
      <h1>
        {headingOf(document)}
        {!document.panes && norm !== 'none' && (
          <>
            , <Tex>{`L_{${normTex(norm)}}`}</Tex>
          </>
        )}
      </h1>
      {provenance && <span className="tag">{provenance.figure}</span>}
      {provenance && !document.panes && (
        <TermText term="our-setting" className="tag">
          our setting
        </TermText>
      )}
    </>
  );
}

export function LabTitle({ onDrawer }: { readonly onDrawer?: (() => void) | undefined }) {
  const kind = useDocument((document) => document.view.kind);
  const edit = useEdit();
  return (
    <header className="lab-title">
      {onDrawer && (
        <button type="button" className="button" onClick={onDrawer}>
          Knobs
        </button>
      )}
      <div className="lab-name">
        <DocumentTitle />
      </div>
      <Segment
        label="View"
        options={viewOptions}
        value={kind}
        onChange={(next) => edit((document) => ({ ...document, view: { ...document.view, kind: next } }))}
      />
      <CompareButton />
    </header>
  );
}

/** Opens a comparison of the document under several norms, or closes one and keeps the chosen pane. */
export function CompareButton() {
  const { experiment } = useSession();
  const comparing = useDocument((document) => document.panes !== undefined);
  const pane = useExperiment((state) => state.pane);
  const toggle = () => {
    experiment.edit((document) => (comparing ? withoutPanes(document, paneSurface(document, pane) ?? document) : withDefaultPanes(document)));
    experiment.store.setState({ pane: 0 });
  };
  return (
    <button type="button" className="button" onClick={toggle}>
      {comparing ? 'Close comparison' : 'Compare'}
    </button>
  );
}
