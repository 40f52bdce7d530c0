import type { TrainingPreset } from '../../experiment/trainingPresets';
import { useTraining } from './useTraining';

const standings = { stated: 'stated', code: 'in the code it follows', inferred: 'inferred', unknown: 'not known' } as const;

/** What the paper trained a row of its tables with, how that is known, and what is smaller here. */
export function PresetNote({ preset }: { readonly preset: TrainingPreset }) {
  const { plan } = useTraining();
  const { title, paper, scaled, document } = preset;
  return (
    <details className="preset-note">
      <summary>{title}: the paper’s values</summary>
      <table>
        <tbody>
          {paper.map(({ name: what, value, standing }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>
                {value} <small>{standings[standing]}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="caption">{scaled}</p>
      <button type="button" className="link" onClick={() => plan.share(document)}>
        take its data, attack and schedule too
      </button>
    </details>
  );
}
