import { normOfExponent, exponentOf, strengthOf, withStrength } from '../../experiment/choices';
import type { SurfaceDocument } from '../../experiment/document';
import { methodNames, raceSpecs } from '../../experiment/parseRace';
import { specs } from '../../experiment/specs';
import { optimisers } from '../../math/optimisers';
import type { ParamSpec } from '../../math/params';
import { scaleOf, settle } from '../controls/scale';
import { methodValue, raceOf, withMethodValue, withRace } from './choice';

/** A number of the document that can be swept. */
export interface Knobbed {
  readonly id: string;
  readonly label: string;
  readonly spec: ParamSpec;
  get(document: SurfaceDocument): number;
  set(document: SurfaceDocument, value: number): SurfaceDocument;
}

/** Every numeric knob that this document has. */
export function knobsOf(document: SurfaceDocument): Knobbed[] {
  const found: Knobbed[] = [];
  const { attack, smoothing } = document;
  if (attack.norm !== 'none') {
    found.push({ id: 'epsilon', label: 'ε radius', spec: specs.epsilon, get: (d) => d.attack.epsilon, set: (d, v) => withAttack(d, { epsilon: v }) });
    const p = exponentOf(attack.norm);
    if (p !== undefined && Number.isFinite(p))
      found.push({
        id: 'p',
        label: 'p exponent',
        spec: specs.p,
        get: (d) => exponentOf(d.attack.norm) ?? 2,
        set: (d, v) => withAttack(d, { norm: normOfExponent(v) }),
      });
  }
  const strength = { none: undefined, 'entropy-sgd': 'gamma', 'gaussian-mean': 'sigma', 'worst-case': 'radius' } as const;
  const key = strength[smoothing.kind];
  if (key)
    found.push({
      id: key,
      label: `${specs[key].label} of the smoothing`,
      spec: specs[key],
      get: (d) => strengthOf(d.smoothing) ?? specs[key].default,
      set: (d, v) => ({ ...d, smoothing: withStrength(d.smoothing, v) }),
    });
  ([0, 1] as const).forEach((i) => {
    found.push({
      id: `start${i + 1}`,
      label: `θ${i === 0 ? '₁' : '₂'} of the start`,
      spec: raceSpecs[i === 0 ? 'theta1' : 'theta2'],
      get: (d) => raceOf(d).start[i],
      set: (d, v) => withRace(d, { start: i === 0 ? [v, raceOf(d).start[1]] : [raceOf(d).start[0], v] }),
    });
  });
  found.push({ id: 'seed', label: 'seed', spec: raceSpecs.seed, get: (d) => raceOf(d).seed, set: (d, v) => withRace(d, { seed: v }) });
  for (const name of methodNames) {
    const row = optimisers[name];
    if (!raceOf(document).methods[name]) continue;
    for (const [knob, spec] of Object.entries<ParamSpec>(row.specs))
      found.push({
        id: `${name}.${knob}`,
        label: `${row.label}: ${spec.label}`,
        spec,
        get: (d) => methodValue(d, name, knob) ?? spec.default,
        set: (d, v) => withMethodValue(d, name, knob, v),
      });
  }
  return found;
}

function withAttack(document: SurfaceDocument, change: Partial<SurfaceDocument['attack']>): SurfaceDocument {
  return { ...document, attack: { ...document.attack, ...change } };
}

/** The value at a share of the way between two, on the knob's own scale. */
export function between(spec: ParamSpec, from: number, to: number, share: number): number {
  const scale = scaleOf(spec);
  if (share <= 0) return from;
  if (share >= 1) return to;
  const log = spec.scale === 'log' && from > 0 && to > 0;
  const value = log ? from * (to / from) ** share : from + share * (to - from);
  return settle(spec, spec.slider[0] < value && value < spec.slider[1] ? scale.from(scale.to(value)) : value);
}

/** Seconds of one sweep. */
export const SWEEP = 6;
