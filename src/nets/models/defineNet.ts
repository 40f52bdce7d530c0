import type { Specs, ValuesOf } from '../../math/core/paramSpec';
import { forwardPass, tangentPass } from './forward';
import type { Body, ConvOptions, Layers } from './layers';
import type { ForwardResult, InputShape, Net, Outline, PublishedName, TangentResult, TensorSpec } from './types';
import type { Tf } from '../../tensors/convKernels';

/** A network as its author writes it: label, hyperparameters, published names, and the body. */
interface NetDefinition<S extends Specs> {
  readonly label: string;
  readonly note: string;
  readonly specs: S;
  readonly published: readonly PublishedName[];
  body(values: ValuesOf<S>): Body;
}

/** A row of the table of networks, from one body interpreted three ways: with shapes, with tensors, with dual numbers. */
export function defineNet<const S extends Specs>({ label, note, specs, published, body }: NetDefinition<S>): Net<S> {
  return {
    label,
    note,
    specs,
    published,
    outline: (input, values) => outlineOf(body(values), input),
    apply(tf, input, values) {
      const network = body(values);
      return forwardPass(tf, network, outlineOf(network, input), input);
    },
    tangent(tf, input, values) {
      const network = body(values);
      return tangentPass(tf, network, outlineOf(network, input), input);
    },
  };
}

/** Shape of one image's hidden layer; [1, 1, channels] after global pooling. */
type Shape = readonly [height: number, width: number, channels: number];

/** Shape inference: the body run with shapes in place of tensors. Names, shapes and costs in the order of use. */
function outlineOf(body: Body, input: InputShape): Outline {
  const weights: TensorSpec[] = [];
  const statistics: TensorSpec[] = [];
  let [macs, activations] = [0, 0];
  const count = (shape: Shape): Shape => {
    activations += shape[0] * shape[1] * shape[2];
    return shape;
  };
  const convBare = (name: string, [height, width, channels]: Shape, { filters, size, stride, relu }: ConvOptions, norm?: string): Shape => {
    weights.push({ name: `${name}/w`, shape: [size, size, channels, filters], init: 'he', ...(norm !== undefined && { norm }) });
    const shape: Shape = [Math.ceil(height / stride), Math.ceil(width / stride), filters];
    macs += shape[0] * shape[1] * filters * size * size * channels;
    if (relu) count(shape);
    return count(shape);
  };
  const norm = (name: string, h: Shape): Shape => {
    const shape = [h[2]];
    weights.push({ name: `${name}/gamma`, shape, init: 'ones' }, { name: `${name}/beta`, shape, init: 'zeros' });
    statistics.push({ name: `${name}/mean`, shape, init: 'zeros' }, { name: `${name}/var`, shape, init: 'ones' });
    return count(h);
  };
  const layers: Layers<Shape> = {
    standardise: count,
    conv(name, h, options) {
      const shape = convBare(name, h, options);
      weights.push({ name: `${name}/b`, shape: [options.filters], init: 'zeros' });
      return shape;
    },
    convNorm: (conv, bn, h, options) => norm(bn, convBare(conv, h, options, bn)),
    convBare: (name, h, options) => convBare(name, h, options),
    norm,
    relu: count,
    add: count,
    pool: ([, , channels]) => count([1, 1, channels]),
    dense(name, [, , channels], units) {
      weights.push({ name: `${name}/w`, shape: [channels, units], init: 'he' }, { name: `${name}/b`, shape: [units], init: 'zeros' });
      macs += channels * units;
      return count([1, 1, units]);
    },
  };
  body(layers, [input.height, input.width, 3], input.classes);
  return { weights, statistics, macs, activations };
}

type Apply = ReturnType<Net['apply']>;
type Tangent = ReturnType<Net['tangent']>;

/** A network for one input shape: its outline, the forward pass, and the derivative along a direction of the weights. */
export interface Model {
  readonly input: InputShape;
  readonly outline: Outline;
  forward(tf: Tf, ...pass: Parameters<Apply>): ForwardResult;
  tangent(tf: Tf, ...pass: Parameters<Tangent>): TangentResult;
}

export function modelOf<S extends Specs>(net: Net<S>, input: InputShape, values: ValuesOf<S>): Model {
  let apply: Apply | undefined;
  let tangent: Tangent | undefined;
  return {
    input,
    outline: net.outline(input, values),
    forward(tf, ...pass) {
      apply ??= net.apply(tf, input, values);
      return apply(...pass);
    },
    tangent(tf, ...pass) {
      tangent ??= net.tangent(tf, input, values);
      return tangent(...pass);
    },
  };
}
