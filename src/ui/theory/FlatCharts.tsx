import type { Pair } from '../../math/kinds';
import type { Flattening } from '../../math/theory/kinds';
import { fixed } from '../controls/numbers';
import { Tex } from '../Tex';
import { MiniChart } from './MiniChart';
import { coloured } from './symbols';

const ends = (values: readonly number[]): Pair => {
  const finite = values.filter((v) => Number.isFinite(v) && v > 0);
  return finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0.1, 1];
};

/** Three charts of one experiment: the loss over x, its slope, and the Lipschitz constant of the attack, at every length of θ. */
export function FlatCharts({ found, at, t }: { readonly found: Flattening; readonly at: number; readonly t: number }) {
  const { length, slope, singular, formula, bound, along, loss } = found;
  const size = along.length;
  const unit = length.indexOf(1);
  const [now, one] = [at, unit].map((k) => loss.subarray(k * size, (k + 1) * size));
  const top = Math.max(...(now ?? []), ...(one ?? []), 0.01);
  const here = (values: Float64Array): string => fixed(values[at] ?? NaN, 4);
  return (
    <div className="flat-charts">
      <figure>
        <figcaption>
          <b>Loss over x</b>, along <Tex>{coloured('\\theta')}</Tex> <span className="key line-epsilon">now</span>{' '}
          <span className="key line-grey">at length 1</span>
        </figcaption>
        <MiniChart
          label={`Loss over x along θ, for a weight of length ${fixed(t, 2)} and of length 1`}
          x={along}
          lines={[
            { values: one ?? [], className: 'line-grey' },
            { values: now ?? [], className: 'line-epsilon' },
          ]}
          log={false}
          up={[0, top]}
          mark={0}
          xLabel="s"
        />
      </figure>
      <figure>
        <figcaption>
          <b>Flatness</b> <span className="key line-epsilon">‖∇ₓl‖</span> <span className="key line-grey">σmin(B)</span>
        </figcaption>
        <MiniChart
          label={`Slope of the loss in x over the length of the weight; ${here(slope)} at ${fixed(t, 2)}`}
          x={length}
          lines={[
            { values: singular, className: 'line-grey' },
            { values: slope, className: 'line-epsilon' },
          ]}
          log
          up={ends([...slope, ...singular])}
          mark={t}
          xLabel="‖θ‖"
        />
      </figure>
      <figure>
        <figcaption>
          <b>Lipschitz constant of the attack</b> <span className="key line-theta">ε/‖θ‖</span> <span className="key line-grey">Lemma 5’s bound</span>
        </figcaption>
        <MiniChart
          label={`Lipschitz constant of the attack over the length of the weight; ${here(formula)} at ${fixed(t, 2)}, bound ${here(bound)}`}
          x={length}
          lines={[
            { values: bound, className: 'line-grey' },
            { values: formula, className: 'line-theta' },
          ]}
          log
          up={ends([...formula, ...bound])}
          mark={t}
          xLabel="‖θ‖"
        />
      </figure>
    </div>
  );
}
