import { themeOf } from '../../figures/base/colours';
import { isInPicture, type PictureRange } from '../../figures/base/gridSampling';
import { outsideSentence } from '../../figures/base/surfaceSentences';
import { levelStep, sharedRange, tickText } from '../../figures/base/ticks';
import type { Figure, FigureStyle } from '../../figures/base/types';
import { ratioText } from '../../figures/charts/theoremVerdicts';
import { figures } from '../../figures/plotly';
import { withLevelSetOutline } from '../../figures/plotly/contour';
import type { Pair } from '../../math/core/types';
import type { TheoremName } from '../../math/theory/catalogue';
import type { SearchResult, StartingPoint, WorstPair } from '../../math/theory/types';
import type { Experiment } from '../../state/experimentStore';
import { surfaceRequest } from '../../state/jobResults';
import type { TheoremRequest } from '../../state/theoremBench';
import type { SurfaceRequest } from '../../worker/rpc/protocol';
import { Tex } from '../controls/Tex';
import { formatFixed } from '../controls/specText';
import { Plot } from '../plot/Plot';
import { useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { type AttackPair, useTheoryOptions } from './theoryHooks';
import { useCallback, useMemo } from 'react';

/** Whether a theorem is about the smoothed loss. */
const isSmoothed = (id: TheoremName): boolean => id.startsWith('theorem-3');

/** The chosen card's worst pair on the contour of the loss or the smoothed loss, whichever the theorem is about. */
export function PairFigure({
  id,
  request,
  worst,
  start,
}: {
  readonly id: TheoremName;
  readonly request: TheoremRequest;
  readonly worst: WorstPair | undefined;
  /** θ⁰, whose level set is outlined; a press on the contour moves it. */
  readonly start?: StartingPoint | undefined;
}) {
  const { setStart } = useTheoryOptions();
  const { runs } = useSession();
  const dark = useDark();
  const requestOf = useCallback(
    (state: Experiment): SurfaceRequest => {
      const { smoothing: ofDocument } = request.surface;
      const gamma = ofDocument.kind === 'entropy-sgd' ? ofDocument.gamma : request.options.gamma;
      const smoothing = isSmoothed(id) ? ({ kind: 'entropy-sgd', gamma, normalised: true } as const) : ({ kind: 'none' } as const);
      return surfaceRequest({ ...request.surface, smoothing }, state.backend);
    },
    [id, request],
  );
  const { last, error } = useFollowedJob(runs.surface, 'pair surface', requestOf);
  const style = useMemo<FigureStyle>(
    () => ({
      dark,
      colours: 'tide',
      size: 'phone',
      creases: true,
      minimum: false,
      arrows: false,
      smoothed: last?.request.surface.smoothing.kind !== 'none',
    }),
    [dark, last],
  );
  const figure = useMemo(() => {
    if (!last) return undefined;
    const drawn = figures.contour.draw(last.result, last.request, style);
    const outlined = start ? withLevelSetOutline(drawn, last.result.grid, start, dark) : drawn;
    return worst ? withPair(outlined, worst, dark) : outlined;
  }, [last, style, worst, start, dark]);
  return (
    <>
      <div className="pair-figure">
        {figure && <Plot figure={figure} label="The worst pair on the contour" cursor={start?.theta} cursorName="θ⁰" onPick={start && setStart} />}
        {!figure && !error && <p className="note empty">The first surface is on its way.</p>}
      </div>
      {error && <p className="error">{error}</p>}
      {last && (
        <p className="note pair-note">
          {last.request.surface.smoothing.kind === 'none' ? 'Loss' : 'Smoothed loss'}, a level every {tickText(levelStep(sharedRange([last.result])))}{' '}
          nats; first weight filled, second open.
          {worst && pairOutside(last.request.surface.grid, worst)}
          {start && ` The thick line is the rim of the level set of θ⁰, which is marked; press on the contour to move it.`}
        </p>
      )}
    </>
  );
}

/** Which weights of the pair the picture does not show. */
function pairOutside(range: PictureRange, { theta: [first, second] }: WorstPair): string {
  const sentence = outsideSentence(range, [
    { name: 'the first weight', theta: first },
    { name: 'the second weight', theta: second },
  ]);
  return sentence === '' ? '' : ` ${sentence} The statement speaks of all ‖θ‖ up to the corners of the picture.`;
}

/** The figure with the pair on top: first weight filled, second open, joined by a white line. */
function withPair(figure: Figure, { theta: [first, second] }: WorstPair, dark: boolean): Figure {
  const { theta } = themeOf(dark);
  const [x, y] = [
    [first[0], second[0]],
    [first[1], second[1]],
  ] as const;
  const shown = [
    { at: second, size: 11, colour: '#ffffff', rim: theta },
    { at: first, size: 9, colour: theta, rim: '#ffffff' },
  ].filter(({ at }) => figure.geometry.kind === 'plane' && isInPicture(figure.geometry, at));
  const summary = `Worst pair at (${first.map((v) => v.toPrecision(4)).join(', ')}) and (${second.map((v) => v.toPrecision(4)).join(', ')}).`;
  return {
    ...figure,
    data: [
      ...figure.data,
      { type: 'scatter', mode: 'lines', x: [...x], y: [...y], line: { width: 2, color: '#ffffff' }, hoverinfo: 'skip' },
      {
        type: 'scatter',
        mode: 'markers',
        x: shown.map(({ at }) => at[0]),
        y: shown.map(({ at }) => at[1]),
        marker: {
          size: shown.map(({ size }) => size),
          color: shown.map(({ colour }) => colour),
          line: { width: 2, color: shown.map(({ rim }) => rim) },
        },
        hoverinfo: 'skip',
        cliponaxis: false,
      },
    ],
    summary: `${figure.summary} ${summary}`,
  };
}

/** Decimals that distinguish two close weights. */
const digitsFor = (distance: number): number => Math.min(7, Math.max(4, 1 - Math.floor(Math.log10(distance || 1))));

/** A number with the given decimals; in scientific notation where they would all be 0. */
export const decimalText = (value: number, digits = 4): string =>
  value !== 0 && Math.abs(value) < 10 ** (1 - digits) ? value.toExponential(2).replace(/-/g, '−') : formatFixed(value, digits);

/** Rows of a pair: two names, or `one` where both are the same. */
const namedRows = ([p, q]: readonly [Pair, Pair], names: readonly [string, string], one: string, same: boolean): (readonly [string, Pair])[] =>
  same
    ? [[one, p]]
    : [
        [names[0], p],
        [names[1], q],
      ];

/** The worst pair as a table: weights, inputs, distances and both sides of the inequality. */
export function PairTable({ search: { worst, unit }, attacks }: { readonly search: SearchResult; readonly attacks: AttackPair | undefined }) {
  const { inputs, compares = 'weights' } = worst;
  const digits = digitsFor(worst.distance);
  return (
    <table className="readout pair-table">
      <thead>
        <tr>
          <th>
            <span className="hidden">what</span>
          </th>
          <th scope="col">
            <Tex>{'\\tho'}</Tex>
          </th>
          <th scope="col">
            <Tex>{'\\tht'}</Tex>
          </th>
        </tr>
      </thead>
      <tbody>
        {namedRows(
          worst.theta,
          unit === 'weights' ? ['the weight', 'beside it'] : ['first weight', 'second weight'],
          'weight',
          compares === 'inputs',
        ).map(([name, theta]) => (
          <tr key={name}>
            <th scope="row" className="pair-weight">
              {name}
            </th>
            <td>{decimalText(theta[0], digits)}</td>
            <td>{decimalText(theta[1], digits)}</td>
          </tr>
        ))}
        {inputs &&
          namedRows(inputs, ['first input', 'second input'], 'input', compares === 'weights').map(([name, x]) => (
            <tr key={name}>
              <th scope="row">
                {name} <Tex>{'(x_1,x_2)'}</Tex>
              </th>
              <td>{decimalText(x[0], digits)}</td>
              <td>{decimalText(x[1], digits)}</td>
            </tr>
          ))}
        <NumberRow name={`distance of the ${compares}`} value={decimalText(worst.distance)} />
        {attacks && (
          <NumberRow
            name={attacks.of ? `distance of the attacks on point ${attacks.of[0]}` : 'distance of the attacks'}
            value={decimalText(attacks.distance)}
            emphasised
          />
        )}
        <NumberRow name="left side" value={decimalText(worst.left)} />
        <NumberRow name="right side" value={decimalText(worst.right)} />
        <NumberRow name="left / right" value={ratioText({ worst })} emphasised />
        {worst.quotient > 0 && (
          <NumberRow name={`left / distance of the ${compares}`} value={formatFixed(worst.quotient, worst.quotient >= 100 ? 1 : 4)} />
        )}
      </tbody>
    </table>
  );
}

function NumberRow({ name, value, emphasised = false }: { readonly name: string; readonly value: string; readonly emphasised?: boolean }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td colSpan={2} className={emphasised ? 'loud' : ''}>
        {value}
      </td>
    </tr>
  );
}
