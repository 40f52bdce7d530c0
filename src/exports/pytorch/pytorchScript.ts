import type { TrainingDocument } from '../../documents/trainingDocument';
import { fetchedModule, retried } from '../../worker/rpc/network';

/** The place of the training document in train.py, a raw string of JSON. */
const DOCUMENT_PLACE = /^DOCUMENT = r"""\n[^]*?\n"""$/m;

/** The Python file that trains `document` in PyTorch. Throws a sentence where its images exist in the page alone. */
export function pytorchScript(template: string, document: TrainingDocument): string {
  if (document.data.source === 'shapes')
    throw new Error('data.source: shapes are drawn by this page alone, and PyTorch has none: choose photographs');
  if (!DOCUMENT_PLACE.test(template)) throw new Error('train.py has no place for a document');
  return template.replace(DOCUMENT_PLACE, () => `DOCUMENT = r"""\n${JSON.stringify(document, null, 2)}\n"""`);
}

/** train.py as it stands in this folder, fetched when it is asked for. */
export const pytorchTemplate = async (): Promise<string> =>
  (await retried('The script for PyTorch', () => fetchedModule(import('./train.py?raw')))).default;
