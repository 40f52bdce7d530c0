import type { BackendChoice } from '../../worker/rpc/backendNames';

/** Backends as they are called on the page. */
export const backendNames: Readonly<Record<BackendChoice, string>> = {
  auto: 'auto',
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WASM',
  float64: 'float64',
};

/** What ran, under it the choice of what may run. */
export function BackendSelect({
  name,
  value,
  choices,
  onChange,
}: {
  readonly name: string;
  readonly value: BackendChoice;
  readonly choices: readonly BackendChoice[];
  readonly onChange: (choice: BackendChoice) => void;
}) {
  return (
    <label className="backend">
      <b>{name}</b>
      <span aria-hidden>▾</span>
      <select
        aria-label={`Backend, now ${name}`}
        value={value}
        onChange={(event) => onChange(choices.find((choice) => choice === event.target.value) ?? 'auto')}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {backendNames[choice]}
          </option>
        ))}
      </select>
    </label>
  );
}
