import { fixedText } from '../../figures/base/ticks';
import { densityCommands } from '../../figures/networks/spectrumChart';
import { landscapeChoiceOf, landscapeSpecs } from '../../documents/landscapeDocument';
import { lossKinds } from '../../nets/landscape/lossKinds';
import type { ChosenLandscape } from '../../state/runs/landscapeSubjects';
import type { SpectrumRequest, SpectrumResult } from '../../worker/rpc/spectrumProtocol';
import { Knob } from '../controls/Knob';
import { formatPower } from '../controls/specText';
import { Pane } from '../panes/Pane';
import { Drawing } from '../plot/Drawing';
import { shippedWeights } from '../session/paperRuns';
import { useChoice } from '../session/session';
import { PHONE_QUERY, useDark, useMedia } from '../session/theme';
import { durationText } from '../train/DataPanel';
import { useTraining } from '../train/useTraining';
import { useStore } from 'zustand';

const stageNames: Readonly<Record<SpectrumResult['stage'], string>> = {
  loading: 'loading images',
  eigenvalues: 'eigenvalues',
  trace: 'trace',
  density: 'density',
  average: 'average flatness',
  worst: 'worst-case flatness',
  sharpness: 'sharpness',
  done: 'done',
};

/** Pane of the Hessian at the weights, and of the flatness of the loss about them. */
export function SpectrumPane({ chosen: { source, document } }: { readonly chosen: ChosenLandscape }) {
  const { spectra } = useTraining();
  const [radius, setRadius] = useChoice('landscapeRadius');
  const request: SpectrumRequest = { run: source.id, choice: { ...landscapeChoiceOf(document), grid: { a: [-1, 1], n: 2 } }, radius };
  const { net, data, loss, attack, batchNorm, seed, directions } = request.choice;
  const key = JSON.stringify([source.id, net, data, loss, attack, batchNorm, seed, directions.seed, radius]);
  const measurement = useStore(spectra.store, ({ byKey }) => byKey[key]);
  const { status, result, error } = measurement ?? {};
  const busy = status === 'running' || status === 'queued';
  const file = source.file;
  const said = !result ? (busy ? 'waiting' : '') : `${stageNames[result.stage]}${busy && result.of > 0 ? ` ${result.done} of ${result.of}` : ''}`;
  return (
    <Pane
      letter="H"
      title="Hessian and flatness"
      note={status === 'stopped' ? 'stopped' : said}
      error={error}
      className="spectrum"
      legend={
        <>
          <Knob id="landscape.radius" spec={landscapeSpecs.radius} value={radius} disabled={busy} onChange={setRadius} />
          <button
            type="button"
            className="button"
            disabled={status === 'done'}
            onClick={() => (busy ? spectra.stop(key) : spectra.start(key, request, file === undefined ? undefined : () => shippedWeights(file)))}
          >
            {busy ? 'Stop' : 'Measure'}
          </button>
        </>
      }
    >
      {result ? (
        <Findings result={result} />
      ) : (
        <p className="caption">
          Eigenvalues, trace and spectral density of the Hessian at these weights, and how far the loss rises about them: the{' '}
          {lossKinds[loss].label.toLowerCase()} loss on the images of the slice. It takes about as long as a small slice.
        </p>
      )}
    </Pane>
  );
}

/** Six significant digits, powers of ten beyond four places. */
const text = (value: number): string => (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6 ? fixedText(value, 4) : formatPower(value));

function Findings({ result }: { readonly result: SpectrumResult }) {
  const dark = useDark();
  const phone = useMedia(PHONE_QUERY);
  const { eigenvalues, trace, density, average, worst, sharpness, choice, seconds, radius, backend } = result;
  const attacked = lossKinds[choice.loss].attacked;
  const rows: (readonly [name: string, value: string, how: string])[] = [
    ...(eigenvalues
      ? [
          ...eigenvalues.largest.map(({ value, residual }, k) => [`λ${sub(k + 1)}`, text(value), `residual ${formatPower(residual)}`] as const),
          ...eigenvalues.smallest.map(
            ({ value, residual }, k) => [`λ${k === 0 ? ' least' : ` least, ${k + 1}`}`, text(value), `residual ${formatPower(residual)}`] as const,
          ),
        ]
      : []),
    ...(trace ? [['trace', text(trace.value), `± ${text(trace.standardError)}, ${trace.products} products`] as const] : []),
    ...(average ? [['average rise', text(average.rise), `± ${text(average.standardError)}, ${average.losses.length} perturbations`] as const] : []),
    ...(worst ? [['worst rise found', text(worst.rise), 'gradient ascent'] as const] : []),
    ...(sharpness
      ? [['sharpness found', text(sharpness.lowerBound), `to second order ${text(sharpness.quadratic)}; α = ${text(sharpness.alpha)}`] as const]
      : []),
  ];
  return (
    <div className="spectrum-findings">
      <table>
        <tbody>
          {rows.map(([name, value, how]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td className="note">{how}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {density && (
        <Drawing
          draw={(box) => densityCommands(density, dark, box)}
          width={phone ? 340 : 520}
          height={phone ? 230 : 250}
          label={`Spectral density of the Hessian from ${text(density.range[0])} to ${text(density.range[1])}`}
        />
      )}
      <p className="caption">
        Hessian of the {lossKinds[choice.loss].label.toLowerCase()} loss{attacked && ', the attack at the centre held'}, on {choice.data.count}{' '}
        {choice.data.split} images, over all parameters, batch norm as trained. Lanczos with full reorthogonalisation: an eigenvalue lies within the
        residual. Trace by Hutch++, density by stochastic Lanczos quadrature
        {density && ` with ${density.probes.length} random vectors, Gaussians of width ${text(density.width)}`}, thin lines ±1 standard error. Rises
        in nats within {radius} of the norm of each tensor (Stutz et al. 2021)
        {attacked && choice.loss === 'adversarial' && ', the attack run anew at every weight'}; sharpness of Definition 2 in a ball of radius α,{' '}
        {radius} of the norm of all weights, a lower bound. Seed {choice.directions.seed}. {backend}, float32, {durationText(seconds)}.
      </p>
    </div>
  );
}

const sub = (k: number): string => String.fromCodePoint(0x2080 + k);
