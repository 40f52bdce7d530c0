import type { Activation } from './types';

/** log(1 + eᵘ) without overflow. */
export const softplus = (u: number): number => (u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u)));

/** 1 / (1 + e⁻ᵘ) without overflow. */
export const sigmoid = (u: number): number => (u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u)));

/** ψ(z) = log(1 + exp(−y φ(z))), the loss of one point as a function of z = θ·x: its first two derivatives. */
export interface PointLoss {
  first(y: number, z: number): number;
  second(y: number, z: number): number;
}

/** ψ′ = −y σ(−yφ) φ′ and ψ″ = σ(1 − σ) φ′² − y σ φ″. */
export function pointLoss({ f, df, ddf }: Activation): PointLoss {
  return {
    first: (y, z) => -y * sigmoid(-y * f(z)) * df(z),
    second: (y, z) => {
      const [s, slope] = [sigmoid(-y * f(z)), df(z)];
      return s * (1 - s) * slope * slope - y * s * ddf(z);
    },
  };
}

/** Where φ′ jumps on [−reach, reach]: only formulas have such places. */
export const cornersOf = ({ kinks }: Activation, reach: number): readonly number[] => kinks?.(reach) ?? [];
