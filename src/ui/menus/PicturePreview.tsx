import { paintPicture } from '../../exports/base/pictures';
import type { SizedPicture } from '../../exports/surface/exportSurface';
import { useEffect, useRef, useState } from 'react';

/** A picture as its file will show it, as large as its place allows. */
export function PicturePreview({ picture: { picture, options } }: { readonly picture: SizedPicture }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const box = frame.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => setRoom({ width: box.clientWidth, height: box.clientHeight }));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const fit = Math.min(room.width / options.width, room.height / options.height);
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!canvas.current || !context || !(fit > 0)) return;
    canvas.current.width = Math.round(options.width * fit * devicePixelRatio);
    canvas.current.height = Math.round(options.height * fit * devicePixelRatio);
    paintPicture(context, picture.draw, options, fit * devicePixelRatio);
  }, [picture, options, fit]);
  return (
    <div className="picture-preview" ref={frame}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Preview: ${picture.title}`}
        className={options.transparent ? `see-through${options.dark ? ' dark' : ''}` : undefined}
        style={{ width: options.width * fit, height: options.height * fit }}
      />
    </div>
  );
}
