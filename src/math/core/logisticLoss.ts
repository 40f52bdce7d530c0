import type { Activation } from './types';

/** Softplus, log(1 + eᵘ), without overflow. */
export const softplus = (u: number): number => (u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u)));

/** Logistic sigmoid, 1 / (1 + e⁻ᵘ), without overflow. */
export const sigmoid = (u: number): number => (u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u)));

/** ψ′ and ψ″ of the logistic loss of one point, ψ(z) = log(1 + exp(−y φ(z))) with z = θ·x. */
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

/** Kinks of φ, the z ∈ [−reach, reach] where φ′ jumps; only formulas have any. */
export const cornersOf = ({ kinks }: Activation, reach: number): readonly number[] => kinks?.(reach) ?? [];
