import type { SurfaceDocument } from '../../experiment/document';
import { surfaceDefaults } from '../../experiment/specs';

/** Three points that no line separates under ε = 0.2: the minimum (1.61, 0), loss 0.55391, lies on a crease. */
export const creasedRace: SurfaceDocument = {
  ...surfaceDefaults,
  points: [
    { x: [1, 0], y: 1 },
    { x: [-1, 0], y: -1 },
    { x: [-0.3, 0], y: 1 },
  ],
  attack: { norm: 'inf', epsilon: 0.2, solver: 'exact' },
  grid: { theta1: [-3, 3.5], theta2: [-3, 3.5], n: 105 },
  view: { ...surfaceDefaults.view, kind: 'contour' },
};
