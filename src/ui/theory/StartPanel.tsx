import { startSpec } from '../../experiment/parseTheory';
import { cursorOf } from '../../experiment/store';
import type { Pair } from '../../math/kinds';
import type { ParamSpec } from '../../math/params';
import { Knob } from '../controls/Knob';
import { Section } from '../panels/Section';
import { useDocument, useSession } from '../session';
import { useTheoryKnobs } from './useBench';

/** θ⁰ where the document names none: three quarters of the way up a range. */
const usual = ([lo, hi]: Pair): number => lo + 0.75 * (hi - lo);

const specOf = (k: 0 | 1, range: Pair, fallback: number): ParamSpec => ({
  ...startSpec,
  symbol: `\\theta^0_${k + 1}`,
  label: k === 0 ? 'start, first weight' : 'start, second weight',
  hint: 'Equation 4 speaks of the weights whose loss is at most that at $\\theta^0$.',
  slider: range,
  default: fallback,
  scale: 'linear',
  digits: 2,
  tone: 'theta',
});

/** θ⁰ of Equation 4: two numbers, or the weight under the Lab's cursor. */
export function StartPanel() {
  const { options, start } = useTheoryKnobs();
  const { experiment } = useSession();
  const grid = useDocument((document) => document.grid);
  const fallback = [usual(grid.theta1), usual(grid.theta2)] as const;
  const [a, b] = options.theta0 ?? fallback;
  const take = () => start(cursorOf(experiment.store.getState()));
  return (
    <Section title="Start of Equation 4" note="or press on its contour">
      <Knob id="theta0[0]" spec={specOf(0, grid.theta1, fallback[0])} value={a} onChange={(next) => start([next, b])} />
      <Knob id="theta0[1]" spec={specOf(1, grid.theta2, fallback[1])} value={b} onChange={(next) => start([a, next])} />
      <p className="start-buttons">
        <button type="button" className="link" onClick={take}>
          Take the Lab’s cursor
        </button>
        {options.theta0 && (
          <button type="button" className="link" onClick={() => start(undefined)}>
            Back to the usual place
          </button>
        )}
      </p>
    </Section>
  );
}
