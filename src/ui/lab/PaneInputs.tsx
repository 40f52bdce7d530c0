import { useCallback, useMemo } from 'react';
import { inputRequest, paneSurface } from '../../experiment/requests';
import { cursorOf, type Experiment } from '../../experiment/store';
import { drawInput } from '../../figures/inputSpace';
import { captionOf } from '../../figures/inputSpaceWords';
import { fixed } from '../controls/numbers';
import { useDocument, useFollow, useSession } from '../session';
import { TexText } from '../Tex';
import { useDark } from '../theme';
import { InputSpaceStill } from './InputSpaceStill';
import { Pane } from './Pane';
import { twinId } from './panes';

const SIDE = 240;

/** The plane of inputs of one pane, at the weights that all panes share. */
export function PaneInputs({ pane }: { readonly pane: number }) {
  const requestOf = useCallback(
    (state: Experiment) => {
      const surface = paneSurface(state.document, pane);
      return surface && inputRequest(surface, state.hover ?? cursorOf(state), state.sight.partner);
    },
    [pane],
  );
  const { last, error, busy } = useFollow(useSession().runs.input, twinId(pane), requestOf);
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const figure = useMemo(() => last && drawInput(last.request, last.result, { dark, colours, side: SIDE, chosen: 0 }), [last, dark, colours]);
  const apart = last?.result.second?.distances[0];
  return (
    <Pane
      letter={twinId(pane)}
      title="Input space"
      legend={apart !== undefined && <TexText>{`$\\lVert\\xx^\\prime(\\th)-\\xx^\\prime(\\th^\\prime)\\rVert=${fixed(apart, 4)}$`}</TexText>}
      busy={busy}
      error={error}
      className="pane-inputs"
    >
      {figure && <InputSpaceStill figure={figure} chosen={0} label={figure.summary} />}
      {last && (
        <p className="caption">
          <TexText>{captionOf(last.request, last.result, 0)}</TexText>
        </p>
      )}
    </Pane>
  );
}
