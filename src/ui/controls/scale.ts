import type { ParamSpec } from '../../math/params';

/** How a value lies along a slider: `to` a share of its length in [0, 1], `from` it back. */
export interface Scale {
  to(value: number): number;
  from(share: number): number;
}

export function scaleOf(spec: ParamSpec): Scale {
  const [min, max] = spec.slider;
  if (spec.scale === 'linear') return { to: (value) => clamp((value - min) / (max - min)), from: (share) => min + share * (max - min) };
  return { to: (value) => clamp(Math.log(value / min) / Math.log(max / min)), from: (share) => min * (max / min) ** share };
}

/** p from 1 to ∞, with 2 in the middle: the share is 1 − 1/p. */
export const exponentScale: Scale = { to: (p) => clamp(1 - 1 / p), from: (share) => 1 / (1 - share) };

/** A slider's value with no more digits than the field shows, so that what is read is what is computed. */
export function settle(spec: ParamSpec, value: number): number {
  if (spec.integer) return Math.round(value);
  if (!Number.isFinite(value)) return value;
  const digits = spec.scale === 'log' ? Math.max(spec.digits, 2 - Math.floor(Math.log10(Math.abs(value) || 1))) : spec.digits + 1;
  return Number(value.toFixed(Math.min(digits, 12)));
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
