import type { FigureStyle } from '../../figures/base/types';
import { type FigureId, figures } from '../../figures/plotly';
import type { Pair } from '../../math/core/types';
import type { ViewState } from '../../state/experimentStore';
import type { JobResult } from '../../state/jobResults';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { Plot, type SceneCamera } from '../plot/Plot';
import { useSession } from '../session/session';
import { useMemo } from 'react';

export interface FigureViewProps {
  readonly figure: FigureId;
  readonly run: JobResult<'surface'>;
  readonly figureStyle: FigureStyle;
  readonly label: string;
  /** Further surfaces drawn in the same figure or compared with. */
  readonly others?: readonly SurfaceResult[];
  readonly camera?: SceneCamera | undefined;
  readonly cursor?: Pair | undefined;
  /** The second weight, draggable as well. */
  readonly partner?: Pair | undefined;
  readonly onPick?: () => void;
}

/** The figure of the last result; the pointer over it sets the hovered θ, a press pins it. */
export function FigureView({ run, ...rest }: FigureViewProps) {
  const { last } = run;
  if (last) return <DrawnFigure {...rest} result={last.result} request={last.request} />;
  return run.error ? null : <p className="note empty">The first surface is on its way.</p>;
}

type DrawnProps = Omit<FigureViewProps, 'run'> & { readonly result: SurfaceResult; readonly request: SurfaceRequest };

function DrawnFigure({ figure, result, request, figureStyle, label, others, camera, cursor, partner, onPick }: DrawnProps) {
  const { experiment } = useSession();
  const drawn = useMemo(() => figures[figure].draw(result, request, figureStyle, others), [figure, result, request, figureStyle, others]);
  /** Pins a weight and clears the hovered θ, so that the readout is that of the dragged weight. */
  const pinWeight = (sight: ViewState) => {
    experiment.store.setState({ hover: undefined });
    experiment.setViewState(sight);
  };
  const pick = (theta: Pair) => {
    onPick?.();
    pinWeight({ theta });
  };
  return (
    <Plot
      figure={drawn}
      label={label}
      camera={camera}
      cursor={cursor}
      partner={partner}
      onPartner={partner && ((theta) => pinWeight({ partner: theta }))}
      onHover={(hover) => experiment.store.setState({ hover })}
      onPick={pick}
    />
  );
}
