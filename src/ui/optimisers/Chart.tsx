import { useEffect, useRef, useState, type ReactNode } from 'react';

/** A chart as wide as its pane, in pixels, so that its type keeps its size. */
export function Chart({
  height,
  words,
  children,
}: {
  readonly height: number;
  readonly words: string;
  readonly children: (width: number) => ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(408);
  useEffect(() => {
    const own = box.current;
    if (!own) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(220, own.clientWidth)));
    observer.observe(own);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className="chart-box">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        {children(width)}
      </svg>
    </div>
  );
}
