import { parseDocument } from '../../../src/documents/parseSurface';
import { surfaceDefaults } from '../../../src/documents/surfaceSpecs';
import { interpolate, sweepParameters } from '../../../src/ui/optimisers/SweepPanel';
import { expect, test } from 'vitest';

const parsed = parseDocument({ attack: { norm: 2 }, smoothing: { kind: 'entropy-sgd', gamma: 2 } });
const document = parsed.ok ? parsed.document : surfaceDefaults;

test('every parameter returns the value it was set to, in a valid document', () => {
  const knobs = sweepParameters(document);
  expect(new Set(knobs.map(({ id }) => id)).size).toBe(knobs.length);
  for (const { get, set, spec, id } of knobs) {
    const value = interpolate(spec, spec.slider[0], spec.slider[1], 0.4);
    const changed = set(document, value);
    expect(get(changed), id).toBe(value);
    expect(parseDocument(changed).ok, id).toBe(true);
  }
});

test('parameters that the document lacks are not offered', () => {
  const ids = sweepParameters(surfaceDefaults).map(({ id }) => id);
  expect(ids).not.toContain('epsilon');
  expect(ids).toContain('sgd.stepSize');
});

test('a sweep reaches both ends, with equal steps on a log scale', () => {
  const { spec } = sweepParameters(document).find(({ id }) => id === 'gamma')!;
  expect([0, 1].map((share) => interpolate(spec, 0.1, 10, share))).toEqual([0.1, 10]);
  expect(interpolate(spec, 0.1, 10, 0.5)).toBeCloseTo(1, 6);
});
