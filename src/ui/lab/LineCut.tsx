import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react';
import type { LineRequest, LineResult } from '../../engine/protocol';
import { drawLine, type LineFigure, type LinePanel } from '../../figures/lineCut';
import { useSession } from '../session';
import { useDark } from '../theme';

/** The loss and its slope along the line through two weights; the pointer over it reads θ. */
export function LineCut({ request, result }: { readonly request: LineRequest; readonly result: LineResult }) {
  const { experiment } = useSession();
  const dark = useDark();
  const box = useRef<HTMLDivElement>(null);
  const [{ width, height }, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const holder = box.current;
    if (!holder) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: holder.clientWidth, height: holder.clientHeight }));
    observer.observe(holder);
    return () => observer.disconnect();
  }, []);
  const figure = useMemo(
    () => (width > 0 && height > 0 ? drawLine(request, result, dark, width, height) : undefined),
    [request, result, dark, width, height],
  );
  const read = (event: PointerEvent) => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    const t = figure?.tAt(event.clientX - left) ?? NaN;
    if (!(t >= result.span[0] && t <= result.span[1]) || result.length === 0) return;
    const { from, to } = request;
    const share = t / result.length;
    experiment.store.setState({ hover: [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])] });
  };
  return (
    <div ref={box} className="line-cut" onPointerMove={read} onPointerLeave={() => experiment.store.setState({ hover: undefined })}>
      {figure && <Chart figure={figure} />}
    </div>
  );
}

function Chart({ figure }: { readonly figure: LineFigure }) {
  const { width, height, left, right, panels, kinks, weights, note } = figure;
  const foot = panels[1].top + panels[1].height;
  return (
    <svg width={width} height={height} role="img" aria-label={figure.summary}>
      {panels.map((panel) => (
        <Panel key={panel.label} panel={panel} left={left} right={right} />
      ))}
      {figure.ticks.map(({ at, text }) => (
        <text key={text} x={at} y={foot + 15} textAnchor="middle">
          {text}
        </text>
      ))}
      <text x={right} y={foot + 29} textAnchor="end">
        distance from θ
      </text>
      {kinks.map((kink) => (
        <g key={kink.at} className="line-kink">
          <path d={`M${kink.at} ${panels[0].top}V${foot}`} />
          <path className="jump" d={`M${kink.at} ${kink.left}V${kink.right}`} />
          <circle cx={kink.at} cy={kink.loss} r={3.5} />
        </g>
      ))}
      {weights.map(([x, y], k) => (
        <g key={k} className={k === 0 ? 'line-weight' : 'line-weight open'}>
          <circle cx={x} cy={y} r={5} />
          <text x={x} y={y - 10} textAnchor="middle">
            {k === 0 ? 'θ' : 'θ′'}
          </text>
        </g>
      ))}
      {note && (
        <g className="line-note" textAnchor={note.flip ? 'end' : 'start'}>
          <text className="strong" x={note.at + (note.flip ? -8 : 8)} y={panels[0].top + 12}>
            {note.text}
          </text>
          <text x={note.at + (note.flip ? -8 : 8)} y={panels[0].top + 27}>
            {note.more}
          </text>
        </g>
      )}
    </svg>
  );
}

function Panel({ panel, left, right }: { readonly panel: LinePanel; readonly left: number; readonly right: number }) {
  const dashes = { solid: undefined, dash: '6 4', dot: '2 3', dashdot: '7 3 2 3' };
  return (
    <g>
      {panel.ticks.map(({ at, text }) => (
        <g key={text}>
          <path className="line-grid" d={`M${left} ${at}H${right}`} />
          <text x={left - 8} y={at} dy="0.35em" textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {panel.zero !== undefined && <path className="line-zero" d={`M${left} ${panel.zero}H${right}`} />}
      {panel.curves.map(({ path, style }, k) => (
        <path key={k} d={path} fill="none" stroke={style.color} strokeWidth={style.width} strokeDasharray={dashes[style.dash]} />
      ))}
      <text x={left - 32} y={panel.top - 7}>
        {panel.label}
      </text>
    </g>
  );
}
