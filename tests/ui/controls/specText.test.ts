import { formatField, inputError, parseTyped } from '../../../src/ui/controls/specText';
import { specs } from '../../../src/documents/surfaceSpecs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('a field', () => {
  test.each([
    ['0.5', 0.5],
    [' 12 ', 12],
    ['0,7', 0.7],
    [',5', 0.5],
    ['-1,25', -1.25],
    ['0,125', 0.125],
    ['1/2', 0.5],
    ['8/255', 8 / 255],
    ['−3 / 4', -0.75],
    ['0,5/2', 0.25],
    ['1e-3', 0.001],
    ['1e−3', 0.001],
    ['2.', 2],
    ['+4', 4],
    ['- 4', -4],
    ['–4', -4],
    ['± 3', 3],
    ['1 000', 1000],
    ['12\u2009345.5', 12345.5],
    ['∞', Infinity],
    ['-inf', -Infinity],
  ])('reads %s', (text, value) => expect(parseTyped(text)).toBe(value));

  test.each([
    '',
    '1 2',
    '0.5 1',
    '1 23',
    '12 34',
    '1000 000',
    '0 000 5',
    '1.2.3',
    '1,2,3',
    '1.000,5',
    '1,000',
    '12,345',
    '1/0',
    '1/',
    '/2',
    '1/2/3',
    '1//2',
    '.',
    ',',
    '-',
    'e5',
    '.e5',
    '1e',
    '0x10',
    '5%',
    '1;2',
    '(1)',
    'z',
    'NaN',
    '--1',
    '1-2',
    '1 /2 3',
  ])('says that it cannot read “%s”', (text) => {
    expect(parseTyped(text)).toBeUndefined();
    expect(inputError(specs.epsilon, text)).toMatch(text.trim() === '' ? /must be a number; it was “empty”$/ : /^ε.*“.*”/);
  });

  test('asks which of two numbers 1,000 is', () =>
    expect(inputError(specs.epsilon, '1,000')).toBe('ε: “1,000” may be two numbers; write 1000 or 1.000'));

  test('never joins two numbers that stand apart, and reads what it shows', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((v) => Number(v.toFixed(4)) + 0);
    fc.assert(
      fc.property(number, number, fc.constantFrom(' ', '  ', '\t', ' , ', ';', ' ; ', '..', '_', "'"), (a, b, gap) => {
        const value = parseTyped(`${a}${gap}${b}`);
        if (value !== undefined) expect(gap + String(b)).toMatch(/^ \d{3}(\.\d+)?$/); // groups of a thousand
        expect(parseTyped(formatField(a, 2))).toBe(a);
      }),
      { seed: 2 },
    );
  });
});
