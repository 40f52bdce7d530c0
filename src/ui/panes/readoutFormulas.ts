import type { SurfaceChoice } from '../../documents/surfaceDocument';
import type { PointResult } from '../../worker/rpc/protocol';
import { formatFixed } from '../controls/specText';

/** An equation chain in TeX: a left side, and right sides from symbols to substituted numbers to the value. */
export interface Equation {
  readonly left: string;
  readonly right: readonly string[];
}

/** Terms of a mean that are written out; the others are an ellipsis. */
const MAX_TERMS = 3;

const numberTex = (value: number, digits = 4): string => {
  const text = formatFixed(value, digits)
    .replace('−', '-')
    .replace(/\u2009/g, '\\,')
    .replace('∞', '\\infty');
  return /e/.test(text) ? text.replace(/e(.*)$/, '\\cdot10^{$1}') : text;
};
/** Shortest form with at most four decimals. */
const shortTex = (value: number): string =>
  numberTex(value)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
const boldTex = (value: number): string => `\\mathbf{${numberTex(value)}}`;
const logisticTex = (exponent: string): string => `\\log\\bigl(1+e^{${exponent}}\\bigr)`;

/** The exponent of the dual norm, as TeX: 1/p + 1/q = 1. */
function dualTex(norm: SurfaceChoice['attack']['norm']): string {
  if (norm === 'inf') return '1';
  if (norm === 'none' || norm === 2) return '2';
  return norm === 1 ? '\\infty' : shortTex(norm / (norm - 1));
}

/** TeX of the exponent in the logistic loss of one point. */
export function exponentTex({ model, attack }: SurfaceChoice, index = ''): string {
  const [x, y, delta] = [`\\xx${index}`, `y${index}`, `\\de${index}`];
  const clean = `\\th^{\\!\\top}\\!${x}`;
  const attacked = attack.norm === 'none' ? clean : `\\th^{\\!\\top}\\!(${x}+${delta})`;
  if (model !== 'linear') return `-${y}\\,\\phi(${attacked})`;
  if (attack.norm === 'none' || attack.solver !== 'exact') return `-${y}\\,${attacked}`;
  return `-${y}\\,${clean}+\\ep\\lVert\\th\\rVert_{${dualTex(attack.norm)}}`;
}

/** Equations of the loss, and of its smoothing if any, with the numbers of a point result substituted. */
export function equations(surface: SurfaceChoice, result: PointResult): readonly Equation[] {
  const count = surface.points.length;
  const left = surface.attack.norm === 'none' ? 'L(\\th)' : 'L_{\\ep}(\\th)';
  const symbols = count > 1 ? `\\tfrac1{${count}}\\textstyle\\sum_n${logisticTex(exponentTex(surface, '_n'))}` : logisticTex(exponentTex(surface));
  const loss: Equation = { left, right: [symbols, ...substitutedTex(surface, result)] };
  const smoothed = smoothedEquation(surface, result, left.replace('(\\th)', ''));
  return smoothed ? [loss, smoothed] : [loss];
}

function substitutedTex({ model, attack, points }: SurfaceChoice, result: PointResult): readonly string[] {
  const value = boldTex(result.adversarial);
  if (points.length > 1) {
    const terms = result.u.slice(0, MAX_TERMS).map((u) => `e^{${shortTex(u)}}`);
    return [
      `\\tfrac1{${points.length}}\\log\\bigl[${terms.map((term) => `(1+${term})`).join('')}${points.length > MAX_TERMS ? '\\cdots' : ''}\\bigr]`,
      value,
    ];
  }
  const [u = 0] = result.u;
  const last = `${logisticTex(shortTex(u))}=${value}`;
  const [point] = points;
  if (model !== 'linear' || !point || attack.norm === 'none' || attack.solver !== 'exact' || attack.epsilon === 0) return [last];
  const clean = -point.y * (result.theta[0] * point.x[0] + result.theta[1] * point.x[1]);
  const dual = (u - clean) / attack.epsilon; // ‖θ‖_q, solved from u
  return [logisticTex(`\\cth{${shortTex(clean)}}+\\cep{${shortTex(attack.epsilon)}}\\cdot\\cth{${shortTex(dual)}}`), last];
}

function smoothedEquation({ smoothing }: SurfaceChoice, result: PointResult, loss: string): Equation | undefined {
  const value = boldTex(result.shown);
  const at = `\\cth{(${shortTex(result.theta[0])},\\,${shortTex(result.theta[1])})}`;
  if (smoothing.kind === 'entropy-sgd') {
    const { gamma, normalised } = smoothing;
    const constant = Math.log((2 * Math.PI) / gamma);
    const offset = `${constant < 0 ? '+' : '-'}${shortTex(Math.abs(constant))}`;
    return {
      left: `${normalised ? '\\hat F' : 'F'}_{\\ga}(\\th)`,
      right: [
        `-\\log\\mathbb E\\,e^{-${loss}(\\th+z/\\!\\sqrt{\\ga})}${normalised ? '' : '-\\log\\tfrac{2\\pi}{\\ga}'}`,
        `-\\log\\mathbb E\\,e^{-${loss}(${at}+z/\\!\\sqrt{\\cga{${shortTex(gamma)}}})}${normalised ? '' : offset}`,
        value,
      ],
    };
  }
  if (smoothing.kind === 'gaussian-mean')
    return {
      left: '\\bar L_{\\si}(\\th)',
      right: [`\\mathbb E\\,${loss}(\\th+\\si z)`, `\\mathbb E\\,${loss}(${at}+\\cga{${shortTex(smoothing.sigma)}}z)`, value],
    };
  if (smoothing.kind === 'worst-case')
    return {
      left: 'M_{\\ra}(\\th)',
      right: [
        `\\max_{\\lVert v\\rVert\\le\\ra}${loss}(\\th+v)`,
        `\\max_{\\lVert v\\rVert\\le\\cga{${shortTex(smoothing.radius)}}}${loss}(${at}+v)`,
        value,
      ],
    };
  return undefined;
}

/** The chain as an aligned environment, right sides below each other. */
export function alignedTex({ left, right }: Equation): string {
  return `\\begin{aligned}${left}&=${right.join('\\\\[3pt]&=')}\\end{aligned}`;
}

/** The substituted numbers and the value on one line. */
export function singleLineTex({ right }: Equation): string {
  const [, ...rest] = right;
  return rest.length > 1 ? `${rest[0]}=${(rest.at(-1) ?? '').replace(/^.*=/, '')}` : (rest[0] ?? '');
}
