import { useCopy } from '../session/input';
import { useSession } from '../session/session';

const REFUSED = 'The browser does not let the page copy; the text can be selected.';

/** A text that can be selected and copied. */
export function CopiedText({
  label,
  text,
  action,
  rows = 9,
}: {
  readonly label: string;
  readonly text: string;
  readonly action: string;
  readonly rows?: number;
}) {
  const [copied, copy] = useCopy(useSession(), () => text, REFUSED);
  return (
    <>
      <textarea readOnly rows={rows} aria-label={label} value={text} spellCheck={false} onFocus={(event) => event.target.select()} />
      <button type="button" className="button primary" aria-live="polite" onClick={() => void copy()}>
        {copied ? 'Copied' : action}
      </button>
    </>
  );
}
