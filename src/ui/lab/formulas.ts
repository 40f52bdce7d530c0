import type { PointResult } from '../../engine/protocol';
import { modelName } from '../../experiment/choices';
import type { SurfaceChoice } from '../../experiment/document';
import { fixed } from '../controls/numbers';

const tex = (value: number, digits = 4): string => {
  const text = fixed(value, digits)
    .replace('−', '-')
    .replace(/\u2009/g, '\\,')
    .replace('∞', '\\infty');
  return /e/.test(text) ? text.replace(/e(.*)$/, '\\cdot10^{$1}') : text;
};
/** Shortest form with at most four decimals. */
const short = (value: number): string =>
  tex(value)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
const bracket = (value: number): string => (value < 0 ? `(${short(value)})` : short(value));

/** The exponent of the dual norm, as TeX: 1/p + 1/q = 1. */
export function dualTex(norm: SurfaceChoice['attack']['norm']): string {
  if (norm === 'inf') return '1';
  if (norm === 'none' || norm === 2) return '2';
  return norm === 1 ? '\\infty' : short(norm / (norm - 1));
}

/** e^… in the loss of one point, in symbols. */
export function exponentTex({ model, attack }: SurfaceChoice, x = '\\xx', y = 'y'): string {
  const score = (input: string) => `\\th^{\\!\\top}${input}`;
  if (model === 'linear') {
    const clean = `-${y}${score(x)}`;
    if (attack.norm === 'none') return clean;
    return attack.solver === 'exact' ? `${clean}+\\ep\\lVert\\th\\rVert_{${dualTex(attack.norm)}}` : `-${y}\\th^{\\!\\top}(${x}+\\de)`;
  }
  const input = attack.norm === 'none' ? score(x) : `\\th^{\\!\\top}(${x}+\\de^\\star)`;
  return `-${y}\\phi(${input})`;
}

/** The formula three times: symbols, numbers put in, result. */
export function formulas(surface: SurfaceChoice, result: PointResult): readonly string[] {
  const { attack, points, smoothing } = surface;
  const attacked = attack.norm !== 'none';
  const loss = attacked ? 'L_{\\ep}(\\th)' : 'L(\\th)';
  const many = points.length > 1;
  const body = `\\log\\bigl(1+e^{${many ? exponentTex(surface, '\\xx_n', 'y_n') : exponentTex(surface)}}\\bigr)`;
  const symbols = many ? `\\tfrac1{${points.length}}\\textstyle\\sum_n${body}` : body;
  const lines = [`${loss}=${symbols}`, ...numbers(surface, result)];
  return smoothing.kind === 'none' ? lines : [...lines, ...smoothedLines(surface, result, loss)];
}

function numbers(surface: SurfaceChoice, result: PointResult): readonly string[] {
  const { attack, points } = surface;
  const value = `\\mathbf{${tex(result.adversarial)}}`;
  if (points.length > 1) {
    const terms = result.u.slice(0, 4).map((u) => `e^{${short(u)}}`);
    const shown = terms.map((term) => `\\log(1+${term})`);
    const rows = shown.length < points.length ? [...shown.slice(0, 2), '\\dots'] : shown;
    return [`\\begin{aligned}=\\tfrac1{${points.length}}\\bigl(&${rows.join('\\\\[-2pt]&\\quad+')}\\bigr)\\end{aligned}`, `=${value}`];
  }
  const [u = 0] = result.u;
  const last = `=\\log\\bigl(1+e^{${short(u)}}\\bigr)=${value}`;
  const [point] = points;
  if (surface.model !== 'linear' || !point) return [last];
  const clean = -point.y * (result.theta[0] * point.x[0] + result.theta[1] * point.x[1]);
  if (attack.norm === 'none' || attack.solver !== 'exact' || attack.epsilon === 0) return [last];
  const dual = (u - clean) / attack.epsilon; // ‖θ‖_q, read off the worker's u
  return [`=\\log\\bigl(1+e^{\\cth{${short(clean)}}+\\cep{${short(attack.epsilon)}}\\cdot\\cth{${bracket(dual)}}}\\bigr)`, last];
}

function smoothedLines({ smoothing }: SurfaceChoice, result: PointResult, loss: string): readonly string[] {
  const value = `\\mathbf{${tex(result.shown)}}`;
  const at = `(${short(result.theta[0])},\\,${short(result.theta[1])})`;
  const inner = loss.replace('(\\th)', '');
  if (smoothing.kind === 'entropy-sgd') {
    const hat = smoothing.normalised ? '\\hat F' : 'F';
    const constant = smoothing.normalised ? '' : '-\\log\\tfrac{2\\pi}{\\ga}';
    return [
      `${hat}_{\\ga}(\\th)=-\\log\\mathbb{E}_{\\theta'\\sim\\mathcal N(\\th,\\,I/\\ga)}\\,e^{-${inner}(\\theta')}${constant}`,
      `=-\\log\\mathbb{E}_{\\mathcal N(\\cth{${at}},\\,I/\\cga{${short(smoothing.gamma)}})}\\,e^{-${inner}}${smoothing.normalised ? '' : `-${short(Math.log((2 * Math.PI) / smoothing.gamma))}`}`.replace(
        '--',
        '+',
      ),
      `=${value}`,
    ];
  }
  if (smoothing.kind === 'gaussian-mean') {
    return [
      `\\bar L_{\\si}(\\th)=\\mathbb{E}\\,${inner}(\\th+\\si z)`,
      `=\\mathbb{E}\\,${inner}\\bigl(\\cth{${at}}+\\cga{${short(smoothing.sigma)}}\\,z\\bigr)=${value}`,
    ];
  }
  if (smoothing.kind === 'worst-case') {
    return [
      `M_{\\ra}(\\th)=\\max_{\\lVert v\\rVert\\le\\ra}${inner}(\\th+v)`,
      `=\\max_{\\lVert v\\rVert\\le\\cga{${short(smoothing.radius)}}}${inner}\\bigl(\\cth{${at}}+v\\bigr)=${value}`,
    ];
  }
  return [];
}

export const modelTex = (model: SurfaceChoice['model']): string =>
  model === 'linear' ? '\\th^{\\!\\top}\\xx' : `\\text{${modelName(model)}}(\\th^{\\!\\top}\\xx)`;
