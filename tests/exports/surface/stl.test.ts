import { stlOf } from '../../../src/exports/surface/stl';
import { squareLoss } from '../../figures/scenes';
import { numpyPython, readBy } from '../otherReaders';
import { expect, test } from 'vitest';

/** Reads a binary STL: triangles, edges that are not met once from each side, volume, extent, and the largest deviation of the normals. */
const reader = `
import json, sys, numpy as np
raw = open(sys.argv[1], 'rb').read()
count = int(np.frombuffer(raw, '<u4', 1, 80)[0])
faces = np.frombuffer(raw, np.dtype([('normal', '<f4', 3), ('corner', '<f4', (3, 3)), ('attribute', '<u2')]), -1, 84)
p = faces['corner'].astype(float)
points, index = np.unique(p.reshape(-1, 3), axis=0, return_inverse=True)
index = index.reshape(-1, 3)
edges = np.concatenate([index[:, [0, 1]], index[:, [1, 2]], index[:, [2, 0]]])
forward = {tuple(e) for e in edges.tolist()}
open_edges = sum((b, a) not in forward for a, b in forward) + len(edges) - len(forward)
cross = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])
area = np.linalg.norm(cross, axis=1, keepdims=True)
top = {(round(x, 3), round(y, 3)): z for x, y, z in points.tolist() if z > 0}
print(json.dumps(dict(count=count, faces=len(faces), bytes=len(raw), open=open_edges,
  volume=float(np.einsum('ij,ij->', p[:, 0], np.cross(p[:, 1], p[:, 2])) / 6), low=points.min(0).tolist(), high=points.max(0).tolist(),
  normals=float(np.abs(cross / area - faces['normal']).max()), middle=top[(50.0, 50.0)])))
`;

test('an STL read by NumPy is a watertight solid, 100 mm wide, with the surface as its top', ({ skip }) => {
  if (numpyPython === undefined) return skip('no Python with NumPy is installed');
  const n = 21;
  const result = squareLoss(n);
  const range = [0, 5] as const;
  const read = JSON.parse(readBy(numpyPython, ['-c', reader, 'FILE'], 'surface.stl', stlOf({ result, range }))) as Record<string, number> & { low: number[]; high: number[] }; // prettier-ignore
  const triangles = 4 * (n - 1) ** 2 + 8 * (n - 1);
  expect(read).toMatchObject({ count: triangles, faces: triangles, bytes: 84 + 50 * triangles, open: 0 });
  expect(read.low).toEqual([0, 0, 0]);
  expect(read.high.slice(0, 2)).toEqual([100, 100]);
  expect(read['normals']).toBeLessThan(1e-5);
  const height = (loss: number): number => 4 + (66 * Math.min(range[1], loss)) / range[1];
  expect(read['middle']).toBeCloseTo(height(Math.log(2)), 4);
  // volume by the trapezoidal rule over the triangles' own plane pieces: mean height of each triangle times its area
  const cell = (100 / (n - 1)) ** 2;
  let volume = 0;
  const at = (i: number, j: number): number => height(result.grid.z[i * n + j]!);
  for (let i = 0; i < n - 1; i += 1)
    for (let j = 0; j < n - 1; j += 1) volume += (cell / 6) * (2 * at(i, j) + at(i, j + 1) + 2 * at(i + 1, j + 1) + at(i + 1, j));
  expect(read['volume']! / volume).toBeCloseTo(1, 5);
});

test('a surface with holes is refused in one sentence', () => {
  const result = squareLoss(5);
  result.grid.z[7] = Infinity;
  expect(() => stlOf({ result, range: [0, 5] })).toThrow(
    'The loss is not finite at 1 of 25 nodes, so the surface has holes and no solid stands on it.',
  );
});
