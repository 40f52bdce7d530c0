/** A seeded source of uniform numbers in [0, 1). */
export type Rng = () => number;

/** The increment of SplitMix, 2³² divided by the golden ratio. */
const GOLDEN_GAMMA = 0x9e3779b9;

/** The finaliser (bit mixer) of SplitMix32, as a signed 32-bit integer. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

/** 32 bits as a number of [0, 1). */
const toUnit = (bits: number): number => (bits >>> 0) / 2 ** 32;

/** SplitMix32 (Steele, Lea, Flood 2014, with a 32-bit finaliser): a seeded generator with 32 bits of state. */
export function seeded(seed: number): Rng {
  let state = seed >>> 0;
  return () => {
    state = (state + GOLDEN_GAMMA) >>> 0;
    return toUnit(mix(state));
  };
}

/** A counter-based random stream (Salmon et al. 2011): its address gives its numbers, so no state passes from call to call. */
export interface Stream {
  /** n independent samples of the uniform distribution on [lo, hi). */
  uniform(n: number, lo: number, hi: number): Float32Array;
  /** n independent samples of N(0, deviation²) (Box and Muller 1958). */
  normal(n: number, deviation: number): Float32Array;
  /** A random permutation of 0 … n − 1 (Fisher and Yates 1938). */
  order(n: number): Uint32Array;
}

/** The stream at an address of seed, name and any numbers, as `streamOf(1, 'batches', epoch)`. */
export function streamOf(seed: number, name: string, ...address: readonly number[]): Stream {
  const text = [seed, name, ...address].join('|');
  const [key1, key2] = [hash(text, 0x811c9dc5), hash(text, 0x2f0b4c47)];
  let count = 0;
  const next = (): number => {
    count += 1;
    return toUnit(mix(mix(Math.imul(count, GOLDEN_GAMMA) + key1) ^ key2)); // two keys: no two streams are shifts of each other
  };
  return {
    uniform: (n, lo, hi) => new Float32Array(n).map(() => lo + (hi - lo) * next()),
    normal(n, deviation) {
      const drawn = new Float32Array(n);
      for (let i = 0; i < drawn.length; i += 2) {
        const radius = deviation * Math.sqrt(-2 * Math.log(1 - next()));
        const angle = 2 * Math.PI * next();
        drawn[i] = radius * Math.cos(angle);
        drawn[i + 1] = radius * Math.sin(angle); // beyond the end of an odd length: ignored
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

/** The FNV-1a hash of a text from a chosen offset basis. */
function hash(text: string, basis: number): number {
  let h = basis;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
