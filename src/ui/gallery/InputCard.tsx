import { drawInput } from '../../figures/charts/inputSpace';
import { inputRequest } from '../../state/requests';
import type { InputRequest } from '../../worker/rpc/protocol';
import { InputSpaceStill } from '../inputSpace/InputSpaceStill';
import { useFollow, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { CardFrame } from './Card';
import type { Cell } from './matrix';
import { useMemo } from 'react';

/** Pixels of the plane's side; the card shows its middle. */
const SIDE = 216;
const HEIGHT = 144;

/** A case of Figure 1, computed here and now. */
export function InputCard({ cell, column }: { readonly cell: Cell; readonly column: string }) {
  const { document } = cell;
  const requestOf = useMemo(() => {
    const { theta = [1, 1], partner } = document.view;
    const request: InputRequest = inputRequest(document, theta, partner);
    return () => request;
  }, [document]);
  const { last, error } = useFollow(useSession().runs.input, cell.slot, requestOf);
  const dark = useDark();
  const figure = useMemo(() => last && drawInput(last.request, last.result, { dark, colours: 'tide', side: SIDE, chosen: 0 }), [last, dark]);
  return (
    <CardFrame cell={cell} column={column}>
      {figure && <InputSpaceStill figure={figure} chosen={0} label={cell.note} card={{ height: HEIGHT }} />}
      {error && <p className="error">{error}</p>}
    </CardFrame>
  );
}
