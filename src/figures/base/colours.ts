import type { Pair } from '../../math/core/types';
import { contourLevels, levelStep } from './ticks';

/** Name of a colour map: those of documents, and the map of differences. */
export type MapName = 'tide' | 'viridis' | 'cividis' | 'grey' | 'jump' | 'diverging';
export type Rgb = readonly [number, number, number];

/**
 * Stops of the sequential maps at equal steps. tide: equal arc length in CIELAB, L* 14 → 95; viridis, cividis: of matplotlib;
 * grey: L* 47 → 96, lighter than the crimson of creases, for print without colours; jump: crimson, for creases, the largest jump darkest.
 */
const maps = {
  tide: '241a54 292c70 2b408a 275398 1f63a0 1472a7 0b81ab 0c90ad 1b9ead 30adad 48baaa 65c7a7 83d0a2 a0d79d bdde9c dce7a6 faf0b6',
  viridis: '440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725',
  jump: 'ffdbe6 ff9fbd f0628f d3265f a3094a 6d0436',
  grey: '6f6f6f f4f4f4',
  cividis: '00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838',
};

/** Stops of the diverging map: blue below 0, the background colour at 0, orange above; ends of equal lightness. */
const diverging = {
  light: '15447d 3f72a9 7da4cc bdd3e7 ffffff f2d4b8 dca26f b56a2c 793800',
  dark: '9cc8f5 6d9fd0 47719c 2c465f 15171b 593f26 93683c c99256 f7c08a',
};

const channel = (hex: string, at: number): number => parseInt(hex.slice(at, at + 2), 16);
const parse = (hex: string): Rgb => [channel(hex, 0), channel(hex, 2), channel(hex, 4)];

function stopsOf(map: MapName, dark: boolean): readonly string[] {
  return (map === 'diverging' ? diverging[dark ? 'dark' : 'light'] : maps[map]).split(' ');
}

/** Colour of a map at t as channels 0…255; t is clamped to [0, 1]. */
export function rgbAt(map: MapName, t: number, dark = false): Rgb {
  const stops = stopsOf(map, dark);
  const place = Math.min(1, Math.max(0, Number.isFinite(t) ? t : 0)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const [a, b] = [parse(stops[below]!), parse(stops[below + 1]!)];
  const mix = (i: 0 | 1 | 2): number => a[i] + (b[i] - a[i]) * (place - below);
  return [mix(0), mix(1), mix(2)];
}

/** CSS colour of channels multiplied by `light` plus `gloss`, in multiples of `step`, clamped to 0…255. */
export function shadedColour(rgb: Rgb, light = 1, gloss = 0, step = 1): string {
  const hex = (v: number): string =>
    Math.min(255, step * Math.round(Math.max(0, v * light + gloss) / step))
      .toString(16)
      .padStart(2, '0');
  return `#${hex(rgb[0])}${hex(rgb[1])}${hex(rgb[2])}`;
}

export function colourAt(map: MapName, t: number, dark = false): string {
  return shadedColour(rgbAt(map, t, dark));
}

/** Colours of the bands between contour levels, lowest first, one more than there are levels: that of a band's middle on the colour bar of the range. */
export function bandColours(range: Pair, map: MapName, dark = false): string[] {
  const [levels, step] = [contourLevels(range), levelStep(range)];
  const middles = [levels[0]! - step / 2, ...levels.map((level) => level + step / 2)];
  return middles.map((middle) => colourAt(map, (middle - range[0]) / (range[1] - range[0]), dark));
}

/** Plotly colour scale of a map. */
export function colourScale(map: MapName, dark = false): [number, string][] {
  const stops = stopsOf(map, dark);
  return stops.map((hex, i): [number, string] => [i / (stops.length - 1), `#${hex}`]);
}

/** Colours of lines, text and background inside figures. */
export interface Theme {
  readonly ground: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly line: string;
  readonly theta: string;
  readonly crease: string;
  /** Crease on a coloured contour. */
  readonly creaseOnMap: string;
  readonly grid: string;
  /** The same in WebGL, whose lines are added to the ground instead of mixed with it. */
  readonly sceneGrid: string;
  /** Mesh lines on the surface, drawn explicitly where the ground is solid. */
  readonly mesh: string;
}

const light: Theme = {
  ground: '#ffffff',
  ink: '#1a1c20',
  ink2: '#50545c',
  ink3: '#6b7078',
  line: '#e3e3df',
  theta: '#3450c8',
  crease: '#be1e55',
  creaseOnMap: '#e23a75',
  grid: 'rgba(26,28,32,.16)',
  sceneGrid: 'rgba(26,28,32,.16)',
  mesh: 'rgba(224,229,242,.62)',
};
const dark: Theme = {
  ground: '#15171b',
  ink: '#e9eaec',
  ink2: '#aeb3bc',
  ink3: '#8d939d',
  line: '#2a2e36',
  theta: '#93a8ff',
  crease: '#ff7fa6',
  creaseOnMap: '#ff7fa6',
  grid: 'rgba(255,255,255,.16)',
  sceneGrid: 'rgba(41,41,41,.16)',
  mesh: 'rgba(18,20,28,.5)',
};

export const themeOf = (isDark: boolean): Theme => (isDark ? dark : light);
/** Font of every figure, the page's own. */
export const FONT = "'Inter Variable', Inter, system-ui, sans-serif";
