import type { Pair } from '../../math/core/types';
import { flatSpec } from '../../math/theory/options';
import type { FlatnessExperiment } from '../../math/theory/types';
import { Knob } from '../controls/Knob';
import { coloured, Tex } from '../controls/Tex';
import { formatFixed } from '../controls/specText';
import { MiniChart } from './Exhibits';
import { SuggestedCaseButton } from './TheoremCard';
import { useBench, useTheoryOptions } from './theoryHooks';
import { anchorOf } from './verdicts';

const positiveRange = (values: readonly number[]): Pair => {
  const finite = values.filter((v) => Number.isFinite(v) && v > 0);
  return finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0.1, 1];
};

/** Three charts of the experiment: the loss over x, its slope, and the Lipschitz constant of the attack over ‖θ‖; `at` is the index of t. */
export function FlatnessCharts({ experiment, at, t }: { readonly experiment: FlatnessExperiment; readonly at: number; readonly t: number }) {
  const { length, slope, singular, formula, bound, along, loss } = experiment;
  const size = along.length;
  const unit = length.indexOf(1);
  const [current, atUnitLength] = [at, unit].map((k) => loss.subarray(k * size, (k + 1) * size));
  const top = Math.max(...(current ?? []), ...(atUnitLength ?? []), 0.01);
  const textAt = (values: Float64Array): string => formatFixed(values[at] ?? NaN, 4);
  return (
    <div className="flat-charts">
      <figure>
        <figcaption>
          <b>Loss over x</b>, along <Tex>{coloured('\\theta')}</Tex> <span className="key line-epsilon">now</span>{' '}
          <span className="key line-grey">at length 1</span>
        </figcaption>
        <MiniChart
          label={`Loss over x along θ, for a weight of length ${formatFixed(t, 2)} and of length 1`}
          x={along}
          lines={[
            { values: atUnitLength ?? [], className: 'line-grey' },
            { values: current ?? [], className: 'line-epsilon' },
          ]}
          log={false}
          yRange={[0, top]}
          mark={0}
          xLabel="s"
        />
      </figure>
      <figure>
        <figcaption>
          <b>Flatness</b> <span className="key line-epsilon">‖∇ₓl‖</span> <span className="key line-grey">σmin(B)</span>
        </figcaption>
        <MiniChart
          label={`Slope of the loss in x over the length of the weight; ${textAt(slope)} at ${formatFixed(t, 2)}`}
          x={length}
          lines={[
            { values: singular, className: 'line-grey' },
            { values: slope, className: 'line-epsilon' },
          ]}
          log
          yRange={positiveRange([...slope, ...singular])}
          mark={t}
          xLabel="‖θ‖"
        />
      </figure>
      <figure>
        <figcaption>
          <b>Lipschitz constant of the attack</b> <span className="key line-theta">ε/‖θ‖</span> <span className="key line-grey">Lemma 5’s bound</span>
        </figcaption>
        <MiniChart
          label={`Lipschitz constant of the attack over the length of the weight; ${textAt(formula)} at ${formatFixed(t, 2)}, bound ${textAt(bound)}`}
          x={length}
          lines={[
            { values: bound, className: 'line-grey' },
            { values: formula, className: 'line-theta' },
          ]}
          log
          yRange={positiveRange([...formula, ...bound])}
          mark={t}
          xLabel="‖θ‖"
        />
      </figure>
    </div>
  );
}

const CLAIM_TEX =
  "\\lVert\\nabla_xl\\rVert\\to0\\quad\\Longrightarrow\\quad\\sigma_{\\min}(B)\\to0,\\qquad\\lVert\\nabla_\\theta x'\\rVert{=\\frac{\\varepsilon}{\\lVert\\theta\\rVert}}\\to\\infty";

/** The paper's third claim as an experiment: a slider flattens the loss in input space, and the attack becomes more sensitive to θ. */
export function FlatnessCard() {
  const trial = useBench(({ runs }) => runs['lemma-5']);
  const outcome = trial?.last?.outcome;
  const experiment = outcome?.exhibits.find((exhibit) => exhibit.kind === 'flattening');
  return (
    <section id={anchorOf('third-claim')} className="flat" aria-labelledby="flat-title">
      <header>
        <h2 id="flat-title">Third claim</h2>
        <span className="caption">an experiment: flatten the loss in input space, and the attack grows less steady</span>
      </header>
      <div className="statement-tex">
        <Tex>{`\\displaystyle ${coloured(CLAIM_TEX)}`}</Tex>
      </div>
      {experiment ? (
        <FlatnessBody experiment={experiment} />
      ) : (
        <p className="statement-offer">
          {outcome ? (
            <>It needs an attack in L2 with a radius above 0. {outcome.suggestedCase && <SuggestedCaseButton suggestion={outcome.suggestedCase} />}</>
          ) : (
            'It is being computed.'
          )}
        </p>
      )}
    </section>
  );
}

/** Interval of the length grid that contains t: its index, and the position of t in it (0 to 1 in the logarithm). */
function bracketOf(lengths: Float64Array, t: number): readonly [number, number] {
  const last = lengths.length - 2;
  const k = Math.min(last, Math.max(0, lengths.findIndex((v) => v > t * (1 + 1e-12)) - 1));
  const [from, to] = [lengths[k] ?? 1, lengths[k + 1] ?? 1];
  return [t >= to ? last : k, Math.min(1, Math.max(0, Math.log(t / from) / Math.log(to / from)))];
}

const cellText = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value)
    ? '–'
    : value !== 0 && (value < 1e-3 || value >= 1e4)
      ? value.toExponential(2).replace(/-/g, '−')
      : formatFixed(value, 4);

function FlatnessBody({ experiment }: { readonly experiment: FlatnessExperiment }) {
  const { flat, change } = useTheoryOptions();
  const { slope, singular, formula, measured, bound, length, direction, x, y } = experiment;
  const [minLength, maxLength] = [length[0] ?? 0.02, length[length.length - 1] ?? 3];
  const t = Math.min(maxLength, Math.max(minLength, flat));
  const [below, position] = bracketOf(length, t);
  const k = position < 0.5 ? below : below + 1;
  /** Log-log interpolation between two lengths. */
  const at = (values: Float64Array): number =>
    Math.exp((1 - position) * Math.log(values[below] ?? NaN) + position * Math.log(values[below + 1] ?? NaN));
  const rows: readonly (readonly [string, number | undefined, string])[] = [
    ['\\lVert\\nabla_xl\\rVert', at(slope), 'slope of the loss in x, at x′'],
    ['\\sigma_{\\min}(B)', at(singular), 'of the bordered Hessian'],
    ["\\lVert\\nabla_\\theta x'\\rVert", at(formula), 'turn of the attack, by Equation 44'],
    ["\\lVert\\Delta x'\\rVert/\\lVert\\Delta\\theta\\rVert", at(measured), 'the same by differences'],
    ['C_{\\theta x}/\\sigma_{\\min}(B)', at(bound), 'Lemma 5’s bound on it, here'],
  ];
  return (
    <div className="flat-body">
      <div>
        <Knob id="flat" spec={{ ...flatSpec, slider: [minLength, maxLength] }} value={flat} onChange={(next) => change({ flat: next })} />
        <table className="readout">
          <tbody>
            {rows.map(([tex, value, label]) => (
              <tr key={tex}>
                <th scope="row">
                  <Tex>{coloured(tex)}</Tex> <span className="note">{label}</span>
                </th>
                <td>{cellText(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="caption">
        Point ({x.map((v) => formatFixed(v, 2)).join(', ')}), y = {y > 0 ? '+1' : '−1'}, weights along (
        {direction.map((v) => formatFixed(v, 1)).join(', ')}).{' '}
        {flat === t ? describeLength(experiment, k) : `The range ends at ‖θ‖ = ${formatFixed(maxLength, 2)}.`}
      </p>
      <FlatnessCharts experiment={experiment} at={k} t={t} />
    </div>
  );
}

/** A sentence on the length of index k. */
function describeLength({ slope, singular, length }: FlatnessExperiment, k: number): string {
  if (Number.isNaN(singular[k] ?? NaN)) return 'Here the attack rests inside its ball, where Lemma 5 does not apply.';
  const peak = slope.reduce((best, v, j) => (v > (slope[best] ?? 0) ? j : best), 0);
  return k <= peak
    ? 'A shorter weight makes the loss flatter in x, B nearer to singular, and the attack less steady: as the paper argues.'
    : `Beyond ‖θ‖ = ${formatFixed(length[peak] ?? 0, 2)} the loss flattens again, since the point is classified with room to spare: the bound rises there too, but the attack itself is steady.`;
}
