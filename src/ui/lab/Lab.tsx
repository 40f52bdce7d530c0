import { Compare } from '../compare/Compare';
import { ComparePanel } from '../compare/ComparePanel';
import { AttackPanel } from '../panels/AttackPanel';
import { ModelPanel } from '../panels/ModelPanel';
import { PlanePanel } from '../panels/PlanePanel';
import { DocumentPoints } from '../panels/PointsPanel';
import { SmoothingPanel } from '../panels/SmoothingPanel';
import { useDocument } from '../session/session';
import { DRAWER_QUERY, PHONE_QUERY, useMedia } from '../session/theme';
import { LabTitle } from './LabTitle';
import { PhoneLab } from './PhoneLab';
import { Readout } from './Readout';
import { SinglePanes } from './SinglePanes';
import { useState } from 'react';

export function Lab() {
  const phone = useMedia(PHONE_QUERY);
  const drawer = useMedia(DRAWER_QUERY);
  const [open, setOpen] = useState(false);
  const comparing = useDocument((document) => document.panes !== undefined);
  if (phone) return <PhoneLab />;
  return (
    <div className={comparing ? 'lab-frame comparing' : 'lab-frame'}>
      {(!drawer || open) && (
        <aside className="knobs" aria-label="Knobs">
          {comparing ? <ComparePanel /> : <Knobs />}
        </aside>
      )}
      <div className="lab-centre">
        <LabTitle onDrawer={drawer ? () => setOpen(!open) : undefined} />
        {comparing ? <Compare /> : <SinglePanes />}
      </div>
      {!comparing && (
        <aside className="readouts" aria-label="Readout">
          <Readout />
        </aside>
      )}
    </div>
  );
}

function Knobs() {
  return (
    <>
      <ModelPanel />
      <DocumentPoints />
      <AttackPanel />
      <SmoothingPanel />
      <PlanePanel />
    </>
  );
}
