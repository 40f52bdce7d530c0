import type { Specs, ValuesOf } from '../math/params';
import type { Tf } from '../tensors/tf';
import type { Applied, InputShape, Net, Outline, Sloped } from './kinds';

type Apply = ReturnType<Net['apply']>;
type Tangent = ReturnType<Net['tangent']>;

/** A network built for its input: outline, and the forward pass. */
export interface Model {
  readonly input: InputShape;
  readonly outline: Outline;
  forward(tf: Tf, ...pass: Parameters<Apply>): Applied;
  tangent(tf: Tf, ...pass: Parameters<Tangent>): Sloped;
}

export function modelOf<S extends Specs>(net: Net<S>, input: InputShape, values: ValuesOf<S>): Model {
  let apply: Apply | undefined;
  let sloped: Tangent | undefined;
  return {
    input,
    outline: net.outline(input, values),
    forward(tf, ...pass) {
      apply ??= net.apply(tf, input, values);
      return apply(...pass);
    },
    tangent(tf, ...pass) {
      sloped ??= net.tangent(tf, input, values);
      return sloped(...pass);
    },
  };
}
