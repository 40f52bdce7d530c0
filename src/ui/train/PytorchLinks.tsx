import { parseTraining } from '../../documents/parseTraining';
import { methodLabel, type TrainingDocument } from '../../documents/trainingDocument';
import { pytorchScript, pytorchTemplate } from '../../exports/pytorch/pytorchScript';
import { download, errorMessage } from '../session/files';
import { useCopy } from '../session/input';
import { useSession } from '../session/session';

/** The script of a document; rejects with a sentence where the document is wrong or PyTorch has no such images. */
export async function scriptOf(document: TrainingDocument): Promise<string> {
  const parsed = parseTraining(document);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return pytorchScript(await pytorchTemplate(), parsed.document);
}

/** File name of a method: "at-ensgd". */
export const fileNameOf = (label: string): string => label.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** The links that copy and save the Python file of one method of the plan. */
export function PytorchLinks({ document }: { readonly document: TrainingDocument }) {
  const session = useSession();
  const [copied, copy] = useCopy(session, () => scriptOf(document), 'The browser does not let the page copy: save the script as a file.');
  const showError = (error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) });
  const save = async () => download(`${fileNameOf(methodLabel(document))}.py`, await scriptOf(document), 'text/x-python');
  return (
    <p className="caption">
      On GPUs of your own, one Python file that trains this, also under torchrun; its results open here.{' '}
      <button type="button" className="link" aria-live="polite" onClick={() => void copy()}>
        {copied ? 'Copied' : 'Copy as PyTorch'}
      </button>
      {' · '}
      <button type="button" className="link" onClick={() => void save().catch(showError)}>
        Save as .py
      </button>
    </p>
  );
}
