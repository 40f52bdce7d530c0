import { useMemo, useState } from 'react';
import type { InputRequest } from '../../engine/protocol';
import { inputRequest } from '../../experiment/requests';
import { cursorOf, type Experiment } from '../../experiment/store';
import { drawInput } from '../../figures/inputSpace';
import { captionOf } from '../../figures/inputSpaceWords';
import type { Pair } from '../../math/kinds';
import { pair } from '../controls/numbers';
import { Section } from '../panels/Section';
import { useDocument, useExperiment, useFollow, useSession } from '../session';
import { Tex, TexText } from '../Tex';
import { useDark } from '../theme';
import { InputSpacePair } from './InputSpacePair';
import { FreezeSwitch, SecondSwitch } from './InputSpaceSwitches';
import { InputSpacePlane, type Which } from './InputSpacePlane';

const requestOf = (state: Experiment): InputRequest => inputRequest(state.document, state.hover ?? cursorOf(state), state.sight.partner);

/** The attack where it lives: x, its ball, and the worst x′ for the θ under the cursor. */
export function InputSpace({ side = 254 }: { readonly side?: number }) {
  const { experiment, runs } = useSession();
  const { last, error } = useFollow(runs.input, 'A', requestOf);
  const [picked, setPicked] = useState(0);
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const count = last?.request.surface.points.length ?? 1;
  const chosen = Math.min(picked, count - 1);
  const figure = useMemo(() => last && drawInput(last.request, last.result, { dark, colours, side, chosen }), [last, dark, colours, side, chosen]);
  const weightOf = (which: Which): Pair => {
    const state = experiment.store.getState();
    return which === 'theta' ? cursorOf(state) : (state.sight.partner ?? cursorOf(state));
  };
  const put = (which: Which, theta: Pair) => experiment.look(which === 'theta' ? { theta } : { partner: theta });
  const held = (theta: Pair): Pair => {
    const { theta1, theta2 } = experiment.store.getState().document.grid;
    const hold = (v: number, [lo, hi]: Pair) => Math.min(hi, Math.max(lo, Number(v.toFixed(6)))) + 0;
    return [hold(theta[0], theta1), hold(theta[1], theta2)];
  };
  const turn = (which: Which, [a, b]: Pair) => {
    const share = Math.hypot(...weightOf(which)) / Math.hypot(a, b);
    put(which, held([a * share, b * share]));
  };
  const step = (which: Which, steps: Pair) => {
    const { theta1, theta2 } = experiment.store.getState().document.grid;
    const [a, b] = weightOf(which);
    put(which, held([a + (steps[0] * (theta1[1] - theta1[0])) / 100, b + (steps[1] * (theta2[1] - theta2[0])) / 100]));
  };
  const second = useExperiment((state) => state.sight.partner !== undefined);
  return (
    <Section
      title="Input space"
      note={count > 1 ? <PointNote chosen={chosen} count={count} /> : <TexText>{'$\\xx$, its ball, the worst $\\xx^\\prime$'}</TexText>}
    >
      {error && <p className="error">{error}</p>}
      {last && figure && (
        <>
          <InputSpacePlane
            figure={figure}
            chosen={chosen}
            names={last.request.surface.points.map(({ x, y }, i) => `Show point ${i + 1}: x = ${pair(x, 2)}, y = ${y === 1 ? '+1' : '−1'}`)}
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
        {second && last?.result.second && <InputSpacePair request={last.request} second={last.result.second} chosen={chosen} />}
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
