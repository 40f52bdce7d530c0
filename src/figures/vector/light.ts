import { LIGHTING } from '../scene';
import { cross, dot, sub, unit, type Camera, type Vec3 } from './camera';

/** What light does to a colour: channel → light · channel + gloss. */
export interface Lit {
  readonly light: number;
  readonly gloss: number;
}

/** Ambient, diffuse and Beckmann's specular light on a cell, the lamp beside the eye and above it, as Plotly's shader has it. */
export function lightOn(ring: readonly Vec3[], camera: Camera): Lit {
  const normal = unit(cross(sub(ring[2]!, ring[0]!), sub(ring[3]!, ring[1]!)));
  const middle: Vec3 = [(ring[0]![0] + ring[2]![0]) / 2, (ring[0]![1] + ring[2]![1]) / 2, (ring[0]![2] + ring[2]![2]) / 2];
  const lamp = unit(sub([camera.eye[0], camera.eye[1], camera.eye[2] / 0.66 + 0.5], camera.view(middle)));
  const facing = Math.abs(dot(normal, lamp));
  const [cos2, rough2] = [Math.max(1e-4, facing) ** 2, LIGHTING.roughness ** 2];
  const specular = Math.exp((cos2 - 1) / cos2 / rough2) / (Math.PI * rough2 * cos2 * cos2);
  return { light: Math.min(1, LIGHTING.ambient + LIGHTING.diffuse * Math.max(0, dot(normal, lamp))), gloss: 255 * LIGHTING.specular * specular };
}
