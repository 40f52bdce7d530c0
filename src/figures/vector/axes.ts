import type { SurfaceResult } from '../../engine/protocol';
import type { Pair } from '../../math/kinds';
import { themeOf } from '../colours';
import type { Look } from '../kinds';
import { tickText } from '../range';
import { ASPECT, eyeOf, sceneTicks } from '../scene';
import { cameraOf, reachOf, spaceOf, type Vec3 } from './camera';
import { label, segment, type Mark, type TextStyle } from './marks';

/** Grid lines on the two far walls and the floor, ticks and titles along the near edges; drawn before the sheet. */
export function axisMarks({ grid }: SurfaceResult, range: Pair, look: Look, width: number, height: number): Mark[] {
  const theme = themeOf(look.dark);
  const camera = cameraOf(eyeOf(look), width, height, reachOf(width, height));
  const space = spaceOf(grid, range);
  const marks = sceneTicks(grid, range, look.size);
  const [halfX, halfY, halfZ] = [ASPECT[0] / 2, ASPECT[1] / 2, ASPECT[2] / 2];
  const near: Pair = [camera.eye[0] >= 0 ? halfX : -halfX, camera.eye[1] >= 0 ? halfY : -halfY];
  const floor = camera.eye[2] >= 0 ? -halfZ : halfZ;
  const out: Mark[] = [];
  const rule = (a: Vec3, b: Vec3): void => void out.push(segment(camera.project(a), camera.project(b), { stroke: theme.grid, width: 0.8 }));
  const style: TextStyle = { size: 11, weight: 400, fill: theme.ink2, anchor: 'middle' };
  const write = (at: Vec3, text: string, size = 11): void => {
    const [x, y] = camera.project(at);
    out.push(label([x, y + 0.36 * size], text, { ...style, size }));
  };
  for (const value of marks.theta1) {
    const [x] = space.place([value, 0], 0);
    rule([x, -near[1], -halfZ], [x, -near[1], halfZ]);
    rule([x, -near[1], floor], [x, near[1], floor]);
    write([x, near[1] * 1.17, floor], tickText(value));
  }
  for (const value of marks.theta2) {
    const [, y] = space.place([0, value], 0);
    rule([-near[0], y, -halfZ], [-near[0], y, halfZ]);
    rule([-near[0], y, floor], [near[0], y, floor]);
    write([near[0] * 1.17, y, floor], tickText(value));
  }
  // the upright axis stands at the side corner that lies further left
  const corners: readonly Pair[] = [
    [near[0], -near[1]],
    [-near[0], near[1]],
  ];
  const [left] = [...corners].sort((a, b) => camera.project([...a, 0])[0] - camera.project([...b, 0])[0]);
  const side = left ?? near;
  for (const value of marks.loss) {
    const z = space.place([0, 0], value)[2];
    rule([-near[0], -near[1], z], [near[0], -near[1], z]);
    rule([-near[0], -near[1], z], [-near[0], near[1], z]);
    write([side[0] * 1.1, side[1] * 1.1, z], tickText(value));
  }
  write([0, near[1] * 1.5, floor], 'θ₁', 13);
  write([near[0] * 1.5, 0, floor], 'θ₂', 13);
  if (look.size === 'large') write([side[0] * 1.28, side[1] * 1.28, 0], 'loss', 13);
  return out;
}
