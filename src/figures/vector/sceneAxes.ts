import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { ASPECT, type Camera, cameraOf, sceneBoxOf, sceneTicks, type Vec3, viewSide, eyeOf } from '../base/camera';
import { themeOf } from '../base/colours';
import { label, type DrawCommand, segment, type TextStyle } from '../base/drawList';
import { axesOf } from '../base/gridSampling';
import { thinnedLabels } from '../base/textMetrics';
import { labelledTicks } from '../base/ticks';
import type { FigureStyle } from '../base/types';

/** Distances of tick labels and titles from the middle of the box, in half sides. */
const TICK_PLACE = { weight: 1.17, loss: 1.1 };
const TITLE_PLACE = { weight: 1.5, loss: 1.28 };

/** Axes of a scene: grid lines on the two far walls and the floor, ticks and titles along the near edges; drawn before the surface. */
export function sceneAxisCommands({ grid }: SurfaceResult, range: Pair, style: FigureStyle, camera: Camera): DrawCommand[] {
  const theme = themeOf(style.dark);
  const space = sceneBoxOf(grid, range);
  const axisTicks = sceneTicks(grid, range, style.size);
  const [halfX, halfY, halfZ] = [ASPECT[0] / 2, ASPECT[1] / 2, ASPECT[2] / 2];
  const near: Pair = [camera.eye[0] >= 0 ? halfX : -halfX, camera.eye[1] >= 0 ? halfY : -halfY];
  const floor = camera.eye[2] >= 0 ? -halfZ : halfZ;
  const rule = (a: Vec3, b: Vec3): DrawCommand => segment(camera.project(a), camera.project(b), { colour: theme.grid, width: 0.8 });
  const textStyle: TextStyle = { size: 11, weight: 400, fill: theme.ink2, anchor: 'middle' };
  const write = (at: Vec3, text: string, size = 11): DrawCommand => {
    const [x, y] = camera.project(at);
    return label([x, y + 0.36 * size], text, { ...textStyle, size });
  };
  // the loss axis is at the side corner that is further left
  const corners: readonly Pair[] = [
    [near[0], -near[1]],
    [-near[0], near[1]],
  ];
  const [left] = [...corners].sort((a, b) => camera.project([...a, 0])[0] - camera.project([...b, 0])[0]);
  const side = left ?? near;
  const x = (value: number): number => space.toBox([value, 0], 0)[0];
  const y = (value: number): number => space.toBox([0, value], 0)[1];
  const z = (value: number): number => space.toBox([0, 0], value)[2];
  const tickLabels = (values: readonly number[], place: (value: number) => Vec3): DrawCommand[] =>
    thinnedLabels(
      labelledTicks(values).map(({ tick, text }) => write(place(tick), text)),
      values.indexOf(0),
    );
  return [
    ...axisTicks.theta1.flatMap((value) => [
      rule([x(value), -near[1], -halfZ], [x(value), -near[1], halfZ]),
      rule([x(value), -near[1], floor], [x(value), near[1], floor]),
    ]),
    ...axisTicks.theta2.flatMap((value) => [
      rule([-near[0], y(value), -halfZ], [-near[0], y(value), halfZ]),
      rule([-near[0], y(value), floor], [near[0], y(value), floor]),
    ]),
    ...axisTicks.loss.flatMap((value) => [
      rule([-near[0], -near[1], z(value)], [near[0], -near[1], z(value)]),
      rule([-near[0], -near[1], z(value)], [-near[0], near[1], z(value)]),
    ]),
    write([0, near[1] * TITLE_PLACE.weight, floor], axesOf(style)[0], 13),
    write([near[0] * TITLE_PLACE.weight, 0, floor], axesOf(style)[1], 13),
    ...(style.size === 'large' ? [write([side[0] * TITLE_PLACE.loss, side[1] * TITLE_PLACE.loss, 0], 'loss', 13)] : []),
    ...tickLabels(axisTicks.loss, (value) => [side[0] * TICK_PLACE.loss, side[1] * TICK_PLACE.loss, z(value)]),
    ...tickLabels(axisTicks.theta1, (value) => [x(value), near[1] * TICK_PLACE.weight, floor]),
    ...tickLabels(axisTicks.theta2, (value) => [near[0] * TICK_PLACE.weight, y(value), floor]),
  ];
}

/** Plotly's camera of a viewport. */
export const sceneCamera = (style: FigureStyle, width: number, height: number): Camera =>
  cameraOf(eyeOf(style), width, height, viewSide(width, height));

/** Room in pixels for the labels around a fitted scene, and most that fitting enlarges it. */
const LABEL_ROOM: Pair = [16, 10];
const MAX_ENLARGEMENT = 1.7;

/** The camera of a viewport, moved and enlarged so that box and labels fill it; as it is where the box exceeds the viewport. */
export function fittedCamera(style: FigureStyle, width: number, height: number): Camera {
  const plain = sceneCamera(style, width, height);
  const { eye } = plain;
  const [halfX, halfY, halfZ] = [ASPECT[0] / 2, ASPECT[1] / 2, ASPECT[2] / 2];
  const near: Pair = [eye[0] >= 0 ? halfX : -halfX, eye[1] >= 0 ? halfY : -halfY];
  const floor = eye[2] >= 0 ? -halfZ : halfZ;
  const ends = [-1, 1] as const;
  const points: Vec3[] = [
    ...ends.flatMap((i) => ends.flatMap((j) => ends.map((k): Vec3 => [i * halfX, j * halfY, k * halfZ]))),
    ...ends.flatMap((i): Vec3[] => [
      [i * halfX, near[1] * TICK_PLACE.weight, floor],
      [near[0] * TICK_PLACE.weight, i * halfY, floor],
      [i * near[0] * TITLE_PLACE.loss, -i * near[1] * TITLE_PLACE.loss, 0],
    ]),
    [0, near[1] * TITLE_PLACE.weight, floor],
    [near[0] * TITLE_PLACE.weight, 0, floor],
  ];
  const places = points.map((point) => plain.project(point));
  const [xs, ys] = [places.map((at) => at[0]), places.map((at) => at[1])];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const inFront = points.every((point) => plain.view(point)[2] < 0);
  if (!inFront || x0 < 0 || y0 < 0 || x1 > width || y1 > height) return plain;
  const scale = Math.min(MAX_ENLARGEMENT, (width - 2 * LABEL_ROOM[0]) / (x1 - x0), (height - 2 * LABEL_ROOM[1]) / (y1 - y0));
  if (!(scale > 0)) return plain;
  return cameraOf(eye, width - scale * (x0 + x1 - width), height - scale * (y0 + y1 - height), scale * viewSide(width, height));
}
