import { models } from '../../documents/labels';
import { formulaProblem } from '../../documents/parseSurface';
import type { ModelChoice } from '../../documents/surfaceDocument';
import { namedFormulas } from '../../math/activations/namedFormulas';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { Tex } from '../controls/Tex';
import { useDocument, useEdit, useExperiment, useSession } from '../session/session';
import { ActivationPicture } from './ActivationPicture';
import { useMemo, useState } from 'react';

const FORMULA_OPTION = 'formula';
const INITIAL_FORMULA = 'z^3/(1+z^2)';

export function ModelPanel() {
  const model = useDocument((document) => document.model);
  const edit = useEdit();
  return (
    <Section title="Model" note={<Tex>{'f=\\phi(\\th^{\\!\\top}\\xx)'}</Tex>}>
      <ModelChooser model={model} onChange={(next) => edit((document) => ({ ...document, model: next }))} />
    </Section>
  );
}

/** Chooser of the activation: by name, or as a formula in z. */
export function ModelChooser({ model, onChange }: { readonly model: ModelChoice; readonly onChange: (model: ModelChoice) => void }) {
  const { experiment } = useSession();
  const [lastFormula, setLastFormula] = useState(INITIAL_FORMULA);
  const options = [...models.map(({ id, label }) => ({ value: id, label })), { value: FORMULA_OPTION, label: 'φ(z) = …', name: 'formula' }];
  const choose = (id: string) => {
    experiment.setRejected('model', undefined);
    if (typeof model !== 'string') setLastFormula(model.formula);
    onChange(id === FORMULA_OPTION ? { formula: lastFormula } : id);
  };
  return (
    <>
      <Segment label="Model" options={options} value={typeof model === 'string' ? model : FORMULA_OPTION} onChange={choose} />
      {typeof model !== 'string' && <FormulaField formula={model.formula} onChange={(formula) => onChange({ formula })} />}
    </>
  );
}

function FormulaField({ formula, onChange }: { readonly formula: string; readonly onChange: (formula: string) => void }) {
  const { experiment } = useSession();
  const refused = useExperiment((state) => state.rejected['model']);
  const [draft, setDraft] = useState<string>();
  const model = useMemo(() => ({ formula }), [formula]);
  const onInput = (text: string) => {
    setDraft(text);
    const sentence = formulaProblem(experiment.store.getState().document, text);
    experiment.setRejected('model', sentence ? { sentence, lastValid: `φ(z) = ${formula}` } : undefined);
    if (!sentence) onChange(text);
  };
  return (
    <div className="formula">
      <select
        className="select formula-list"
        aria-label="Activations to start from"
        value={namedFormulas.find((row) => row.formula === formula)?.formula ?? ''}
        onChange={(event) => onInput(event.target.value)}
      >
        <option value="" disabled>
          a formula of your own
        </option>
        {namedFormulas.map((row) => (
          <option key={row.label} value={row.formula}>
            {row.label}
          </option>
        ))}
      </select>
      <Tex>{'\\phi(z)='}</Tex>
      <label className="field">
        <input
          type="text"
          spellCheck={false}
          autoComplete="off"
          aria-label="Formula of the activation in z"
          aria-invalid={refused !== undefined}
          aria-describedby="formula-note"
          value={draft !== undefined && (refused || draft.trim() === formula.trim()) ? draft : formula}
          onChange={(event) => onInput(event.target.value)}
        />
      </label>
      {refused ? (
        <p className="error" role="alert">
          {refused.sentence}
        </p>
      ) : (
        <p className="note" id="formula-note">
          In z, with exp, log, tanh, abs, swish and the like.
        </p>
      )}
      <ActivationPicture model={model} />
    </div>
  );
}
