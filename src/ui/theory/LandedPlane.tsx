import { useMemo } from 'react';
import { drawInput } from '../../figures/inputSpace';
import { InputSpaceStill } from '../lab/InputSpaceStill';
import { useDocument } from '../session';
import { useDark } from '../theme';
import { small } from './PairTable';
import type { Landed } from './useLanded';

const SIDE = 224;

/** The plane of inputs at both weights of the worst pair, about the data point whose attack moves most. */
export function LandedPlane({ landed }: { readonly landed: Landed }) {
  const { request, result, chosen, distance, of } = landed;
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const figure = useMemo(() => drawInput(request, result, { dark, colours, side: SIDE, chosen }), [request, result, dark, colours, chosen]);
  const { epsilon, norm } = request.surface.attack;
  return (
    <figure className="landed">
      <InputSpaceStill figure={figure} chosen={chosen} label={`${figure.summary} The two attacks are ${small(distance)} apart.`} />
      <figcaption className="caption">
        {of && `Point ${of[0]} of ${of[1]}, whose attack moves most. `}
        x′ filled for the first weight, open for the second: {small(distance)} apart.{' '}
        {epsilon === 0
          ? 'With ε = 0 neither moves.'
          : norm === 2
            ? 'On the circle they turn with θ.'
            : norm === 'inf'
              ? 'They rest in corners until a sign of θ changes.'
              : ''}
      </figcaption>
    </figure>
  );
}
