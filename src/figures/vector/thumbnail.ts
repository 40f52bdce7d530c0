import type { SurfaceResult } from '../../engine/protocol';
import type { Eye, Look } from '../kinds';
import { sharedRange } from '../range';
import { shifted, type Mark } from './marks';
import { sheetMarks } from './sheet';

/** A little nearer than the large figure's, which leaves room for axes. */
const EYE: Eye = [1.36, 0.99, 0.85];
const AIR = 6;

/** A surface without axes, 6 px of air around it. */
export function thumbnailMarks(result: SurfaceResult, look: Look, width: number, height: number): Mark[] {
  const small: Look = { ...look, size: 'pane', eye: look.eye ?? EYE };
  const marks = sheetMarks(result, look.range ?? sharedRange([result]), small, width - 2 * AIR, height - 2 * AIR, 41);
  return shifted(marks, [AIR, AIR]);
}
