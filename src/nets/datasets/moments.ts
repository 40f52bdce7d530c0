import type { Moments } from './kinds';

/** Mean and standard deviation by channel of pixels/255; exact sums, by counting how often each byte occurs. */
export function momentsOf(parts: readonly Uint8Array[]): Moments {
  const [red, green, blue] = [channelOf(parts, 0), channelOf(parts, 1), channelOf(parts, 2)];
  return { mean: [red.mean, green.mean, blue.mean], std: [red.std, green.std, blue.std] };
}

function channelOf(parts: readonly Uint8Array[], channel: number): { mean: number; std: number } {
  const times = new Float64Array(256);
  for (const pixels of parts) for (let i = channel; i < pixels.length; i += 3) times[pixels[i]!]! += 1;
  const count = times.reduce((sum, n) => sum + n, 0);
  const mean = times.reduce((sum, n, byte) => sum + n * byte, 0) / count;
  const variance = times.reduce((sum, n, byte) => sum + n * (byte - mean) ** 2, 0) / count;
  return { mean: mean / 255, std: Math.sqrt(variance) / 255 };
}
