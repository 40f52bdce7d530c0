import { themeOf } from '../../figures/base/colours';
import { pixelOf, type Viewport } from '../../figures/base/pixelMapping';
import { fixedText } from '../../figures/base/ticks';
import type { Figure } from '../../figures/base/types';
import type { PathPoint } from '../../worker/rpc/landscapeProtocol';

/** The training path on a figure of the slice: a disc an epoch, at its projection, joined by lines; paler where the surface hides it. */
export function PathMarks({ path, figure, viewport }: { readonly path: readonly PathPoint[]; readonly figure: Figure; readonly viewport: Viewport }) {
  const ink = themeOf(figure.dark).ink;
  const places = path.map(({ coordinates: [a = NaN, b = 0] }) => pixelOf(figure.geometry, viewport, [a, b]));
  const lines = places.flatMap((place, k) => {
    const before = places[k - 1];
    return place && before ? [{ k, from: before.at, to: place.at }] : [];
  });
  return (
    <svg className="path-marks" aria-hidden="true">
      {['#ffffff', ink].map((colour, layer) =>
        lines.map(({ k, from, to }) => (
          <line key={`${colour} ${k}`} x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} stroke={colour} strokeWidth={layer === 0 ? 4 : 1.6} />
        )),
      )}
      {places.map(
        (place, k) =>
          place && (
            <circle
              key={k}
              cx={place.at[0]}
              cy={place.at[1]}
              r={3.4}
              fill={ink}
              stroke="#ffffff"
              strokeWidth={1.2}
              opacity={place.hidden ? 0.35 : 1}
            />
          ),
      )}
    </svg>
  );
}

/** The training path, epoch by epoch: how far it lies from the slice, and its own loss beside the drawn one. */
export function PathTable({ path }: { readonly path: readonly PathPoint[] }) {
  return (
    <details className="self-test">
      <summary>Training path: distance from the slice, and its own loss beside the drawn one</summary>
      <table>
        <thead>
          <tr>
            {['epoch', 'a', 'b', 'distance', 'share off the slice', 'loss drawn', 'own loss'].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {path.map(({ epoch, coordinates: [a = NaN, b], distance, shareOff, drawn, own }) => (
            <tr key={epoch}>
              <th scope="row">{epoch}</th>
              <td>{fixedText(a, 4)}</td>
              <td>{b === undefined ? '' : fixedText(b, 4)}</td>
              <td>{fixedText(distance, 3)}</td>
              <td>{fixedText(100 * shareOff, 1)} %</td>
              <td>{fixedText(drawn, 4)}</td>
              <td>{fixedText(own, 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
