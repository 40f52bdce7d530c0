import type { PointResult } from '../worker/rpc/protocol';
import { shortestText } from './surface/csv';
import { pythonNumber } from './recipes/pythonExpression';

/** The numbers of a weight, in the order of the columns; NaN for a gradient that does not exist. */
const columns = ['theta1', 'theta2', 'loss', 'grad1', 'grad2'] as const;
const numbersOf = ({ theta, shown, gradient }: PointResult): readonly number[] => [...theta, shown, ...(gradient ?? [NaN, NaN])];

function texNumber(value: number): string {
  if (Number.isNaN(value)) return '--';
  const [digits = '', exponent] = String(value).split('e');
  return exponent === undefined ? `$${digits}$` : `$${digits}\\times10^{${Number(exponent)}}$`;
}

/** Loss and gradient at several weights as text, every number in the shortest form that reads back to the same float64. */
export const probeTexts = {
  plain: (probes) => [columns, ...probes.map((probe) => numbersOf(probe).map(shortestText))].map((row) => `${row.join('\t')}\n`).join(''),
  latex: (probes) =>
    [
      '\\begin{tabular}{rrrrr}',
      '$\\theta_1$ & $\\theta_2$ & loss & $\\partial_1$ & $\\partial_2$ \\\\ \\hline',
      ...probes.map((probe) => `${numbersOf(probe).map(texNumber).join(' & ')} \\\\`),
      '\\end{tabular}\n',
    ].join('\n'),
  python: (probes) =>
    `# ${columns.join(', ')}\nprobes = [\n${probes
      .map(
        (probe) =>
          `    (${numbersOf(probe)
            .map((v) => (Number.isNaN(v) ? 'float("nan")' : pythonNumber(v)))
            .join(', ')}),\n`,
      )
      .join('')}]\n`,
} satisfies Record<string, (probes: readonly PointResult[]) => string>;
export type ProbeForm = keyof typeof probeTexts;
