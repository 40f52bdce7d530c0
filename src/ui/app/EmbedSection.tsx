import type { ParamSpec } from '../../math/core/paramSpec';
import { embedKnobs, type EmbedFigure, embedQuery, type EmbedKnob, offeredKnobs } from '../../state/embedAddress';
import { NumberField } from '../controls/NumberField';
import { Segment } from '../controls/Segment';
import { documentTitle } from '../lab/documentTitle';
import { addressOf } from '../session/addressSync';
import { useDocument, useExperiment, useSession } from '../session/session';
import { CopiedText } from './CopiedText';
import { useMemo, useState } from 'react';

const figureOptions = [
  { value: 'surface', label: 'Surface' },
  { value: 'contour', label: 'Contour' },
  { value: 'cut', label: 'Cut' },
  { value: 'inputs', label: 'Input space' },
] as const satisfies readonly { readonly value: EmbedFigure; readonly label: string }[];

const heightSpec: ParamSpec = {
  symbol: '\\text{height}',
  label: 'height',
  hint: 'Height of the frame.',
  slider: [240, 900],
  allowed: { min: 160, max: 4000 },
  default: 460,
  scale: 'linear',
  integer: true,
  digits: 0,
  tone: 'ink',
};

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

/** Knobs that are open unless the author closes them. */
const usualKnobs: readonly EmbedKnob[] = ['norm', 'epsilon', 'strength'];

/** The line of HTML by which another page shows this figure in a frame, with what its readers may change, and the frame itself. */
export function EmbedSection() {
  const session = useSession();
  const document = useDocument((whole) => whole);
  const address = useExperiment(() => addressOf(session));
  const title = documentTitle(document);
  const offered = useMemo(() => offeredKnobs(document), [document]);
  const [chosen, setChosen] = useState<readonly EmbedKnob[]>(usualKnobs);
  const [figure, setFigure] = useState<EmbedFigure>(document.view.kind === 'contour' ? 'contour' : 'surface');
  const [height, setHeight] = useState(heightSpec.default);
  const [problem, setProblem] = useState<string>();
  const knobs = offered.filter((knob) => chosen.includes(knob));
  const source = new URL(embedQuery({ knobs, figure }, document) + address, location.href).href;
  const snippet = `<iframe src="${escaped(source)}" title="${escaped(title)}" width="100%" height="${height}" style="border: 0" loading="lazy"></iframe>`;
  const toggle = (knob: EmbedKnob, on: boolean) => setChosen(on ? [...chosen, knob] : chosen.filter((other) => other !== knob));
  return (
    <div className="embed-choices">
      <div className="embed-settings">
        <fieldset className="embed-offer">
          <legend>The reader may change</legend>
          {offered.map((knob) => (
            <label key={knob} className="check">
              <input type="checkbox" checked={knobs.includes(knob)} onChange={(event) => toggle(knob, event.target.checked)} />
              <span>{embedKnobs[knob]}</span>
            </label>
          ))}
        </fieldset>
        {!document.panes && (
          <div className="row">
            <Segment label="Figure in the frame" options={figureOptions} value={figure} onChange={setFigure} />
          </div>
        )}
        <div className="row">
          <span>height, px</span>
          <NumberField
            spec={heightSpec}
            name="Height of the frame"
            value={height}
            disabled={false}
            invalid={problem !== undefined}
            onChange={(next) => {
              setProblem(undefined);
              setHeight(next);
            }}
            onInvalid={(sentence) => setProblem(sentence)}
          />
        </div>
        {problem && (
          <p className="error" role="alert">
            {problem}
          </p>
        )}
        <p className="note">Scenes can always be turned. Reset returns to what is on screen now, and a link opens it here.</p>
        <CopiedText label="HTML of the frame" text={snippet} action="Copy HTML" rows={4} />
      </div>
      <iframe key={source} className="embed-preview" src={source} title={`Preview: ${title}`} />
    </div>
  );
}
