import { openDevice, type TensorBackend } from '../../../src/tensors/device';
import { benchOf } from './bench';
import { compare, type Verdict } from './compare';
import { loadReference } from './data';
import { selections } from './groups';

export interface Traced {
  readonly adapter: string;
  readonly verdicts: Verdict[];
  readonly seconds: number;
  /** Tensors left over. */
  readonly left: number;
}

/** Runs one group of a selection of the traces on a backend of this browser. WebGL computes exp and quotients less exactly: ten times the tolerance. */
export async function trace(backend: TensorBackend, selection: keyof typeof selections, name: string, slack: number): Promise<Traced> {
  const device = await openDevice(backend, undefined, { gradients: true });
  const before = device.tensors();
  const reference = await loadReference(async (file) => (await fetch(new URL(`data/${file}`, document.baseURI))).arrayBuffer());
  const bench = benchOf(device, reference);
  const entries = new Map(reference.json.entries.map((entry) => [entry.id, entry]));
  const began = performance.now();
  const results = (await selections[selection][name]?.(bench)) ?? {};
  const seconds = (performance.now() - began) / 1000;
  const verdicts = Object.entries(results).flatMap(([id, values]) => {
    const entry = entries.get(id);
    return entry ? [compare(reference, entry, values, slack)] : [];
  });
  bench.leave();
  return { adapter: device.adapter, verdicts, seconds, left: device.tensors() - before };
}

/** Names of the groups of a selection. */
export const groupsOf = (selection: keyof typeof selections): string[] => Object.keys(selections[selection]);

Object.assign(globalThis, { trace, groupsOf });
