import { useExperiment, useSession } from '../session';

/** One sentence in a quiet strip; it stays until it is closed or the page moves on. */
export function Notice() {
  const { experiment } = useSession();
  const notice = useExperiment((state) => state.notice);
  return (
    <div className="notice" role="status">
      {notice && (
        <p>
          <span>{notice}</span>
          <button type="button" className="link" onClick={() => experiment.store.setState({ notice: undefined })}>
            Close
          </button>
        </p>
      )}
    </div>
  );
}
