import type { LineStyle } from '../../math/optimisers/types';

const shapes: Readonly<Record<LineStyle['marker'], string>> = {
  circle: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z',
  ring: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z',
  square: 'M-3.6 -3.6h7.2v7.2h-7.2z',
  diamond: 'M0 -5L5 0L0 5L-5 0z',
  triangle: 'M0 -5L4.8 3.6H-4.8z',
  cross: 'M-4 -1.4H-1.4V-4H1.4V-1.4H4V1.4H1.4V4H-1.4V1.4H-4z',
};

/** The marker of a method at an SVG position, outlined in white. */
export function StrokeMark({
  stroke,
  dark,
  at = [0, 0],
  scale = 1,
}: {
  readonly stroke: LineStyle;
  readonly dark: boolean;
  readonly at?: readonly [number, number];
  readonly scale?: number;
}) {
  const colour = dark ? stroke.dark : stroke.light;
  const open = stroke.marker === 'ring';
  const transform = `translate(${at[0]} ${at[1]}) scale(${scale})`;
  return (
    <g transform={transform}>
      <path d={shapes[stroke.marker]} fill="#ffffff" stroke="#ffffff" strokeWidth={open ? 4.4 : 2.6} strokeLinejoin="round" />
      <path d={shapes[stroke.marker]} fill={open ? '#ffffff' : colour} stroke={colour} strokeWidth={open ? 2 : 0.6} />
    </g>
  );
}

/** Legend sample of a method: its line and marker in the style of the figures. */
export function StrokeSwatch({ stroke, dark }: { readonly stroke: LineStyle; readonly dark: boolean }) {
  return (
    <svg className="swatch" width="30" height="12" viewBox="-15 -6 30 12" aria-hidden>
      <path d="M-15 0H15" fill="none" stroke={dark ? stroke.dark : stroke.light} strokeWidth={stroke.width} strokeDasharray={stroke.dash.join(' ')} />
      <StrokeMark stroke={stroke} dark={dark} scale={0.8} />
    </svg>
  );
}
