import type { View } from './document';
import { readRace } from './parseRace';
import { readChoice, readList, readNumber, readObject, type Door } from './door';
import { readTheory } from './parseTheory';
import { MAX_THETA, viewDefaults } from './specs';

const KEYS = ['kind', 'colours', 'eye', 'theta', 'partner', 'frozen', 'creases', 'jumps', 'minimum', 'arrows', 'second', 'figure', 'race', 'theory'];
const coordinate = { allowed: { min: -MAX_THETA, max: MAX_THETA }, default: 0 };

/** How it looks; a wrong value here is refused like any other. */
export function readView(door: Door, raw: unknown): View {
  const view = readObject(door, raw, 'view', KEYS);
  const numbers = (key: string, length: 2 | 3): number[] | undefined => {
    if (view[key] === undefined) return undefined;
    return readList(door, view[key], `view.${key}`, [length, length], 'numbers').map((item, i) =>
      readNumber(door, item, `view.${key}[${i}]`, coordinate),
    );
  };
  const pair = (key: 'theta' | 'partner' | 'frozen'): Pick<View, typeof key> => {
    const found = numbers(key, 2);
    return found ? { [key]: [found[0] ?? 0, found[1] ?? 0] as const } : {};
  };
  const eye = numbers('eye', 3);
  const { figure } = view;
  const theory = readTheory(door, view['theory']);
  if (figure !== undefined && (typeof figure !== 'string' || figure.length > 20))
    door.refuse('view.figure', 'is not a name of at most 20 characters');
  const flag = (key: 'creases' | 'jumps' | 'minimum' | 'arrows'): boolean =>
    readChoice(door, view[key], `view.${key}`, [true, false], viewDefaults[key]);
  return {
    kind: readChoice(door, view['kind'], 'view.kind', ['surface', 'contour', 'both'], viewDefaults.kind),
    colours: readChoice(door, view['colours'], 'view.colours', ['tide', 'viridis', 'cividis'], viewDefaults.colours),
    ...(eye ? { eye: [eye[0] ?? 0, eye[1] ?? 0, eye[2] ?? 0] as const } : {}),
    ...pair('theta'),
    ...pair('partner'),
    ...pair('frozen'),
    creases: flag('creases'),
    jumps: flag('jumps'),
    minimum: flag('minimum'),
    arrows: flag('arrows'),
    second: readChoice(door, view['second'], 'view.second', ['none', 'smoothed', 'difference', 'gradient', 'inputs'], viewDefaults.second),
    ...(typeof figure === 'string' ? { figure } : {}),
    ...(view['race'] === undefined ? {} : { race: readRace(door, view['race']) }),
    ...(theory ? { theory } : {}),
  };
}
