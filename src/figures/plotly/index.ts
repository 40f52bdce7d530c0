import { gradientNorm, subtract } from '../base/gridSampling';
import { balancedRange, sharedRange } from '../base/ticks';
import type { FigureKind } from '../base/types';
import { drawContour } from './contour';
import { drawCut } from './profile';
import { drawSurface } from './surface';

/** Every figure of a surface. Those of a difference take the subtrahend first in `beside`, the cut further curves. */
export const figures = {
  surface: { label: 'Surface', draw: drawSurface },
  contour: { label: 'Contour', draw: drawContour },
  cut: { label: 'Cut', draw: drawCut },
  difference: {
    label: 'Difference',
    draw: (result, request, look, beside = []) => {
      const changed = subtract(result, beside[0] ?? result);
      return drawSurface(changed, request, {
        ...look,
        colours: 'diverging',
        range: look.range ?? balancedRange([changed]),
        minimum: false,
        smoothed: true,
      });
    },
  },
  differenceContour: {
    label: 'Difference, contour',
    draw: (result, request, look, beside = []) => {
      const changed = subtract(result, beside[0] ?? result);
      return drawContour(changed, request, {
        ...look,
        colours: 'diverging',
        range: look.range ?? balancedRange([changed]),
        minimum: false,
        arrows: false,
      });
    },
  },
  gradient: {
    label: 'Gradient norm',
    draw: (result, request, look) => {
      const slopes = gradientNorm(result);
      return drawSurface(slopes, request, { ...look, range: look.range ?? sharedRange([slopes]), minimum: false });
    },
  },
  gradientContour: {
    label: 'Gradient norm, contour',
    draw: (result, request, look) => {
      const slopes = gradientNorm(result);
      return drawContour(slopes, request, { ...look, range: look.range ?? sharedRange([slopes]), minimum: false, arrows: false });
    },
  },
} satisfies Record<string, FigureKind>;
export type FigureId = keyof typeof figures;
