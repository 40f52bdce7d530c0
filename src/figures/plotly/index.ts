import { gradientNorm, subtract } from '../base/gridSampling';
import { symmetricRange, sharedRange } from '../base/ticks';
import type { FigureKind } from '../base/types';
import { drawContour } from './contour';
import { drawProfile } from './profile';
import { drawSurface } from './surface';

/** Every figure of a surface. Those of a difference take the subtrahend first in `beside`, the cut further curves. */
export const figures = {
  surface: { label: 'Surface', draw: drawSurface },
  contour: { label: 'Contour', draw: drawContour },
  cut: { label: 'Cut', draw: drawProfile },
  difference: {
    label: 'Difference',
    draw: (result, request, style, beside = []) => {
      const changed = subtract(result, beside[0] ?? result);
      return drawSurface(changed, request, {
        ...style,
        colours: 'diverging',
        range: style.range ?? symmetricRange([changed]),
        minimum: false,
        smoothed: true,
      });
    },
  },
  differenceContour: {
    label: 'Difference, contour',
    draw: (result, request, style, beside = []) => {
      const changed = subtract(result, beside[0] ?? result);
      return drawContour(changed, request, {
        ...style,
        colours: 'diverging',
        range: style.range ?? symmetricRange([changed]),
        minimum: false,
        arrows: false,
      });
    },
  },
  gradient: {
    label: 'Gradient norm',
    draw: (result, request, style) => {
      const slopes = gradientNorm(result);
      return drawSurface(slopes, request, { ...style, range: style.range ?? sharedRange([slopes]), minimum: false });
    },
  },
  gradientContour: {
    label: 'Gradient norm, contour',
    draw: (result, request, style) => {
      const slopes = gradientNorm(result);
      return drawContour(slopes, request, { ...style, range: style.range ?? sharedRange([slopes]), minimum: false, arrows: false });
    },
  },
} satisfies Record<string, FigureKind>;
export type FigureId = keyof typeof figures;
