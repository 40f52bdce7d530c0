import { acrossOf, ranked, restless, type Racer, type Standing } from '../../figures/raceStates';
import { fixed } from '../controls/numbers';
import { Pane } from '../lab/Pane';
import { useDark } from '../theme';
import { Swatch } from './Mark';

interface Props {
  readonly racers: readonly Racer[];
  readonly step: number;
  /** The loss that is descended is a smoothed one: it has a column of its own. */
  readonly smoothed: boolean;
}

/** Pane C: where every method stands at the step, best first. */
export function TablePane({ racers, step, smoothed }: Props) {
  const across = acrossOf(racers, step);
  return (
    <Pane letter="C" title={`At step ${step}`} legend={<span className="note">ranked by adversarial loss</span>} className="standings">
      <div className="standings-scroll" role="region" aria-label="Standings" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">method</th>
              <th scope="col">adv. loss</th>
              <th scope="col">{smoothed ? 'smoothed' : 'clean'}</th>
              <th scope="col">‖∇‖</th>
              <th scope="col" className="wide">
                {across === 0 ? 'θ₁' : 'θ₂'}
              </th>
              <th scope="col" className="wide">
                crossed
              </th>
              <th scope="col">grads</th>
              <th scope="col">steps</th>
            </tr>
          </thead>
          <tbody>
            {ranked(racers, step, across).map((standing) => (
              <Row key={standing.racer.name} standing={standing} step={step} across={across} smoothed={smoothed} />
            ))}
          </tbody>
        </table>
      </div>
    </Pane>
  );
}

/** Fewer decimals for larger numbers, so that the columns keep their width. */
const sized = (value: number, digits: number): string =>
  fixed(value, Math.max(0, digits - Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)))));

type RowProps = Pick<Props, 'step' | 'smoothed'> & { readonly standing: Standing; readonly across: 0 | 1 };

function Row({ standing, step, across, smoothed }: RowProps) {
  const dark = useDark();
  const { racer, steps, loss, adversarial, clean, theta, crossings, slope, evaluations, integrals, ended } = standing;
  return (
    <tr data-method={racer.name} className={ended ? 'ended' : ''}>
      <th scope="row">
        <Swatch stroke={racer.stroke} dark={dark} />
        {racer.label.replace(', 2nd order', ' 2nd')}
        {ended && <small className="error">{racer.path.end === 'diverged' ? `diverged: ${ended}` : ended}</small>}
      </th>
      <td>{sized(adversarial, 5)}</td>
      <td>{sized(smoothed ? loss : clean, 4)}</td>
      <td>{fixed(slope, 3)}</td>
      <td className="wide">{sized(theta[across], 3)}</td>
      <td className={restless(racer, step) > 0.5 ? 'wide jump' : 'wide'}>{crossings}</td>
      <td>
        {evaluations > 0 || integrals === 0 ? evaluations : ''}
        {integrals > 0 && <abbr title="integrals in place of gradients">{`${evaluations > 0 ? '+' : ''}${integrals}∫`}</abbr>}
      </td>
      <td>{steps}</td>
    </tr>
  );
}

/** What the short heads of the table mean, in words. */
export function TableKey({ smoothed, integrals }: { readonly smoothed: boolean; readonly integrals: boolean }) {
  return (
    <p className="caption table-key">
      {smoothed ? 'Methods descend the smoothed loss; ' : 'Clean: the loss without attack; '}
      ‖∇‖: the gradient norm of what is descended; crossed: changes of sign; grads: gradients taken
      {integrals ? ', ∫ for an integral in the place of one' : ''}.
    </p>
  );
}
