/** A seeded source of uniform numbers in [0, 1). */
export type Rng = () => number;

/** SplitMix32 (Steele, Lea, Flood 2014, with 32-bit finaliser): small, seeded, the same everywhere. */
export function seeded(seed: number): Rng {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 4294967296;
  };
}

/** Random numbers by address: the same name and numbers give the same ones, so nothing has to be carried from call to call. */
export interface Stream {
  /** n independent uniform numbers of [lo, hi). */
  uniform(n: number, lo: number, hi: number): Float32Array;
  /** n independent normal numbers (Box and Muller 1958). */
  normal(n: number, deviation: number): Float32Array;
  /** 0 … n − 1 in random order (Fisher and Yates). */
  order(n: number): Uint32Array;
}

/** The stream of `seed`, a name and any numbers: `streamOf(1, 'batches', epoch)`. */
export function streamOf(seed: number, name: string, ...address: readonly number[]): Stream {
  const text = [seed, name, ...address].join('|');
  const [key1, key2] = [hash(text, 0x811c9dc5), hash(text, 0x2f0b4c47)];
  let count = 0;
  const next = (): number => {
    count += 1;
    return (mix(mix(Math.imul(count, 0x9e3779b9) + key1) ^ key2) >>> 0) / 4294967296; // two keys: no two streams are shifts of each other
  };
  return {
    uniform: (n, lo, hi) => new Float32Array(n).map(() => lo + (hi - lo) * next()),
    normal(n, deviation) {
      const drawn = new Float32Array(n);
      for (let i = 0; i < drawn.length; i += 2) {
        const radius = deviation * Math.sqrt(-2 * Math.log(1 - next()));
        const angle = 2 * Math.PI * next();
        drawn[i] = radius * Math.cos(angle);
        drawn[i + 1] = radius * Math.sin(angle); // past the end of an odd length: nothing happens
      }
      return drawn;
    },
    order(n) {
      const order = Uint32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i -= 1) {
        const j = Math.floor(next() * (i + 1));
        [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
      }
      return order;
    },
  };
}

/** FNV-1a of a text. */
function hash(text: string, start: number): number {
  let h = start;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** The finaliser of SplitMix32, as in math/rng. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
