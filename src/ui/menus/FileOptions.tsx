import { type PartName, partNames, partsOf } from '../../exports/surface/shownPanes';
import { wholeDocument } from '../../state/experimentStore';
import { Segment } from '../controls/Segment';
import { useExperiment } from '../session/session';
import { useMemo, useState } from 'react';

const scales = ['1', '2', '3', '4'] as const;

/** What is written of a figure, and in how many pictures. */
export interface FileOptions {
  /** Parts of the Lab's figure, whether each is written, and whether it is the only one. */
  readonly parts: readonly { readonly part: PartName; readonly on: boolean; readonly last: boolean }[];
  /** Parts that are left out. */
  readonly without: readonly PartName[];
  /** Whether each pane is a picture of its own, and whether there are several. */
  readonly each: boolean;
  readonly several: boolean;
  /** Device pixels of a PNG per CSS pixel. */
  readonly scale: number;
  toggle(part: PartName, on: boolean): void;
  setEach(each: boolean): void;
  setScale(scale: number): void;
}

/** The options of one export, as usual until they are changed. */
export function useFileOptions(): FileOptions {
  const document = useExperiment((state) => state.document);
  const viewState = useExperiment((state) => state.viewState);
  const usual = useMemo(() => partsOf(wholeDocument({ document, viewState, eye: undefined })), [document, viewState]);
  const [changed, setChanged] = useState<Readonly<Partial<Record<PartName, boolean>>>>({});
  const [each, setEach] = useState(false);
  const [scale, setScale] = useState(2);
  const parts = useMemo(() => usual.map((row) => ({ part: row.part, on: changed[row.part] ?? row.usual })), [usual, changed]);
  const without = useMemo(() => parts.flatMap(({ part, on }) => (on ? [] : [part])), [parts]);
  const written = parts.filter(({ on }) => on).length;
  const several = document.panes !== undefined || written > 1;
  return {
    parts: parts.map(({ part, on }) => ({ part, on, last: on && written === 1 })),
    without,
    each: each && several,
    several,
    scale,
    toggle: (part, on) => setChanged({ ...changed, [part]: on }),
    setEach,
    setScale,
  };
}

/** Parts of the Lab's figure, and whether each pane is a picture of its own. */
export function FigureParts({ options: { parts, each, several, toggle, setEach } }: { readonly options: FileOptions }) {
  return (
    <>
      <fieldset className="export-parts">
        <legend>Written</legend>
        {parts.map(({ part, on, last }) => (
          <label key={part} className="check">
            <input type="checkbox" checked={on} disabled={last} onChange={(event) => toggle(part, event.target.checked)} />
            <span>{partNames[part]}</span>
          </label>
        ))}
      </fieldset>
      {several && (
        <div className="row">
          <span>Pictures</span>
          <Segment
            label="Pictures"
            options={[
              { value: 'one', label: 'one of all' },
              { value: 'each', label: 'one a pane' },
            ]}
            value={each ? 'each' : 'one'}
            onChange={(value) => setEach(value === 'each')}
          />
        </div>
      )}
    </>
  );
}

/** Device pixels of a PNG. */
export function PngScale({ options: { scale, setScale } }: { readonly options: FileOptions }) {
  return (
    <div className="row">
      <span>PNG scale</span>
      <Segment
        label="PNG scale"
        options={scales.map((value) => ({ value, label: `${value}×` }))}
        value={scales.find((value) => Number(value) === scale) ?? '2'}
        onChange={(value) => setScale(Number(value))}
      />
    </div>
  );
}
