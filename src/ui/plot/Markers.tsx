import { themeOf } from '../../figures/base/colours';
import { pixelOf, type Viewport } from '../../figures/base/pixelMapping';
import type { Figure, Margins } from '../../figures/base/types';
import type { Pair } from '../../math/core/types';
import type { CSSProperties, ReactNode } from 'react';

const overlay: CSSProperties = { position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' };

/** The line through both weights, along which the profile is taken. */
export function LineThroughWeights({ from, to, inside }: { readonly from: Pair; readonly to: Pair; readonly inside: Margins }) {
  const size = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (size < 1) return null;
  const [u, v] = [(to[0] - from[0]) * (4000 / size), (to[1] - from[1]) * (4000 / size)];
  return (
    <svg aria-hidden="true" style={{ ...overlay, clipPath: `inset(${inside.t}px ${inside.r}px ${inside.b}px ${inside.l}px)` }}>
      <line x1={from[0] - u} y1={from[1] - v} x2={from[0] + u} y2={from[1] + v} stroke="#ffffff" strokeWidth={1.2} strokeDasharray="2 3" />
    </svg>
  );
}

/** Spots of a scene that its surface does not hide. */
export function Spots({ figure: { geometry }, viewport }: { readonly figure: Figure; readonly viewport: Viewport }): ReactNode {
  if (geometry.kind !== 'scene' || geometry.spots.length === 0) return null;
  return (
    <svg aria-hidden="true" style={overlay}>
      {geometry.spots.map(({ theta, radius, fill, rim }, k) => {
        const place = pixelOf(geometry, viewport, theta);
        return (
          place && !place.hidden && <circle key={k} cx={place.at[0]} cy={place.at[1]} r={radius} fill={fill} stroke="#ffffff" strokeWidth={rim} />
        );
      })}
    </svg>
  );
}

/** Marker of θ: a dot on a surface, a ring on a plane; translucent where the surface occludes it. */
export function WeightMarker({
  at,
  hidden,
  figure,
  open = false,
}: {
  readonly at: Pair;
  readonly hidden: boolean;
  readonly figure: Figure;
  readonly open?: boolean;
}) {
  const scene = figure.geometry.kind === 'scene';
  const colour = themeOf(figure.dark).theta;
  return (
    <svg aria-hidden="true" style={overlay}>
      <circle
        cx={at[0]}
        cy={at[1]}
        r={5.5}
        fill={open ? '#ffffff' : colour}
        fillOpacity={scene || open ? 1 : 0.55}
        stroke={open ? colour : '#ffffff'}
        strokeWidth={open ? 2.5 : scene ? 1 : 2}
        opacity={hidden ? 0.35 : 1}
      />
    </svg>
  );
}
