import { paneSurface, pointRequest, twinOf } from '../../experiment/requests';
import { cursorOf, type Experiment } from '../../experiment/store';

/** What the tables of the panes ask: the reading at the shared cursor. */
export const pointOf = (pane: number, twin: boolean) => (state: Experiment) => {
  const surface = paneSurface(state.document, pane);
  return surface && pointRequest(twin ? twinOf(state.document, surface) : surface, state.hover ?? cursorOf(state));
};
