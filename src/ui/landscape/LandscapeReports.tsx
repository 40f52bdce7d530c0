import type { SelfCheck } from '../../nets/landscape/selfTest';
import type { LandscapeResult } from '../../worker/rpc/landscapeProtocol';

/** The self-test of a figure: a badge, and the checks behind it. */
export function SelfTestBadge({ checks }: { readonly checks: readonly SelfCheck[] }) {
  const failed = checks.filter(({ passed }) => !passed).length;
  return (
    <details className="self-test">
      <summary className={failed > 0 ? 'error' : ''}>
        {failed > 0 ? `Self-test: ${failed} of ${checks.length} checks failed` : `Self-test passed: ${checks.length} checks`}
      </summary>
      <ul>
        {checks.map(({ name, passed, measured, limit }) => (
          <li key={name} className={passed ? '' : 'error'}>
            {passed ? '✓' : '✗'} {name}{' '}
            <small>
              ({measured.toPrecision(2)}, at most {limit})
            </small>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** ‖d‖/‖w‖ layer by layer. */
export function LayerTable({ directions: { layers, norms } }: { readonly directions: NonNullable<LandscapeResult['directions']> }) {
  const text = (value: number): string => (Number.isFinite(value) ? value.toPrecision(3) : '–');
  return (
    <details className="self-test landscape-note">
      <summary>Length of the directions by layer</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">tensor</th>
            {norms.map((_, k) => (
              <th key={k} scope="col">
                ‖d{k === 0 ? '₁' : '₂'}‖/‖w‖
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {layers.map(({ name, ratios }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {ratios.map((ratio, k) => (
                <td key={k}>{text(ratio)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
