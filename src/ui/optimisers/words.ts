import type { RaceResult } from '../../engine/protocol';
import { acrossOf, lastStep, restless, standingAt, stateAt, WINDOW, type Racer } from '../../figures/raceStates';
import { fixed, pair } from '../controls/numbers';

const numbers = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'];

/** "Seven optimisers, one crease"; of a surface that is not there yet nothing is said. */
export function titleOf(count: number, creases: number | undefined, minimum: RaceResult['minimum'] | undefined): string {
  const runners = `${numbers[count] ?? count} optimiser${count === 1 ? '' : 's'}`;
  if (creases === undefined) return runners;
  const crease = minimum && creases > 0 && minimum.theta.some((t) => Math.abs(t) < 1e-6);
  return `${runners}, ${crease ? 'one crease' : creases > 0 ? 'a creased loss' : 'a smooth loss'}`;
}

const list = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`);
const verb = (names: readonly string[], one: string, many: string): string => `${list(names)} ${names.length === 1 ? one : many}`;

/** What the table shows, in words: who jumps, who never does, who left. */
export function finding(racers: readonly Racer[], step: number, { loss, theta, edge }: RaceResult['minimum']): string {
  const labels = (those: readonly Racer[]): string[] => those.map(({ label }) => label);
  const across = acrossOf(racers, step);
  const alive = racers.filter(({ path }) => path.count > step);
  const jumping = alive.filter((racer) => restless(racer, step) > 0.5);
  const still = alive.filter((racer) => standingAt(racer, step, across).crossings === 0);
  const gone = racers.filter(({ path }) => path.end === 'diverged' && path.count <= step);
  const risen = alive.filter(({ path }) => (path.adversarial[step] ?? NaN) > (path.adversarial[0] ?? NaN));
  const settled = alive.filter(({ path }) => {
    const [now, then] = [stateAt(path, step), Math.max(0, step - WINDOW)];
    return Math.abs((path.adversarial[now] ?? NaN) - (path.adversarial[then] ?? NaN)) < 1e-6 && step >= WINDOW;
  });
  const away = settled.filter(({ path }) => (path.adversarial[stateAt(path, step)] ?? NaN) - loss > 1e-4);
  const sentences = [
    `${edge ? 'Least value in the picture' : 'Minimum'} ${fixed(loss, 5)} at ${pair(theta, 2)}.`,
    jumping.length > 0
      ? `${verb(labels(jumping), 'crosses', 'cross')} ${across === 0 ? 'θ₁' : 'θ₂'} = 0 at more than half of the last ${Math.min(step, WINDOW)} steps.`
      : '',
    jumping.length > 0 && still.length > 0 ? `${verb(labels(still), 'has', 'have')} never crossed it.` : '',
    ...away.map(({ label, path }) => `${label} has settled ${fixed((path.adversarial[stateAt(path, step)] ?? NaN) - loss, 4)} nats above.`),
    risen.length > 0 ? `${verb(labels(risen), 'stands', 'stand')} above where it all began: a step too long for this loss.` : '',
    gone.length > 0 ? `${verb(labels(gone), 'has', 'have')} diverged.` : '',
    step < lastStep(racers) ? '' : 'All steps are shown.',
  ];
  return sentences.filter(Boolean).join(' ');
}
