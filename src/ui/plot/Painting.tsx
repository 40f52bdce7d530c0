import type { Box, DrawCommand } from '../../figures/base/drawList';
import { paint } from '../../figures/vector/canvasPainter';
import { useEffect, useRef } from 'react';

const MAX_PIXEL_RATIO = 3;

/** A drawing that fills its box, on a 2-D canvas: without WebGL, and faster to redraw than an SVG of as many shapes. */
export function Painting({ draw, label }: { readonly draw: (box: Box) => readonly DrawCommand[]; readonly label: string }) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext('2d', { willReadFrequently: true }); // painted by the CPU, which is fast enough and leaves the GPU to the scenes
    if (!canvas || !context) return undefined;
    const repaint = (ratio = Math.min(MAX_PIXEL_RATIO, globalThis.devicePixelRatio || 1)): void => {
      const { clientWidth: width, clientHeight: height } = canvas;
      if (width === 0 || height === 0) return;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      paint(context, draw({ x: 0, y: 0, width, height }));
    };
    const observer = new ResizeObserver(() => repaint());
    observer.observe(canvas);
    repaint();
    const onPrint = (): void => repaint(MAX_PIXEL_RATIO); // sharp on paper, whatever the screen
    addEventListener('beforeprint', onPrint);
    let left = false;
    if (document.fonts.status === 'loading') void document.fonts.ready.then(() => !left && repaint());
    return () => {
      left = true;
      removeEventListener('beforeprint', onPrint);
      observer.disconnect();
    };
  }, [draw]);
  return <canvas ref={canvasRef} role="img" aria-label={label} style={{ width: '100%', height: '100%', display: 'block' }} />;
}
