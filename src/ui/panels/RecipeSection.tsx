import { paneId } from '../../figures/charts/paneTitles';
import { Section } from '../controls/Section';
import { errorMessage } from '../session/files';
import { useCopy } from '../session/input';
import { pythonOf, savePython, typescriptOf } from '../session/recipes';
import { useDocument, useExperiment, useSession } from '../session/session';

const REFUSED = 'The browser does not let the page copy: save the Python script as a file.';

/** The links that copy code which computes the surface of the chosen pane without the page. */
export function RecipeSection() {
  const session = useSession();
  const count = useDocument(({ panes }) => panes?.length);
  const pane = useExperiment((state) => Math.min(state.pane, Math.max(0, (count ?? 1) - 1)));
  const [copiedPython, copyPython] = useCopy(session, () => pythonOf(session, pane), REFUSED);
  const [copiedTypescript, copyTypescript] = useCopy(session, () => typescriptOf(session, pane), REFUSED);
  const showError = (error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) });
  return (
    <Section title="The same numbers elsewhere" note={count === undefined ? undefined : `pane ${paneId(pane)}`}>
      <p className="caption">
        In NumPy, by other ways than the page: a dense search for the attack, squares of a product rule for an integral. It prints the largest
        difference.{' '}
        <button type="button" className="link" aria-live="polite" onClick={() => void copyPython()}>
          {copiedPython ? 'Copied' : 'Copy as Python'}
        </button>
        {' · '}
        <button type="button" className="link" onClick={() => void savePython(session, pane).catch(showError)}>
          Save as .py
        </button>
      </p>
      <p className="caption">
        By the page's own mathematics, <code>smoothscape/math</code>.{' '}
        <button type="button" className="link" aria-live="polite" onClick={() => void copyTypescript()}>
          {copiedTypescript ? 'Copied' : 'Copy as TypeScript'}
        </button>
      </p>
    </Section>
  );
}
