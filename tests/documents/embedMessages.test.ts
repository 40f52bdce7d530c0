import { type HostMessage, parseMessage, valueAtPath } from '../../src/documents/embedMessages';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { describe, expect, test } from 'vitest';

const message = (content: object) => parseMessage({ smoothscape: 1, id: 7, ...content });
const problemOf = (content: object): string => {
  const parsed = message(content);
  return parsed?.ok === false ? parsed.problem : 'accepted';
};

describe('messages to an embed', () => {
  const rightOnes: readonly (readonly [object, HostMessage])[] = [
    [{ type: 'getDocument' }, { type: 'getDocument' }],
    [
      { type: 'setDocument', document: {} },
      { type: 'setDocument', document: surfaceDefaults },
    ],
    [{ type: 'setDefault' }, { type: 'setDefault' }],
    [
      { type: 'setDefault', document: { seed: 3 } },
      { type: 'setDefault', document: { ...surfaceDefaults, seed: 3 } },
    ],
    [
      { type: 'observe', values: ['theta', 'attack.epsilon', 'points.0.x'] },
      { type: 'observe', values: ['theta', 'attack.epsilon', 'points.0.x'] },
    ],
    [{ type: 'screenshot' }, { type: 'screenshot', format: 'png', width: 800, height: 600, scale: 2 }],
  ];
  test.each(rightOnes)('%j', (content, expected) => expect(message(content)).toEqual({ ok: true, id: 7, message: expected }));

  test.each([undefined, null, 3, 'text', [], { height: 300 }, { type: 'getDocument' }])('%j is not for us', (data) =>
    expect(parseMessage(data)).toBeUndefined(),
  );

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  let deep: unknown = 1;
  for (let k = 0; k < 50_000; k += 1) deep = [deep];
  test.each([
    [{ type: 'setDocument', document: { attack: { epsilon: -1 } } }, 'attack.epsilon: -1 is not ≥ 0'],
    [{ type: 'setDocument', document: { attak: 1 } }, 'attak: 1 cannot be set'],
    [{ type: 'setDocument' }, 'document: null is not an object'],
    [{ type: 'evaluate', code: 'alert(1)' }, 'cannot be set'],
    [{ type: 'getDocument', smoothscape: 2 }, 'smoothscape: 2 is not 1'],
    [{ type: 'observe', values: ['__proto__'] }, 'values[0]: is not one of'],
    [{ type: 'observe', values: ['constructor.name'] }, 'values[0]: is not one of'],
    [{ type: 'observe', values: 'theta' }, 'values: "theta" is not a list'],
    [{ type: 'screenshot', width: 1e9 }, 'width: 1000000000 is not ≤ 4000'],
    [{ type: 'setDocument', document: circle }, 'The message is no JSON of a document'],
    [{ type: 'setDocument', document: 10n }, 'The message is no JSON of a document'],
    [{ type: 'setDocument', document: deep }, 'The message is no JSON of a document'],
    [{ type: 'setDocument', document: new Uint8Array(1e8) }, 'The message is no JSON of a document'],
    [{ type: 'setDocument', document: new Array(1e8) }, 'The message is no JSON of a document'],
    [{ type: 'setDocument', document: 'x'.repeat(1e7) }, 'The message is no JSON of a document'],
  ])('wrong message %# is refused in a sentence', (content, sentence) => expect(problemOf(content)).toContain(sentence));

  test('an answer bears the id of its question, and none that is no id', () => {
    expect(parseMessage({ smoothscape: 1, type: 'getDocument', id: 'a' })).toMatchObject({ id: 'a' });
    expect(parseMessage({ smoothscape: 1, type: 'getDocument', id: {} })).toMatchObject({ id: undefined });
  });
});

test('a place in a document is read from its own keys alone', () => {
  expect(valueAtPath(surfaceDefaults, 'attack.epsilon')).toBe(0.5);
  expect(valueAtPath(surfaceDefaults, 'points.0.x.1')).toBe(1);
  for (const path of ['attack.toString', 'points.length.x', 'view.range', 'attack.epsilon.toFixed'])
    expect(valueAtPath(surfaceDefaults, path), path).toBeNull();
});
