import type { Pair } from '../../math/core/types';
import type { Experiment } from '../../state/experimentStore';
import { pointRequest } from '../../state/jobResults';
import { MAX_PROBES } from '../../state/choices';
import { Section } from '../controls/Section';
import { Tex } from '../controls/Tex';
import { WeightError, WeightFields } from '../controls/WeightFields';
import { formatFixed, formatPair, formatWeights } from '../controls/specText';
import { useCursor } from '../panes/useMainSurface';
import { useCopy } from '../session/input';
import { probesText } from '../session/recipes';
import { useChoice, useDocument, useFollowedJob, useSession } from '../session/session';
import { useCallback } from 'react';

const forms = [
  { form: 'plain', label: 'plain' },
  { form: 'latex', label: 'LaTeX' },
  { form: 'python', label: 'Python' },
] as const;

/** Weights that are kept, with their losses and gradients in a table. */
export function Probes() {
  const { experiment } = useSession();
  const [probes, setProbes] = useChoice('probes');
  const cursor = useCursor();
  const isFull = probes.length >= MAX_PROBES;
  return (
    <Section title="Kept weights" note={isFull ? `${MAX_PROBES} at most` : undefined}>
      <div className="row">
        <Tex>{'\\th'}</Tex>
        <WeightFields id="theta" name="Weights" symbol="θ" theta={cursor} onChange={(theta) => experiment.setViewState({ theta })} />
        <button type="button" className="link" disabled={isFull} onClick={() => setProbes([...probes, cursor])}>
          Keep
        </button>
      </div>
      <WeightError id="theta" />
      {probes.length === 0 ? (
        <p className="note">None yet. A kept θ stays here with its loss and gradient while θ moves on.</p>
      ) : (
        <>
          <table className="probes">
            <thead>
              <tr>
                <th scope="col">θ</th>
                <th scope="col">loss</th>
                <th scope="col">gradient</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {probes.map((theta, k) => (
                <ProbeRow key={k} slot={`probe ${k}`} theta={theta} onRemove={() => setProbes(probes.filter((_, i) => i !== k))} />
              ))}
            </tbody>
          </table>
          <p className="caption">
            Copy at full precision:{' '}
            {forms.map(({ form, label }, k) => (
              <span key={form}>
                {k > 0 && ' · '}
                <CopyLink form={form} label={label} />
              </span>
            ))}
          </p>
        </>
      )}
    </Section>
  );
}

function CopyLink({ form, label }: { readonly form: (typeof forms)[number]['form']; readonly label: string }) {
  const session = useSession();
  const [copied, copy] = useCopy(
    session,
    () => probesText(session, form),
    'The browser does not let the page copy: export the surface as CSV instead.',
  );
  return (
    <button type="button" className="link" aria-live="polite" onClick={() => void copy()}>
      {copied ? 'Copied' : label}
    </button>
  );
}

function ProbeRow({ slot, theta, onRemove }: { readonly slot: string; readonly theta: Pair; readonly onRemove: () => void }) {
  const { runs, experiment } = useSession();
  const grid = useDocument((document) => document.grid);
  const requestOf = useCallback((state: Experiment) => pointRequest(state.document, theta), [theta]);
  const { last, error } = useFollowedJob(runs.point, slot, requestOf);
  const place = formatWeights(theta, grid);
  return (
    <tr>
      <th scope="row">
        <button type="button" className="link" aria-label={`Move θ to ${place}`} onClick={() => experiment.setViewState({ theta })}>
          {place}
        </button>
      </th>
      <td>{last && formatFixed(last.result.shown, 4)}</td>
      <td>{error ?? (last && (last.result.gradient ? formatPair(last.result.gradient, 3) : 'none'))}</td>
      <td>
        <button type="button" className="link" aria-label={`Remove ${place}`} onClick={onRemove}>
          ×
        </button>
      </td>
    </tr>
  );
}
