import type { SurfaceChoice, View } from '../../experiment/document';
import { Segment } from '../controls/Segment';
import { ColourChooser, MarkChooser } from '../panels/PlanePanel';
import { Section } from '../panels/Section';
import { useDocument, useEdit, useExperiment, useSession } from '../session';

/** What the panes share besides numbers. */
export function Linked() {
  const { experiment } = useSession();
  const linked = useExperiment((state) => state.linked);
  const words = { camera: 'Camera', range: 'Loss range', cursor: 'Cursor θ' } as const;
  return (
    <Section title="Linked">
      {(['camera', 'range', 'cursor'] as const).map((key) => (
        <label key={key} className="check">
          <input
            type="checkbox"
            checked={linked[key]}
            onChange={(event) => experiment.store.setState({ linked: { ...linked, [key]: event.target.checked } })}
          />
          <span>{words[key]}</span>
        </label>
      ))}
    </Section>
  );
}

/** What the row of twins shows: each pane smoothed, or plain where it is smoothed itself. */
function twinWord(surfaces: readonly SurfaceChoice[]): string {
  const smooth = surfaces.filter(({ smoothing }) => smoothing.kind !== 'none').length;
  return smooth === 0 ? 'smoothed' : smooth === surfaces.length ? 'plain' : 'twins';
}

/** What stands under each pane, and how all are drawn. */
export function SecondRow({ surfaces }: { readonly surfaces: readonly SurfaceChoice[] }) {
  const edit = useEdit();
  const second = useDocument((document) => document.view.second);
  const word = twinWord(surfaces);
  const options: readonly { readonly value: View['second']; readonly label: string; readonly name?: string }[] = [
    { value: 'none', label: 'none' },
    { value: 'smoothed', label: word },
    { value: 'difference', label: '− A', name: 'difference from A' },
    { value: 'gradient', label: 'slope', name: 'length of the gradient' },
    { value: 'inputs', label: 'inputs' },
  ];
  return (
    <Section title="Second row">
      <Segment
        label="Second row"
        options={options}
        value={second}
        onChange={(next) => edit((document) => ({ ...document, view: { ...document.view, second: next } }))}
      />
      {second === 'smoothed' && word === 'twins' && <p className="note">Each pane smoothed, or plain where it is smoothed itself.</p>}
      <ColourChooser />
      <MarkChooser />
    </Section>
  );
}
