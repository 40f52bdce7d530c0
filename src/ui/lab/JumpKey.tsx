import { jumpUnit, keyOf } from '../../figures/kinked';
import { ColourBar } from './ColourBar';
import type { SharedKinks } from './kinks';
import { Key } from './Pane';

/** The scales of the coloured creases, and the dashes where only the curvature jumps. */
export function JumpKey({ all, scales }: SharedKinks) {
  const { jumps, curvature, bends } = keyOf(all, scales);
  return (
    <>
      {!jumps && !curvature && <span>no jump of ∇L</span>}
      {jumps && <ColourBar range={jumps} colours="jump" unit={jumpUnit(false)} digits={3} flat />}
      {curvature && <ColourBar range={curvature} colours="jump" unit={jumpUnit(true)} digits={3} flat />}
      {bends && (
        <Key color="var(--ink)" dash="dot">
          curvature jumps
        </Key>
      )}
    </>
  );
}
