import { formats as pageFormats } from '../../src/exports/surface/exportSurface';
import { formats, readArguments, readSweep } from '../../scripts/arguments.mjs';
import { describe, expect, test } from 'vitest';

test('the command takes the formats that the page writes', () => {
  expect([...formats].sort()).toEqual([...pageFormats].sort());
});

describe('a sweep', () => {
  test.each([
    ['attack.epsilon=0,0.25,0.5', 'attack.epsilon', [0, 0.25, 0.5]],
    ['attack.norm=1,2,inf', 'attack.norm', [1, 2, 'inf']],
    ['smoothing.sigma=0:1:5', 'smoothing.sigma', [0, 0.25, 0.5, 0.75, 1]],
    ['smoothing.gamma=0.1:10:log:5', 'smoothing.gamma', [0.1, 0.316227766017, 1, 3.16227766017, 10]],
  ])('%s', (text, key, values) => expect(readSweep(text)).toEqual({ key, values }));

  test('of 25 values on a logarithmic scale has both ends and one ratio', () => {
    const { values } = readSweep('smoothing.gamma=0.1:10:log:25') as { values: number[] };
    expect([values.length, values[0], values.at(-1)]).toEqual([25, 0.1, 10]);
    values.slice(1).forEach((value, k) => expect(value / values[k]!).toBeCloseTo(100 ** (1 / 24), 9));
  });

  test.each(['gamma', '=1', 'a.b=', 'a.b=1:2', 'a.b=1:x:3', 'a.b=1:2:lin:3', 'a.b=1:2:1', 'a.b=1:2:2.5', 'a.b=0:1:log:3', 'a.b=1,,2', 'a.b=::3'])(
    '%s is refused in one sentence that names it',
    (text) => expect(() => readSweep(text)).toThrow(`--sweep: "${text}" `),
  );

  test('stands beside the other arguments', () => {
    expect(readArguments(['a.json', '--out', 'o', '--sweep', 'attack.epsilon=0,1'])).toMatchObject({
      sweep: { key: 'attack.epsilon', values: [0, 1] },
    });
    expect(readArguments(['a.json', '--out', 'o'])).not.toHaveProperty('sweep');
  });
});
