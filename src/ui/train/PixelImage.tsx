import { useEffect, useRef } from 'react';

/** An image of [height, width, 3] numbers in [0, 1], its pixels as squares; without a label it is decoration. */
export function PixelImage({
  pixels,
  height,
  width,
  label,
}: {
  readonly pixels: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    for (let i = 0; i < width * height; i += 1) {
      for (let c = 0; c < 3; c += 1) image.data[4 * i + c] = Math.round(255 * (pixels[3 * i + c] ?? 0));
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [pixels, height, width]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      className="pixels"
      {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}
