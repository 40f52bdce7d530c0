import type { InputPoint, InputRequest, InputResult } from '../engine/protocol';
import type { SurfaceChoice } from '../experiment/document';
import type { Pair } from '../math/kinds';
import { fixed } from './range';

/** At most three decimals, none that says nothing. */
const short = (v: number): string => fixed(Number(v.toFixed(3)) + 0, 3).replace(/\.?0+$/, '');
const tex = (v: number): string => short(v).replace('−', '-');
const pairTex = ([a, b]: Pair): string => `(${tex(a)},\\,${tex(b)})`;
const axes = ['\\tho', '\\tht'] as const;

/** What the attack does to one point, and what to try: a sentence or two with TeX between $ signs. */
export function captionOf({ surface }: InputRequest, result: InputResult, chosen: number): string {
  const { attack } = surface;
  const [point, own] = [surface.points[chosen], result.points[chosen]];
  if (!point || !own) return '';
  if (attack.norm === 'none') return 'Nothing is attacked, so $\\xx^\\prime=\\xx$. Choose a norm to give the attack its ball.';
  if (attack.epsilon === 0) return 'The ball has radius $\\ep=0$, so $\\xx^\\prime=\\xx$. Raise $\\ep$ to let the attack move.';
  const [a, b] = result.theta;
  const at: Pair = [point.x[0] + own.delta[0], point.x[1] + own.delta[1]];
  const found = `$\\xx+\\de^\\star=${pairTex(at)}$`;
  if (a === 0 && b === 0) return 'At $\\th=0$ no input matters: every point of the ball is equally bad. Move $\\th$ and the attack has to choose.';
  if (attack.solver !== 'exact' && own.worst - own.loss > 1e-9)
    return `${attack.solver === 'pgd' ? 'PGD' : 'FGSM'} ends at ${found} with loss $${tex(own.loss)}$; the worst in the ball is $${tex(own.worst)}$.`;
  return [rests(surface, own, found), tries(surface, result, own)].join(' ');
}

/** Where x′ rests. */
function rests({ attack }: SurfaceChoice, { set, loss }: InputPoint, found: string): string {
  const [part = []] = set.parts;
  const wide = set.parts.length === 1 && part.length === 2;
  if (set.where === 'inside')
    return wide
      ? `The attack rests inside the ball: the whole segment is equally bad, and the loss of this point stands still at $${fixed(loss, 4)}$.`
      : 'The attack rests inside the ball, on more than one segment that is equally bad.';
  if (set.parts.length > 1) return 'Two places on the rim are equally bad, so the attack may take either.';
  if (attack.norm === 'inf') return wide ? 'A whole side of the square is equally bad.' : `The attack takes the corner ${found}.`;
  if (attack.norm === 1) return wide ? 'A whole side of the diamond is equally bad.' : `The attack takes the corner ${found}.`;
  return `The attack rests on the ${attack.norm === 2 ? 'circle' : 'rim'} at ${found}.`;
}

/** What to do next, and what then happens, with its number. */
function tries({ attack, model, points }: SurfaceChoice, { theta: [a, b] }: InputResult, { set }: InputPoint): string {
  const { epsilon, norm } = attack;
  const wide = (set.parts[0]?.length ?? 0) === 2;
  if (set.where === 'inside') return 'Turn $\\th$ and the segment turns; pull $\\th$ towards $0$ and it slides out to the rim.';
  if (set.parts.length > 1) return 'A hair to one side only one of them is left: here the gradient jumps.';
  if (norm === 'inf') {
    const near = 2 * Math.abs(a) < Math.abs(b) ? 0 : 1; // θ₂, along which the cut runs, unless θ₁ is much nearer
    return wide
      ? `Step off $${axes[a === 0 ? 0 : 1]}=0$ and it takes one end; the two lie $2\\ep=${tex(2 * epsilon)}$ apart.`
      : `Cross $${axes[near]}=0$ and it jumps $2\\ep=${tex(2 * epsilon)}$ to another corner; the gradient ${points.length > 1 ? 'of this point’s loss ' : ''}jumps $2\\ep\\,${model === 'linear' ? '\\sigma(u)' : "|\\psi'(z)|"}$.`;
  }
  if (norm === 1)
    return wide
      ? `Step off $|\\tho|=|\\tht|$ and it takes one end; the two lie $\\sqrt2\\,\\ep=${tex(Math.SQRT2 * epsilon)}$ apart.`
      : `Cross $|\\tho|=|\\tht|$ and it jumps $\\sqrt2\\,\\ep=${tex(Math.SQRT2 * epsilon)}$ to another corner.`;
  const size = Math.hypot(a, b);
  return norm === 2
    ? `Turn $\\th$ and it turns with it, at a rate of $\\ep/\\lVert\\th\\rVert=${tex(epsilon / size)}$ that grows without bound towards $\\th=0$.`
    : 'Turn $\\th$ and it slides along the rim without a jump.';
}

/** The figure in words, for those who cannot see it. */
export function summariseInput({ surface }: InputRequest, result: InputResult, chosen: number): string {
  const [point, own] = [surface.points[chosen], result.points[chosen]];
  if (!point || !own) return '';
  const place = ([a, b]: Pair): string => `(${fixed(a, 2)}, ${fixed(b, 2)})`;
  const moved = ({ delta }: InputPoint): string => place([point.x[0] + delta[0], point.x[1] + delta[1]]);
  const where = { rim: 'on the rim of its ball', inside: 'inside its ball', everywhere: 'anywhere in its ball', centre: 'at the point itself' };
  const second = result.second?.points[chosen];
  const which = surface.points.length > 1 ? `Point ${chosen + 1} of ${surface.points.length}` : 'The point';
  return [
    `Input space at θ = ${place(result.theta)}. ${which} x = ${place(point.x)}, y = ${point.y === 1 ? '+1' : '−1'}, is moved to x′ = ${moved(own)}, ${where[own.set.where]}.`,
    ...(second && result.second ? [`At the second weight ${place(result.second.theta)} it is moved to ${moved(second)}.`] : []),
    `${result.levels.length} level lines of the loss.`,
  ].join(' ');
}
