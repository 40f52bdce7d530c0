import { linear } from '../activations/linear';
import { swish } from '../activations/swish';
import { normOf } from '../attack/norms';
import { exact } from '../attack/solvers/exact';
import type { Pair, AdversarialProblem } from '../core/types';
import { landscapeOf } from '../loss/landscape';
import { entropySgd } from '../smoothing/entropySgd';
import { smoothedDerivatives } from '../smoothing/smoothedSurface';

/** How far on each side of θ₂ = 0 the gradient is read. */
const BESIDE = 1e-9;
const REACH = 20;

/** The setting of Figure 2: x = (1, 1), y = +1, ε = 0.5. */
const sceneOf = (model: 'linear' | 'swish', p: number): AdversarialProblem => {
  const activation = model === 'linear' ? linear : swish;
  return {
    activation,
    norm: normOf(p),
    epsilon: 0.5,
    critical: activation.critical(REACH),
    points: [{ x: [1, 1], y: 1 }],
    attack: exact,
    values: {},
    seed: 1,
    reach: REACH,
  };
};

/** ‖∇L(θ₁, 0⁺) − ∇L(θ₁, 0⁻)‖ in the setting of Figure 2: how much the gradient jumps across the axis θ₂ = 0. */
export function jumpAcross(model: 'linear' | 'swish', p: number, theta1: number): number {
  const { gradient } = landscapeOf(sceneOf(model, p));
  const [above, below] = [gradient(theta1, BESIDE), gradient(theta1, -BESIDE)];
  return above && below ? Math.hypot(above[0] - below[0], above[1] - below[1]) : NaN;
}

/** ∂²F/∂θ₂² of EntropySGD on the crease of Figure 2(c), at (θ₁, 0). */
export function curvatureInstead(gamma: number, theta1: number): number {
  const at: Pair = [theta1, 0];
  const landscape = landscapeOf(sceneOf('linear', Infinity));
  const { hessian } = smoothedDerivatives(
    landscape,
    entropySgd.integral({ gamma, normalised: true }),
    Float64Array.of(at[0]),
    Float64Array.of(at[1]),
  );
  return hessian(0)[3];
}
