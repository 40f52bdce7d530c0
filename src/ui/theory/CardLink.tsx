import { theory, type TheoremName } from '../../math/theory';

/** A link to the card of a statement, in its own words. */
export function CardLink({ id, onChoose }: { readonly id: TheoremName; readonly onChoose: (id: TheoremName) => void }) {
  return (
    <button type="button" className="link" onClick={() => onChoose(id)}>
      {theory[id].title}
    </button>
  );
}
