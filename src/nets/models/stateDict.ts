import type { InputShape, Net, Outline, TensorSpec } from './types';
import type { SavedTensor } from './weights';

/** Weights laid out for a network of ours; empty lists where something does not fit, with one sentence for each mismatch, layer by layer. */
export interface FittedWeights {
  readonly weights: readonly SavedTensor[];
  readonly statistics: readonly SavedTensor[];
  readonly mismatches: readonly string[];
}

/** Parameters of a PyTorch module, by ours: conv1/w is conv1.weight, bn1/mean is bn1.running_mean. */
const torchParameters: Readonly<Record<string, string>> = {
  ...{ w: 'weight', b: 'bias', gamma: 'weight', beta: 'bias' },
  ...{ mean: 'running_mean', var: 'running_var' },
};
/** What torch.compile and data-parallel training put before every name. */
const WRAPPERS = /^((module|_orig_mod)\.)+/;
/** Buffers that no evaluation reads. */
const UNUSED = /(^|\.)num_batches_tracked$/;
/** Buffers by which a module standardises pixels; they are compared with the data set's. */
const moments = { mean: /(^|\.)(mean|mu)$/, std: /(^|\.)(std|sigma)$/ } as const;
/** Largest difference of a moment that is taken for another rounding. */
const MOMENT_TOLERANCE = 1e-3;

/**
 * Named tensors as the weights of a network: ours by their own names and layout, or a PyTorch state_dict, whose convolutions are stored
 * out × in × height × width and whose dense layers out × in. Its module names are ours with dots, or those of `net.published`.
 */
export function fitWeights(tensors: readonly SavedTensor[], net: Net, outline: Outline, input: InputShape): FittedWeights {
  const specs = byLayer([...outline.weights, ...outline.statistics]);
  const bySpec = new Map(specs.map((spec) => [spec.name, spec]));
  const byTorch = new Map(specs.map((spec) => [torchName(spec.name), spec]));
  const assigned = new Map<TensorSpec, SavedTensor>();
  const stray: string[] = [];
  for (const tensor of tensors) {
    const namesake = bySpec.get(tensor.name);
    const name = namesake ? tensor.name : torchNameOf(tensor.name, net);
    const spec = namesake ?? byTorch.get(name ?? '');
    const earlier = spec && assigned.get(spec);
    if (earlier) stray.push(`${earlier.name} and ${tensor.name} are both ${spec.name} of ${net.label}`);
    else if (spec) assigned.set(spec, tensor);
    else if (name !== undefined && !UNUSED.test(name))
      stray.push(...(momentError(tensor, input) ?? [`${quoted(tensor.name)} ${shapeText(tensor.shape)} has no place in ${net.label}`]));
  }
  const mismatches = [...specs.flatMap((spec) => mismatchOf(spec, assigned.get(spec), net) ?? []), ...stray];
  if (mismatches.length > 0) return { weights: [], statistics: [], mismatches };
  const laidOut = (list: readonly TensorSpec[]): SavedTensor[] =>
    list.flatMap((spec) => {
      const tensor = assigned.get(spec);
      if (!tensor) return [];
      return [{ name: spec.name, shape: spec.shape, values: tensor.name === spec.name ? tensor.values : transposed(tensor.values, spec.shape) }];
    });
  return { weights: laidOut(outline.weights), statistics: laidOut(outline.statistics), mismatches };
}

const layerOf = (name: string): string => name.slice(0, name.lastIndexOf('/'));

/** The specs of each layer together, layers in the order of use. */
function byLayer(specs: readonly TensorSpec[]): TensorSpec[] {
  const layers = [...new Set(specs.map(({ name }) => layerOf(name)))];
  return layers.flatMap((layer) => specs.filter(({ name }) => layerOf(name) === layer));
}

/** conv1/w → conv1.weight */
const torchName = (name: string): string => `${layerOf(name).replaceAll('/', '.')}.${torchParameters[name.slice(name.lastIndexOf('/') + 1)] ?? ''}`;

/** The name of a tensor of a state_dict with the module's published name replaced by ours; undefined for a module that no forward pass uses. */
function torchNameOf(name: string, { published }: Net): string | undefined {
  const bare = name.replace(WRAPPERS, '');
  const [module, parameter] = [bare.slice(0, Math.max(0, bare.lastIndexOf('.'))), bare.slice(bare.lastIndexOf('.') + 1)];
  let path = module;
  for (const [pattern, layer] of published) {
    if (layer === null && pattern.test(path)) return undefined;
    path = path.replace(pattern, (...match: (string | number)[]) => (typeof layer === 'function' ? layer(match.map(String)) : (layer ?? '')));
  }
  return path === '' ? parameter : `${path}.${parameter}`;
}

/** The shape that a state_dict has for a tensor of ours. */
function torchShape(shape: readonly number[]): readonly number[] {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  return shape.length === 4 ? [d, c, a, b] : shape.length === 2 ? [b, a] : shape;
}

function mismatchOf({ name, shape }: TensorSpec, tensor: SavedTensor | undefined, { label }: Net): string[] | undefined {
  if (!tensor) return [`${torchName(name)} ${shapeText(torchShape(shape))} is missing (here ${name} ${shapeText(shape)})`];
  const expected = tensor.name === name ? shape : torchShape(shape);
  if (tensor.shape.join() !== expected.join())
    return [`${quoted(tensor.name)} has the shape ${shapeText(tensor.shape)}, and ${label} has ${shapeText(expected)} there`];
  const wrong = tensor.values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) return [`${quoted(tensor.name)} contains ${wrong}: these weights are broken`];
  const negative = name.endsWith('/var') ? tensor.values.find((value) => value < 0) : undefined;
  return negative === undefined ? undefined : [`${quoted(tensor.name)} contains ${negative}, which is no variance`];
}

/** What is wrong with a buffer that standardises pixels, if anything; undefined for any other tensor. */
function momentError({ name, values }: SavedTensor, input: InputShape): string[] | undefined {
  const kind = values.length === 3 ? (['mean', 'std'] as const).find((key) => moments[key].test(name)) : undefined;
  if (!kind) return undefined;
  const apart = input[kind].some((value, channel) => !(Math.abs(value - (values[channel] ?? NaN)) <= MOMENT_TOLERANCE));
  const numbers = (list: Iterable<number>): string => `[${[...list].map((value) => Number(value.toPrecision(4))).join(', ')}]`;
  return apart ? [`${quoted(name)} is ${numbers(values)}, and pixels are standardised by ${numbers(input[kind])} here`] : [];
}

/** OIHW → HWIO, out × in → in × out; vectors as they are. `shape` is the shape afterwards. */
function transposed(values: Float32Array, shape: readonly number[]): Float32Array {
  if (shape.length < 2) return values;
  const outputs = shape.at(-1) ?? 1;
  const inputs = shape.at(-2) ?? 1;
  const taps = values.length / (outputs * inputs);
  const laidOut = new Float32Array(values.length);
  let from = 0;
  for (let o = 0; o < outputs; o += 1)
    for (let i = 0; i < inputs; i += 1) for (let tap = 0; tap < taps; tap += 1) laidOut[(tap * inputs + i) * outputs + o] = values[from++] ?? NaN;
  return laidOut;
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
/** A tensor's name as a sentence repeats it. */
const quoted = (name: string): string => (name.length > 80 ? `${name.slice(0, 79)}…` : name);
