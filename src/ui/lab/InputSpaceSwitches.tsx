import { useId, type ReactNode } from 'react';
import { cursorOf, partnerOf } from '../../experiment/store';
import { pair } from '../controls/numbers';
import { useExperiment, useSession } from '../session';

interface SwitchProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

/** On or off, with a sentence that says what for. */
function Switch({ label, checked, onChange, children }: SwitchProps) {
  const [name, words] = [useId(), useId()];
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-labelledby={name}
        aria-describedby={words}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <b id={name}>{label}</b>
        <small id={words}>{children}</small>
      </span>
    </label>
  );
}

export function SecondSwitch() {
  const { experiment } = useSession();
  const on = useExperiment((state) => state.sight.partner !== undefined);
  return (
    <Switch
      label="Second weight θ′"
      checked={on}
      onChange={(next) => (next ? experiment.look({ partner: partnerOf(experiment.store.getState()) }) : experiment.forget('partner'))}
    >
      {on ? 'Drag either ring; the cut goes through both' : 'How far apart two weights put the attack'}
    </Switch>
  );
}

export function FreezeSwitch() {
  const { experiment } = useSession();
  const frozen = useExperiment((state) => state.sight.frozen);
  return (
    <Switch
      label={frozen ? `Attack frozen at θ = ${pair(frozen, 2)}` : 'Freeze the attack at this θ'}
      checked={frozen !== undefined}
      onChange={(next) => (next ? experiment.look({ frozen: cursorOf(experiment.store.getState()) }) : experiment.forget('frozen'))}
    >
      What tools draw that do not attack anew at every weight
    </Switch>
  );
}
