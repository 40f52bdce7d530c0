/** Mean and sample standard deviation (n − 1) of repeated measurements; no deviation of a single one. */
export interface Spread {
  readonly mean: number;
  readonly std: number | null;
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export function spreadOf(values: readonly number[]): Spread {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, std: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null };
}
