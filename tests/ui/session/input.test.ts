import { keyOf } from '../../../src/ui/session/input';
import { expect, test } from 'vitest';

/** What the keys Z and Y of the US keyboard type on layouts without Latin letters, and what an input method reports. */
const foreign: Readonly<Record<string, readonly [z: string, y: string]>> = {
  Russian: ['я', 'н'],
  'Russian, capitals': ['Я', 'Н'],
  Ukrainian: ['я', 'н'],
  'Bulgarian phonetic': ['з', 'ъ'],
  Greek: ['ζ', 'υ'],
  Hebrew: ['ז', 'ט'],
  Arabic: ['ئ', 'غ'],
  Persian: ['ظ', 'غ'],
  Korean: ['ㅋ', 'ㅛ'],
  Japanese: ['つ', 'ん'],
  Thai: ['ผ', 'ั'],
  Hindi: ['ॆ', 'ब'],
  Georgian: ['ზ', 'ყ'],
  Armenian: ['ժ', 'ւ'],
  'an input method': ['Process', 'Process'],
  'a dead key': ['Dead', 'Dead'],
  'an unknown key': ['Unidentified', 'Unidentified'],
};

test.each(Object.entries(foreign))('%s: the position decides', (_layout, [z, y]) => {
  expect(keyOf({ key: z, code: 'KeyZ' })).toBe('z');
  expect(keyOf({ key: y, code: 'KeyY' })).toBe('y');
});

test.each([
  ['German', 'z', 'KeyY', 'z'],
  ['German', 'y', 'KeyZ', 'y'],
  ['French', 'w', 'KeyZ', 'w'],
  ['French', 'Z', 'KeyW', 'z'],
  ['Dvorak', ';', 'KeyZ', ';'],
  ['Dvorak', 'z', 'Slash', 'z'],
  ['Turkish F', 'ö', 'KeyZ', 'ö'],
  ['Polish', 'ż', 'KeyZ', 'ż'],
])('%s: a Latin letter or a sign decides itself: %s', (_layout, key, code, meant) => {
  expect(keyOf({ key, code })).toBe(meant);
});

test.each(['ArrowLeft', 'ArrowUp', 'Enter', 'Escape', 'Home', 'End', 'PageUp', 'PageDown', 'Delete', 'Backspace', 'Space', 'Minus', 'Equal'])(
  '%s keeps its meaning, under an input method too',
  (code) => {
    const key = { Space: ' ', Minus: '-', Equal: '=' }[code] ?? code;
    expect(keyOf({ key, code })).toBe(key);
    expect(keyOf({ key: 'Process', code })).toBe(key);
  },
);

test('the wide space of a Japanese input method is a space, and Arabic digits are digits by position', () => {
  expect(keyOf({ key: '\u3000', code: 'Space' })).toBe(' ');
  expect(keyOf({ key: '٣', code: 'Digit3' })).toBe('3');
});
