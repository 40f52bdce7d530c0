import type { FigureStyle } from '../../figures/base/types';
import { paint } from '../../figures/vector/canvasPainter';
import { thumbnailCommands } from '../../figures/vector/page';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { useEffect, useRef } from 'react';

interface Props {
  readonly result: SurfaceResult;
  readonly figureStyle: FigureStyle;
  readonly label: string;
}

/** A small surface on a 2-D canvas that fills its box: no WebGL context, no axes. */
export function Thumbnail({ result, figureStyle, label }: Props) {
  const holder = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = holder.current;
    const painter = canvas?.getContext('2d', { willReadFrequently: true }); // painted by the processor, which is fast enough and spares the GPU
    if (!canvas || !painter) return undefined;
    const draw = (): void => {
      const { clientWidth: width, clientHeight: height } = canvas;
      const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
      if (width === 0 || height === 0) return;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      painter.setTransform(ratio, 0, 0, ratio, 0, 0);
      paint(painter, thumbnailCommands(result, figureStyle, width, height));
    };
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    draw();
    return () => observer.disconnect();
  }, [result, figureStyle]);
  return <canvas ref={holder} role="img" aria-label={label} style={{ width: '100%', height: '100%', display: 'block' }} />;
}
