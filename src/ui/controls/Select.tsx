/** A drop-down list of named values. `label` names it where no label element does. */
export function Select<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label?: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}) {
  return (
    <select
      className="select"
      aria-label={label}
      value={value}
      onChange={({ target }) => options.filter((option) => option.value === target.value).forEach((option) => onChange(option.value))}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
