import type { SurfaceResult } from '../../engine/protocol';
import type { Eye, Look } from '../kinds';
import { sharedRange } from '../range';
import type { Mark } from './marks';
import { sheetMarks } from './sheet';

/** A little nearer than the large figure's, which leaves room for axes. */
const EYE: Eye = [1.36, 0.99, 0.85];

/** A surface without axes; the camera leaves some 6 px of air. */
export function thumbnailMarks(result: SurfaceResult, look: Look, width: number, height: number): Mark[] {
  const small: Look = { ...look, size: 'pane', eye: look.eye ?? EYE };
  return sheetMarks(result, look.range ?? sharedRange([result]), small, width, height, 41);
}
