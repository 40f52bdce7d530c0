import { useMemo } from 'react';
import type { InputRequest, InputResult } from '../../engine/protocol';
import { drawInput } from '../../figures/inputSpace';
import { InputSpaceStill } from '../lab/InputSpaceStill';
import { useDocument } from '../session';
import { useDark } from '../theme';

const SIDE = 224;

/** The inputs of the worst weights and inputs, in the plane of inputs: contours of the loss of an input at the first weight. */
export function InputsPlane({ request, result, one }: { readonly request: InputRequest; readonly result: InputResult; readonly one: boolean }) {
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const figure = useMemo(() => drawInput(request, result, { dark, colours, side: SIDE, chosen: 0 }), [request, result, dark, colours]);
  const label = request.surface.points[0]?.y === -1 ? '−1' : '+1';
  return (
    <figure className="landed">
      <InputSpaceStill figure={figure} chosen={0} label={figure.summary} />
      <figcaption className="caption">
        {one ? 'The input' : 'Both inputs; the arrow starts at the first'}. Contours: loss of an input with label {label} at the first weight.{' '}
        {one ? 'Arrows: both weights.' : 'Arrow: the weight.'}
      </figcaption>
    </figure>
  );
}
