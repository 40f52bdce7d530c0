import { paneSurfaces } from '../../documents/panes';
import type { SurfaceDocument, View } from '../../documents/surfaceDocument';
import { inputPresets, presets, wholeFigures } from '../../documents/surfacePresets';
import { paneSurface, surfaceOf } from '../../state/requests';
import { comparisonTitle } from '../../figures/charts/paneTitles';
import { withoutPanes, withDefaultPanes, surfaceTitle } from '../compare/panes';
import { Segment } from '../controls/Segment';
import { Tex } from '../controls/Tex';
import { normTex } from '../panels/AttackPanel';
import { useDocument, useEdit, useExperiment, useSession } from '../session/session';
import { useMemo } from 'react';

interface Provenance {
  /** "Figure 2(c)" */
  readonly figure: string;
  readonly title: string;
  readonly note: string;
}

const paperRows: readonly { readonly title: string; readonly note: string; readonly document: SurfaceDocument }[] = [
  ...Object.values(presets),
  ...Object.values(inputPresets),
  ...Object.values(wholeFigures),
];
const documentKey = (document: SurfaceDocument): string => JSON.stringify([surfaceOf(document), document.panes ?? []]);
const rowByKey = new Map(paperRows.map((row) => [documentKey(row.document), row]));

/** The figure of the paper with the same settings as the document; undefined where any setting differs. */
function provenanceOf(document: SurfaceDocument): Provenance | undefined {
  const row = rowByKey.get(documentKey(document));
  return row && { figure: `Figure ${row.document.view.figure ?? ''}`, title: row.title, note: row.note };
}

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
        {!document.panes ? surfaceTitle(document) : provenance ? provenance.note.replace(/\.$/, '') : comparisonTitle(paneSurfaces(document))}
        {!document.panes && norm !== 'none' && (
          <>
            , <Tex>{`L_{${normTex(norm)}}`}</Tex>
          </>
        )}
      </h1>
      {provenance && <span className="tag">{provenance.figure}</span>}
      {provenance && !document.panes && <span className="tag">our setting</span>}
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

function CompareButton() {
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
