import { listText, type GradientExistence } from '../../figures/base/surfaceSentences';
import {
  flippingWeight,
  lastStep,
  leastLossSentence,
  type RaceEntrant,
  rankEntrants,
  signFlipRate,
  type Standing,
  standingAt,
  stateAt,
  FLIP_WINDOW,
  unseenPathsSentence,
} from '../../figures/charts/raceStates';
import type { RaceRequest, RaceResult } from '../../worker/rpc/protocol';
import { StrokeSwatch } from '../controls/StrokeMark';
import { formatFixed } from '../controls/specText';
import { Pane } from '../panes/Pane';
import { useDark } from '../session/theme';

const countWords = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'];

/** Title of the race, such as "Seven optimisers, a minimum on a crease"; the surface is named once it is computed. */
export function raceTitle(count: number, gradient: GradientExistence | undefined, isMinimumOnCrease: boolean): string {
  const entrants = `${countWords[count] ?? count} optimiser${count === 1 ? '' : 's'}`;
  if (gradient === undefined || gradient === 'unknown') return entrants;
  return `${entrants}, ${isMinimumOnCrease ? 'a minimum on a crease' : gradient === 'everywhere' ? 'a smooth loss' : 'a creased loss'}`;
}

const withVerb = (names: readonly string[], one: string, many: string): string => `${listText(names)} ${names.length === 1 ? one : many}`;

/** Summary of the table: which methods oscillate across the crease, have converged above the minimum, or have diverged. */
export function raceSummary(racers: readonly RaceEntrant[], step: number, { minimum }: RaceResult, { start, surface }: RaceRequest): string {
  const labels = (entrants: readonly RaceEntrant[]): string[] => entrants.map(({ label }) => label);
  const across = flippingWeight(racers, step);
  const running = racers.filter(({ path }) => path.count > step);
  const oscillating = running.filter((racer) => signFlipRate(racer, step) > 0.5);
  const neverCrossed = running.filter((racer) => standingAt(racer, step, across).crossings === 0);
  const diverged = racers.filter(({ path }) => path.end === 'diverged' && path.count <= step);
  const risen = running.filter(({ path }) => (path.adversarial[step] ?? NaN) > (path.adversarial[0] ?? NaN));
  const converged = running.filter(({ path }) => {
    const [current, earlier] = [stateAt(path, step), Math.max(0, step - FLIP_WINDOW)];
    return Math.abs((path.adversarial[current] ?? NaN) - (path.adversarial[earlier] ?? NaN)) < 1e-6 && step >= FLIP_WINDOW;
  });
  const suboptimal = converged.filter(({ path }) => (path.adversarial[stateAt(path, step)] ?? NaN) - minimum.loss > 1e-4);
  const sentences = [
    leastLossSentence(minimum, surface.grid),
    unseenPathsSentence(racers, step, start, surface.grid),
    oscillating.length > 0
      ? `${withVerb(labels(oscillating), 'crosses', 'cross')} ${across === 0 ? 'θ₁' : 'θ₂'} = 0 at more than half of the last ${Math.min(step, FLIP_WINDOW)} steps.`
      : '',
    oscillating.length > 0 && neverCrossed.length > 0 ? `${withVerb(labels(neverCrossed), 'has', 'have')} never crossed it.` : '',
    ...suboptimal.map(
      ({ label, path }) => `${label} has settled ${formatFixed((path.adversarial[stateAt(path, step)] ?? NaN) - minimum.loss, 4)} nats above.`,
    ),
    risen.length > 0 ? `${withVerb(labels(risen), 'stands', 'stand')} above where it all began.` : '',
    diverged.length > 0 ? `${withVerb(labels(diverged), 'has', 'have')} diverged.` : '',
    step < lastStep(racers) ? '' : 'All steps are shown.',
  ];
  return sentences.filter(Boolean).join(' ');
}

interface Props {
  readonly racers: readonly RaceEntrant[];
  readonly step: number;
  /** Whether the descended loss is smoothed; it then has a column. */
  readonly smoothed: boolean;
}

/** Pane C: table of the methods at the step, ranked by adversarial loss. */
export function TablePane({ racers, step, smoothed }: Props) {
  const across = flippingWeight(racers, step);
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
            {rankEntrants(racers, step, across).map((standing) => (
              <Row key={standing.racer.name} standing={standing} step={step} across={across} smoothed={smoothed} />
            ))}
          </tbody>
        </table>
      </div>
    </Pane>
  );
}

/** A number with fewer decimals the larger it is, so that the columns have constant width. */
const constantWidth = (value: number, digits: number): string =>
  formatFixed(value, Math.max(0, digits - Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)))));

type RowProps = Pick<Props, 'step' | 'smoothed'> & { readonly standing: Standing; readonly across: 0 | 1 };

function Row({ standing, step, across, smoothed }: RowProps) {
  const dark = useDark();
  const { racer, steps, loss, adversarial, clean, theta, crossings, slope, evaluations, integrals, ended } = standing;
  return (
    <tr data-method={racer.name} className={ended ? 'ended' : ''}>
      <th scope="row">
        <StrokeSwatch stroke={racer.stroke} dark={dark} />
        {racer.label.replace(', 2nd order', ' 2nd')}
        {ended && <small className="error">{racer.path.end === 'diverged' ? `diverged: ${ended}` : ended}</small>}
      </th>
      <td>{constantWidth(adversarial, 5)}</td>
      <td>{constantWidth(smoothed ? loss : clean, 4)}</td>
      <td>{formatFixed(slope, 3)}</td>
      <td className="wide">{constantWidth(theta[across], 3)}</td>
      <td className={signFlipRate(racer, step) > 0.5 ? 'wide jump' : 'wide'}>{crossings}</td>
      <td>
        {evaluations > 0 || integrals === 0 ? evaluations : ''}
        {integrals > 0 && <abbr title="integrals in place of gradients">{`${evaluations > 0 ? '+' : ''}${integrals}∫`}</abbr>}
      </td>
      <td>{steps}</td>
    </tr>
  );
}

/** Explanation of the column headings. */
export function TableLegend({ smoothed, integrals }: { readonly smoothed: boolean; readonly integrals: boolean }) {
  return (
    <p className="caption table-key">
      {smoothed ? 'Methods descend the smoothed loss; ' : 'Clean: the loss without attack; '}
      ‖∇‖: the gradient norm of what is descended; crossed: changes of sign; grads: gradients taken
      {integrals ? ', ∫ for an integral in the place of one' : ''}.
    </p>
  );
}
