import type { CameraEye, FigureStyle } from '../../figures/base/types';
import { type FigureId, figures } from '../../figures/plotly';
import type { Pair } from '../../math/core/types';
import type { ViewState } from '../../state/experimentStore';
import type { JobResult } from '../../state/jobResults';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { Plot } from '../plot/Plot';
import { useSession } from '../session/session';
import { useMemo } from 'react';

export interface FigureViewProps {
  readonly figure: FigureId;
  readonly run: JobResult<'surface'>;
  readonly figureStyle: FigureStyle;
  readonly label: string;
  readonly beside?: readonly SurfaceResult[];
  readonly eye?: CameraEye | undefined;
  readonly cursor?: Pair | undefined;
  /** The second weight, which can be dragged too. */
  readonly partner?: Pair | undefined;
  /** Hears the camera when it is shared. */
  readonly onEye?: ((eye: CameraEye) => void) | undefined;
  readonly onPick?: () => void;
}

/** A figure of what was computed last; the pointer over it reads θ, a press pins it. */
export function FigureView({ run, ...rest }: FigureViewProps) {
  const { last } = run;
  if (last) return <DrawnFigure {...rest} result={last.result} request={last.request} />;
  return run.error ? null : <p className="note empty">The first surface is on its way.</p>;
}

type DrawnProps = Omit<FigureViewProps, 'run'> & { readonly result: SurfaceResult; readonly request: SurfaceRequest };

function DrawnFigure({ figure, result, request, figureStyle, label, beside, eye, cursor, partner, onEye, onPick }: DrawnProps) {
  const { experiment } = useSession();
  const drawn = useMemo(() => figures[figure].draw(result, request, figureStyle, beside), [figure, result, request, figureStyle, beside]);
  /** A weight that is dragged is the one to read, not the place where it was taken hold of. */
  const settle = (sight: ViewState) => {
    experiment.store.setState({ hover: undefined });
    experiment.look(sight);
  };
  const pick = (theta: Pair) => {
    onPick?.();
    settle({ theta });
  };
  return (
    <Plot
      figure={drawn}
      label={label}
      eye={eye}
      cursor={cursor}
      partner={partner}
      onPartner={partner && ((theta) => settle({ partner: theta }))}
      onHover={(hover) => experiment.store.setState({ hover })}
      onPick={pick}
      onEye={onEye}
    />
  );
}
