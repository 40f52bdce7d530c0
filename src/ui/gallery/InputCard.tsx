import { useMemo } from 'react';
import type { InputRequest } from '../../engine/protocol';
import { inputRequest } from '../../experiment/requests';
import { arrowPath, drawInput } from '../../figures/inputSpace';
import { InputSpaceDrawing } from '../lab/InputSpaceDrawing';
import { useFollow, useSession } from '../session';
import { useDark } from '../theme';
import { CardFrame } from './Card';
import type { Cell } from './matrix';

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
      {figure && (
        <svg className="input-card" viewBox={`0 ${(SIDE - HEIGHT) / 2} ${SIDE} ${HEIGHT}`} role="img" aria-label={cell.note}>
          <InputSpaceDrawing figure={figure} chosen={0} card />
          {[figure.secondArrow, figure.arrow].map(
            (arrow, k) =>
              arrow && (
                <g key={k} className="input-handle">
                  <path className="shaft" d={arrowPath(arrow).shaft} />
                  <path className="head" d={arrowPath(arrow).head} />
                </g>
              ),
          )}
        </svg>
      )}
      {error && <p className="error">{error}</p>}
    </CardFrame>
  );
}
