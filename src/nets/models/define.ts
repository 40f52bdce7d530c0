import type { Specs, ValuesOf } from '../../math/params';
import type { Net } from '../kinds';
import { applied } from './applied';
import type { Body } from './layers';
import { outlineOf } from './outline';
import { tangent } from './tangent';

interface Draft<S extends Specs> {
  readonly label: string;
  readonly note: string;
  readonly specs: S;
  body(values: ValuesOf<S>): Body;
}

/** Makes a row of a network that is told once: counted with shapes, run with tensors. */
export function defineNet<const S extends Specs>({ label, note, specs, body }: Draft<S>): Net<S> {
  return {
    label,
    note,
    specs,
    outline: (input, values) => outlineOf(body(values), input),
    apply(tf, input, values) {
      const told = body(values);
      return applied(tf, told, outlineOf(told, input), input);
    },
    tangent(tf, input, values) {
      const told = body(values);
      return tangent(tf, told, outlineOf(told, input), input);
    },
  };
}
