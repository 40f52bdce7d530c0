/** Says in the head of a figure that a range of it has grown while a control is held. */
export const GrownNote = ({ what }: { readonly what: string }) => (
  <span className="note grown" role="status">
    {what} grown to fit
  </span>
);
