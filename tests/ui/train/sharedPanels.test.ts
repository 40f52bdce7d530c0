import { inputError, parseTyped } from '../../../src/ui/controls/specText';
import { lengthOf, radiusSpec, shownLength, stepSpec } from '../../../src/ui/train/SharedPanels';
import { expect, test } from 'vitest';

/** The length in pixels of [0, 1] that a text means in the field of ε, or the sentence that refuses it. */
function taken(norm: 'inf' | 2, text: string): number | string | undefined {
  const spec = radiusSpec(norm);
  const value = parseTyped(text, spec.denominator);
  return inputError(spec, text) ?? (value === undefined ? undefined : lengthOf(norm, value));
}

test.each([
  ['8', 8 / 255],
  ['8/255', 8 / 255],
  [' 8 / 255 ', 8 / 255],
  ['4/128', 4 / 128],
  ['0.5/255', 0.5 / 255],
  ['8.007/255', 8.007 / 255],
  ['0', 0],
])('L∞: %s', (text, length) => expect(taken('inf', text)).toBeCloseTo(length, 12));

test.each([
  ['0.5', 0.5],
  ['128/255', 128 / 255],
  ['1', 1],
])('L2: %s', (text, length) => expect(taken(2, text)).toBeCloseTo(length, 12));

test.each(['0.0314', '.5', '0.99', '1e-3'])('a share of the range in a field of 255ths is asked about: %s', (text) => {
  const sentence = taken('inf', text);
  const share = Number((Number(text) * 255).toPrecision(6));
  expect(sentence).toBe(`ε is given in parts of 255: is ${text} meant as ${share}/255 or as ${text}/255? Type one of the two`);
  expect(taken('inf', `${share}/255`)).toBeCloseTo(Number(text), 5); // each answer is understood
  expect(taken('inf', `${text}/255`)).toBeCloseTo(Number(text) / 255, 12);
});

test.each([
  ['inf', '255', /ε must be at most 254; it was 255/],
  ['inf', '-1', /ε must be at least 0/],
  ['inf', '8/0', /ε must be a number; it was “8\/0”/],
  ['inf', '8/', /ε must be a number/],
  ['inf', '1/2/3', /ε must be a number/],
  [2, '128', /ε must be at most 55\.3; it was 128/],
] as const)('refused in L%s: %s', (norm, text, sentence) => expect(taken(norm, text)).toMatch(sentence));

test('fields show what documents say, and defaults follow', () => {
  for (const norm of ['inf', 2] as const)
    for (const length of [8 / 255, 0.0078431373, 0.5]) expect(lengthOf(norm, shownLength(norm, length))).toBeCloseTo(length, 6);
  expect(stepSpec({ norm: 'inf', epsilon: 8 / 255, steps: 10, stepSize: 0 }).default).toBe(2);
  expect(stepSpec({ norm: 2, epsilon: 0.5, steps: 1, stepSize: 0 }).default).toBe(0.625);
});
