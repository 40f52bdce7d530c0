import { linear } from '../activations/linear';
import { swish } from '../activations/swish';
import { normOf } from '../attack/norms';
import { exact } from '../attack/solvers/exact';
import type { Pair, AdversarialProblem } from '../core/types';
import { landscapeOf } from '../loss/landscape';
import { entropySgd } from '../smoothing/entropySgd';
import { smoothedDerivatives } from '../smoothing/smoothedSurface';

/** Distance from θ₂ = 0 of the one-sided gradients. */
const OFFSET = 1e-9;
/** Range of z for the critical points of φ. */
const Z_RANGE = 20;

/** The setting of Figure 2: x = (1, 1), y = +1, ε = 0.5. */
const figure2Problem = (model: 'linear' | 'swish', p: number): AdversarialProblem => {
  const activation = model === 'linear' ? linear : swish;
  return {
    activation,
    norm: normOf(p),
    epsilon: 0.5,
    critical: activation.critical(Z_RANGE),
    points: [{ x: [1, 1], y: 1 }],
    attack: exact,
    values: {},
    seed: 1,
    reach: Z_RANGE,
  };
};

/** ‖∇L(θ₁, 0⁺) − ∇L(θ₁, 0⁻)‖ in the setting of Figure 2: the jump of the gradient across the axis θ₂ = 0. */
export function gradientJumpAcrossAxis(model: 'linear' | 'swish', p: number, theta1: number): number {
  const { gradient } = landscapeOf(figure2Problem(model, p));
  const [above, below] = [gradient(theta1, OFFSET), gradient(theta1, -OFFSET)];
  return above && below ? Math.hypot(above[0] - below[0], above[1] - below[1]) : NaN;
}

/** ∂²F/∂θ₂² of EntropySGD on the kink of Figure 2(c), at (θ₁, 0). */
export function smoothedCurvatureAcrossAxis(gamma: number, theta1: number): number {
  const at: Pair = [theta1, 0];
  const landscape = landscapeOf(figure2Problem('linear', Infinity));
  const { hessian } = smoothedDerivatives(
    landscape,
    entropySgd.integral({ gamma, normalised: true }),
    Float64Array.of(at[0]),
    Float64Array.of(at[1]),
  );
  return hessian(0)[3];
}
