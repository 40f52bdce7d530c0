import { parseDocument, paneSurfaces } from '../../experiment/parse';
import type { Offer } from '../../math/theory/kinds';
import { useSession } from '../session';

/** Lays the case in which a statement applies over the document; undo brings the old one back. */
export function OfferButton({ offer }: { readonly offer: Offer }) {
  const { experiment } = useSession();
  const load = () =>
    experiment.edit(({ panes: _panes, ...document }) => {
      const [laid] = paneSurfaces({ ...document, panes: [offer.pane] });
      const view = { ...document.view, theory: { ...document.view.theory, ...offer.options } };
      const parsed = parseDocument({ ...(laid ?? document), view });
      return parsed.ok ? parsed.document : document;
    });
  return (
    <>
      Applies to: {offer.label}.{' '}
      <button type="button" className="link" onClick={load}>
        Load that case
      </button>
    </>
  );
}
