import { fixed } from '../controls/numbers';
import { Pane } from '../lab/Pane';
import { useDark } from '../theme';
import { Swatch } from './Mark';
import { acrossOf, ranked, restless, type Racer, type Standing } from './states';

/** Pane C: where every method stands at the step, best first. */
export function TablePane({ racers, step }: { readonly racers: readonly Racer[]; readonly step: number }) {
  const dark = useDark();
  const across = acrossOf(racers, step);
  return (
    <Pane letter="C" title={`At step ${step}`} legend={<span className="note">ranked by adversarial loss</span>} className="standings">
      <div className="standings-scroll" role="region" aria-label="Standings" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">method</th>
              <th scope="col">adv. loss</th>
              <th scope="col">clean</th>
              <th scope="col">{across === 0 ? 'θ₁' : 'θ₂'}</th>
              <th scope="col">crossings</th>
              <th scope="col">‖∇L‖</th>
              <th scope="col">gradients</th>
            </tr>
          </thead>
          <tbody>
            {ranked(racers, step, across).map((standing) => (
              <Row key={standing.racer.name} standing={standing} step={step} across={across} dark={dark} />
            ))}
          </tbody>
        </table>
      </div>
    </Pane>
  );
}

function Row({
  standing,
  step,
  across,
  dark,
}: {
  readonly standing: Standing;
  readonly step: number;
  readonly across: 0 | 1;
  readonly dark: boolean;
}) {
  const { racer, adversarial, clean, theta, crossings, slope, evaluations, integrals, ended } = standing;
  return (
    <tr data-method={racer.name} className={ended ? 'ended' : ''}>
      <th scope="row">
        <Swatch stroke={racer.stroke} dark={dark} />
        {racer.label.replace(', 2nd order', ' 2nd')}
        {ended && <small className="error">{racer.path.end === 'diverged' ? `diverged: ${ended}` : ended}</small>}
      </th>
      <td>{fixed(adversarial, 5)}</td>
      <td>{fixed(clean, 4)}</td>
      <td>{fixed(theta[across], 3)}</td>
      <td className={restless(racer, step) > 0.5 ? 'jump' : ''}>{crossings}</td>
      <td>{fixed(slope, 3)}</td>
      <td>
        {evaluations > 0 || integrals === 0 ? evaluations : ''}
        {integrals > 0 && <span title="integrals in place of gradients">{` ${integrals} ∫`}</span>}
      </td>
    </tr>
  );
}
