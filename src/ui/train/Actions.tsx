import { trainedDocuments } from '../../exports/trainPage';
import type { RunFileRequest } from '../../engine/netProtocol';
import type { TrainRun } from '../../experiment/trainRuns';
import { messageOf } from '../files';
import { download } from '../download';
import { useSession } from '../session';

const files: readonly (readonly [what: RunFileRequest['what'], words: string])[] = [
  ['best', 'weights, best'],
  ['now', 'weights, latest'],
  ['state', 'state, to go on with'],
];

/** What can be done with the runs of one method: go on, save, remove. */
export function Actions({ label, runs }: { readonly label: string; readonly runs: readonly TrainRun[] }) {
  const { training, experiment } = useSession();
  const queue = training.runs;
  const name = label.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const waiting = runs.find(({ status, whole }) => whole && ['paused', 'stopped', 'failed'].includes(status));
  const say = (error: unknown) => experiment.store.setState({ notice: messageOf(error) });
  const document = () => trainedDocuments(runs).forEach((own) => download(`${name}.json`, `${JSON.stringify(own, null, 2)}\n`, 'application/json'));
  const save = async (chosen: string) => {
    const [what, id] = chosen.split(' ');
    const run = runs.find((own) => own.id === id);
    const kind = files.find(([known]) => known === what)?.[0];
    if (!run || !kind) return document();
    const bytes = await queue.file(run.id, kind);
    download(`${name}-${kind === 'state' ? 'state' : 'weights'}-${run.seed}.safetensors`, new Uint8Array(bytes).buffer, 'application/octet-stream');
  };
  return (
    <span className="train-actions">
      {waiting && (
        <button type="button" className="link" onClick={() => queue.resume(waiting.id)}>
          go on
        </button>
      )}
      <select className="link" aria-label={`Save of ${label}`} value="" onChange={(event) => void save(event.target.value).catch(say)}>
        <option value="" hidden>
          save …
        </option>
        <option value="document">document</option>
        {runs
          .filter(({ begun, metrics }) => begun && metrics.length > 0)
          .flatMap(({ id, seed, whole }) =>
            files
              .filter(([what]) => whole || what !== 'state')
              .map(([what, words]) => (
                <option key={`${what} ${id}`} value={`${what} ${id}`}>
                  {words}, seed {seed}
                </option>
              )),
          )}
      </select>
      <button
        type="button"
        className="link"
        aria-label={`Remove ${label}`}
        disabled={runs.some(({ status }) => status === 'elsewhere')}
        onClick={() => runs.forEach(({ id }) => queue.remove(id))}
      >
        remove
      </button>
    </span>
  );
}
