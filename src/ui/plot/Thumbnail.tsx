import type { FigureStyle } from '../../figures/base/types';
import { paint } from '../../figures/vector/canvasPainter';
import { thumbnailCommands } from '../../figures/vector/panes';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { useEffect, useRef } from 'react';

interface Props {
  readonly result: SurfaceResult;
  readonly figureStyle: FigureStyle;
  readonly label: string;
}

/** A small surface without axes on a 2-D canvas that fills its box, without a WebGL context. */
export function Thumbnail({ result, figureStyle, label }: Props) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext('2d', { willReadFrequently: true }); // painted by the CPU, which is fast enough and leaves the GPU to the scenes
    if (!canvas || !context) return undefined;
    const draw = (): void => {
      const { clientWidth: width, clientHeight: height } = canvas;
      const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
      if (width === 0 || height === 0) return;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      paint(context, thumbnailCommands(result, figureStyle, width, height));
    };
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    draw();
    return () => observer.disconnect();
  }, [result, figureStyle]);
  return <canvas ref={canvasRef} role="img" aria-label={label} style={{ width: '100%', height: '100%', display: 'block' }} />;
}
