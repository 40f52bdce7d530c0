import type { Specs } from '../../math/params';
import { Knob } from '../controls/Knob';

type Values = Readonly<Record<string, number | undefined>>;

/** A knob for each spec; it knows none of them by name. `defaults` stand in for a spec's own where it depends on other numbers. */
export function ParamPanel({
  specs,
  values,
  defaults = {},
  onChange,
}: {
  readonly specs: Specs;
  readonly values: Values;
  readonly defaults?: Values;
  readonly onChange: (key: string, value: number) => void;
}) {
  return Object.entries(specs).map(([key, spec]) => {
    const fallback = defaults[key] ?? spec.default;
    return <Knob key={key} id={key} spec={spec} fallback={fallback} value={values[key] ?? fallback} onChange={(value) => onChange(key, value)} />;
  });
}
