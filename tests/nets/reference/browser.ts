import { openDevice, type TensorBackend } from '../../../src/tensors/tf';
import { benchOf } from './bench';
import { compare, type Verdict } from './compare';
import { loadReference } from './data';
import { selections } from './groups';

export interface Traced {
  readonly adapter: string;
  readonly verdicts: Verdict[];
  /** Seconds by group. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Tensors left over. */
  readonly left: number;
}

/** Runs a selection of the traces on a backend of this browser. WebGL computes exp and quotients less exactly: ten times the tolerance. */
export async function trace(backend: TensorBackend, selection: keyof typeof selections, slack: number): Promise<Traced> {
  const device = await openDevice(backend, undefined, { gradients: true });
  const before = device.tensors();
  const reference = await loadReference(async (file) => (await fetch(new URL(`data/${file}`, document.baseURI))).arrayBuffer());
  const bench = benchOf(device, reference);
  const entries = new Map(reference.json.entries.map((entry) => [entry.id, entry]));
  const verdicts: Verdict[] = [];
  const seconds: Record<string, number> = {};
  for (const [name, group] of Object.entries(selections[selection])) {
    const began = performance.now();
    for (const [id, values] of Object.entries(await group(bench))) {
      const entry = entries.get(id);
      if (entry) verdicts.push(compare(reference, entry, values, slack));
    }
    seconds[name] = (performance.now() - began) / 1000;
  }
  bench.leave();
  return { adapter: device.adapter, verdicts, seconds, left: device.tensors() - before };
}

Object.assign(globalThis, { trace });
