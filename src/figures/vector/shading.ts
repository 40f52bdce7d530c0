import { ASPECT, type Camera, LIGHTING, type Vec3 } from '../base/camera';
import { type MapName, rgbAt } from '../base/colours';

/** Shading of a colour: channel → light · channel + gloss. */
export interface Shading {
  readonly light: number;
  readonly gloss: number;
}

/** Shading by ambient, diffuse and Beckmann specular light, as in Plotly's shader, where its lamp stands at the eye; `facing` is the cosine between normal and lamp. */
export function shadingOf(facing: number): Shading {
  const [cos2, rough2] = [Math.max(1e-4, facing) ** 2, LIGHTING.roughness ** 2];
  const specular = Math.exp((cos2 - 1) / cos2 / rough2) / (Math.PI * rough2 * cos2 * cos2);
  return { light: Math.min(1, LIGHTING.ambient + LIGHTING.diffuse * Math.max(0, facing)), gloss: 255 * LIGHTING.specular * specular };
}

/** Place of Plotly's lamp: the eye, in units of the data, whose heights span `spread` of the box's height. */
export const lampOf = ({ eye }: Camera, spread: number): Vec3 => [eye[0] + 0.5, eye[1] + 0.5, (eye[2] / ASPECT[2] + 0.5) / spread];

/**
 * Cosine between the lamp and the side of a surface that is seen, at (x, y, z) where its slopes are a along x and b along y. Plotly's shader subtracts
 * the position in the camera's frame from the lamp in that of the data.
 */
export function facingOf({ eye, right, up, back }: Camera, lamp: Vec3, x: number, y: number, z: number, a: number, b: number): number {
  const u = x - eye[0];
  const v = y - eye[1];
  const w = z - eye[2];
  const l1 = lamp[0] - (u * right[0] + v * right[1] + w * right[2]);
  const l2 = lamp[1] - (u * up[0] + v * up[1] + w * up[2]);
  const l3 = lamp[2] - (u * back[0] + v * back[1] + w * back[2]);
  const cosine = (l3 - a * l1 - b * l2) / Math.sqrt((a * a + b * b + 1) * (l1 * l1 + l2 * l2 + l3 * l3));
  return a * u + b * v < w ? -cosine : cosine;
}

/** Steps of a colour table along the values and along the cosine. */
export const VALUE_STEPS = 256;
export const FACING_STEPS = 128;

const tables = new Map<string, Uint32Array>();

/** Shaded colours of a map as opaque pixels: entry FACING_STEPS · value + cosine, both in steps from 0. */
export function colourTable(map: MapName, dark: boolean): Uint32Array {
  const key = `${map} ${dark ? 'dark' : 'light'}`;
  const known = tables.get(key);
  if (known) return known;
  const table = new Uint32Array(VALUE_STEPS * FACING_STEPS);
  const bytes = new Uint8ClampedArray(table.buffer);
  const shadings = Array.from({ length: FACING_STEPS }, (_, k) => shadingOf(k / (FACING_STEPS - 1)));
  for (let value = 0; value < VALUE_STEPS; value += 1) {
    const rgb = rgbAt(map, value / (VALUE_STEPS - 1), dark);
    shadings.forEach(({ light, gloss }, k) => {
      const pixel = 4 * (value * FACING_STEPS + k);
      for (const channel of [0, 1, 2] as const) bytes[pixel + channel] = rgb[channel] * light + gloss;
      bytes[pixel + 3] = 255;
    });
  }
  tables.set(key, table);
  return table;
}
