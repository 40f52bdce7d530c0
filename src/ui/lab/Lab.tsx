import { Compare } from '../compare/Compare';
import { ComparePanel } from '../compare/ComparePanel';
import { AttackPanel } from '../panels/AttackPanel';
import { ModelPanel } from '../panels/ModelPanel';
import { PlanePanel } from '../panels/PlanePanel';
import { PointsPanel } from '../panels/PointsPanel';
import { SmoothingPanel } from '../panels/SmoothingPanel';
import { useDocument } from '../session/session';
import { DRAWER, PHONE, useMedia } from '../session/theme';
import { LabTitle } from './LabTitle';
import { Phone } from './PhoneLab';
import { Readout } from './Readout';
import { Single } from './SinglePanes';
import { useState } from 'react';

export function Lab() {
  const phone = useMedia(PHONE);
  const drawer = useMedia(DRAWER);
  const [open, setOpen] = useState(false);
  const comparing = useDocument((document) => document.panes !== undefined);
  if (phone) return <Phone />;
  return (
    <div className={comparing ? 'lab-frame comparing' : 'lab-frame'}>
      {(!drawer || open) && (
        <aside className="knobs" aria-label="Knobs">
          {comparing ? <ComparePanel /> : <Knobs />}
        </aside>
      )}
      <div className="lab-centre">
        <LabTitle onDrawer={drawer ? () => setOpen(!open) : undefined} />
        {comparing ? <Compare /> : <Single />}
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
      <PointsPanel />
      <AttackPanel />
      <SmoothingPanel />
      <PlanePanel />
    </>
  );
}
