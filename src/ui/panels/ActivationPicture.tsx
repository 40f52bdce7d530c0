import { drawActivation } from '../../figures/charts/activationChart';
import type { ModelChoice } from '../../documents/surfaceDocument';
import { formatFixed } from '../controls/specText';
import { useMemo } from 'react';

/** φ (solid) and φ′ (dashed) of a model over z from −4 to 4. */
export function ActivationPicture({ model }: { readonly model: ModelChoice }) {
  const figure = useMemo(() => drawActivation(model, 254, 96), [model]);
  const { width, height, axes, ends } = figure;
  return (
    <svg className="activation" viewBox={`0 0 ${width} ${height}`} role="img" aria-label="φ and φ′ over z from −4 to 4">
      <path className="plane-axes" d={`M0 ${axes[1]}H${figure.right}M${axes[0]} 0V${height}`} />
      <path className="activation-slope" d={figure.slope} />
      <path className="activation-value" d={figure.value} />
      <text x={axes[0] + 4} y={11}>
        {formatFixed(figure.top, 1)}
      </text>
      <text x={axes[0] + 4} y={height - 4}>
        {formatFixed(figure.bottom, 1)}
      </text>
      <text x={2} y={axes[1] - 4}>
        −4
      </text>
      <text x={figure.right - 2} y={axes[1] - 4} textAnchor="end">
        z = 4
      </text>
      <text className="named" x={figure.right + 4} y={ends[0]}>
        φ
      </text>
      <text className="named" x={figure.right + 4} y={ends[1]}>
        φ′
      </text>
    </svg>
  );
}
