import { captionOf, drawInput } from '../../figures/charts/inputSpace';
import { rangeDecimals } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { cursorOf, type Experiment, partnerOf } from '../../state/experimentStore';
import { inputRequest } from '../../state/jobResults';
import type { InputRequest } from '../../worker/rpc/protocol';
import { Section } from '../controls/Section';
import { Tex, TexText } from '../controls/Tex';
import { formatPair, formatWeights } from '../controls/specText';
import { useChoice, useDocument, useExperiment, useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { GrownNote } from '../controls/GrownNote';
import { useHeldWindow } from './heldWindow';
import { InputSpacePair } from './InputSpacePair';
import { InputSpacePlane, type WeightName } from './InputSpacePlane';
import { type ReactNode, useCallback, useId, useMemo } from 'react';

interface SwitchProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

/** A switch with a label and a description. */
function Switch({ label, checked, onChange, children }: SwitchProps) {
  const [labelId, descriptionId] = [useId(), useId()];
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-labelledby={labelId}
        aria-describedby={descriptionId}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <b id={labelId}>{label}</b>
        <small id={descriptionId}>{children}</small>
      </span>
    </label>
  );
}

function SecondSwitch() {
  const { experiment } = useSession();
  const on = useExperiment((state) => state.viewState.partner !== undefined);
  return (
    <Switch
      label="Second weight θ′"
      checked={on}
      onChange={(next) =>
        next ? experiment.setViewState({ partner: partnerOf(experiment.store.getState()) }) : experiment.clearViewState('partner')
      }
    >
      {on ? 'Drag either ring; the cut goes through both' : 'How far apart two weights put the attack'}
    </Switch>
  );
}

function FreezeSwitch() {
  const { experiment } = useSession();
  const frozen = useExperiment((state) => state.viewState.frozen);
  const grid = useDocument((document) => document.grid);
  return (
    <Switch
      label={frozen ? `Attack frozen at θ = ${formatWeights(frozen, grid)}` : 'Freeze the attack at this θ'}
      checked={frozen !== undefined}
      onChange={(next) => (next ? experiment.setViewState({ frozen: cursorOf(experiment.store.getState()) }) : experiment.clearViewState('frozen'))}
    >
      What tools draw that do not attack anew at every weight
    </Switch>
  );
}

/** Section of the attack in input space: x, its ball, and the worst-case x′ at the θ under the cursor. */
export function InputSpace({ side = 254 }: { readonly side?: number }) {
  const { experiment, runs } = useSession();
  const { window, grown } = useHeldWindow(useDocument((document) => document));
  const requestOf = useCallback(
    (state: Experiment): InputRequest => inputRequest(state.document, state.hover ?? cursorOf(state), state.viewState.partner, window),
    [window],
  );
  const { last, error } = useFollowedJob(runs.input, 'A', requestOf);
  const [picked, setPicked] = useChoice('inputPoint');
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const count = last?.request.surface.points.length ?? 1;
  const chosen = Math.min(picked, count - 1);
  const figure = useMemo(() => last && drawInput(last.request, last.result, { dark, colours, side, chosen }), [last, dark, colours, side, chosen]);
  const weightOf = (which: WeightName): Pair => {
    const state = experiment.store.getState();
    return which === 'theta' ? cursorOf(state) : (state.viewState.partner ?? cursorOf(state));
  };
  const setWeight = (which: WeightName, theta: Pair) => experiment.setViewState(which === 'theta' ? { theta } : { partner: theta });
  const clampToPlane = (theta: Pair): Pair => {
    const { theta1, theta2 } = experiment.store.getState().document.grid;
    const clamp = (v: number, [lo, hi]: Pair) => Math.min(hi, Math.max(lo, Number(v.toFixed(rangeDecimals([lo, hi], 6))))) + 0;
    return [clamp(theta[0], theta1), clamp(theta[1], theta2)];
  };
  const turn = (which: WeightName, [a, b]: Pair) => {
    const scale = Math.hypot(...weightOf(which)) / Math.hypot(a, b);
    setWeight(which, clampToPlane([a * scale, b * scale]));
  };
  const step = (which: WeightName, steps: Pair) => {
    const { theta1, theta2 } = experiment.store.getState().document.grid;
    const [a, b] = weightOf(which);
    setWeight(which, clampToPlane([a + (steps[0] * (theta1[1] - theta1[0])) / 100, b + (steps[1] * (theta2[1] - theta2[0])) / 100]));
  };
  const hasPartner = useExperiment((state) => state.viewState.partner !== undefined);
  return (
    <Section
      title="Input space"
      note={
        grown ? (
          <GrownNote what="axes" />
        ) : count > 1 ? (
          <PointNote chosen={chosen} count={count} />
        ) : (
          <TexText>{'$\\xx$, its ball, the worst $\\xx^\\prime$'}</TexText>
        )
      }
    >
      {error && <p className="error">{error}</p>}
      {last && figure && (
        <>
          <InputSpacePlane
            figure={figure}
            chosen={chosen}
            names={last.request.surface.points.map(({ x, y }, i) => `Show point ${i + 1}: x = ${formatPair(x, 2)}, y = ${y === 1 ? '+1' : '−1'}`)}
            onChoose={setPicked}
            onTurn={turn}
            onStep={step}
          />
          <p className="caption input-caption">
            <TexText>{captionOf(last.request, last.result, chosen)}</TexText>
          </p>
        </>
      )}
      <div className="input-switches">
        <SecondSwitch />
        {hasPartner && last?.result.second && <InputSpacePair second={last.result.second} chosen={chosen} />}
        <FreezeSwitch />
      </div>
    </Section>
  );
}

function PointNote({ chosen, count }: { readonly chosen: number; readonly count: number }) {
  return (
    <>
      <Tex>{'\\xx'}</Tex> is point {chosen + 1} of {count}; press another
    </>
  );
}
