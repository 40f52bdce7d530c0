import type { Specs, ValuesOf } from '../math/params';
import type { Tf } from '../tensors/tf';
import type { Applied, InputShape, Net, Outline } from './kinds';

type Apply = ReturnType<Net['apply']>;

/** A network built for its input: outline, and the forward pass. */
export interface Model {
  readonly input: InputShape;
  readonly outline: Outline;
  forward(tf: Tf, ...pass: Parameters<Apply>): Applied;
}

export function modelOf<S extends Specs>(net: Net<S>, input: InputShape, values: ValuesOf<S>): Model {
  let apply: Apply | undefined;
  return {
    input,
    outline: net.outline(input, values),
    forward(tf, ...pass) {
      apply ??= net.apply(tf, input, values);
      return apply(...pass);
    },
  };
}
