import { attackText, defaultStepSize, USUAL_RADII } from '../../nets/attacks/attackNumbers';
import type { PgdOptions } from '../../nets/attacks/ball';
import { evaluationAttack } from '../../nets/training/schedule';
import type { TrainingChoice } from '../../nets/training/types';
import { MAX_IMAGES, OFFERED_IMAGES } from '../../state/choices';
import type { TrainRun } from '../../state/runs/trainingRun';
import type { Pictures } from '../../worker/rpc/trainingProtocol';
import { Knob } from '../controls/Knob';
import { formatFixed } from '../controls/specText';
import { Pane } from '../panes/Pane';
import { useChoice } from '../session/session';
import { type AttackedImage, type AttackedImages, attackedImages, type Prediction } from './attackedImages';
import { lengthOf, radiusSpec, shownLength } from './SharedPanels';
import { type MethodGroup, useTraining } from './useTraining';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';

/** A canvas of an image [height, width, 3] with values in [0, 1]; without a label it is hidden from assistive technology. */
function PixelImage({
  pixels,
  height,
  width,
  label,
}: {
  readonly pixels: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly label: string;
}) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvasRef.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    for (let i = 0; i < width * height; i += 1) {
      for (let c = 0; c < 3; c += 1) image.data[4 * i + c] = Math.round(255 * (pixels[3 * i + c] ?? 0));
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [pixels, height, width]);
  return (
    <canvas
      ref={canvasRef}
      width={width}
      height={height}
      className="pixels"
      {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}

interface ImageRowsProps {
  readonly attacked: AttackedImages;
  readonly result: Pick<Pictures, 'height' | 'width' | 'generated'>;
}

/** Table with a column per image: clean, perturbation, adversarial, and the predictions before and after. */
function ImageRows({ attacked: { images, stretch }, result: { height, width, generated } }: ImageRowsProps) {
  const row = (name: string, of: 'clean' | 'perturbation' | 'adversarial') => (
    <tr>
      <th scope="row">{name}</th>
      {images.map((image, i) => (
        <td key={i}>
          <PixelImage pixels={image[of]} height={height} width={width} label={`${image.truth}, ${of}`} />
        </td>
      ))}
    </tr>
  );
  const predictionRow = (name: string, of: (image: AttackedImage) => Prediction) => (
    <tr>
      <th scope="row">{name}</th>
      {images.map((image, i) => (
        <PredictionCell key={i} prediction={of(image)} />
      ))}
    </tr>
  );
  return (
    <div className="images-scroll" role="region" aria-label="Images" tabIndex={0}>
      <table className="images-table">
        <tbody>
          <tr>
            <th scope="row">truth</th>
            {images.map(({ truth }, i) => (
              <td key={i} className="truth">
                {truth}
              </td>
            ))}
          </tr>
          {row(generated ? 'clean, generated' : 'clean', 'clean')}
          {row(`perturbation, stretched ${formatFixed(stretch, stretch < 10 ? 1 : 0)}×`, 'perturbation')}
          {row('adversarial', 'adversarial')}
          {predictionRow('said before', ({ before }) => before)}
          {predictionRow('said after', ({ after }) => after)}
        </tbody>
      </table>
    </div>
  );
}

function PredictionCell({ prediction }: { readonly prediction: Prediction }) {
  return (
    <td className={prediction.correct ? 'said' : 'said wrong'}>
      {prediction.name} <small>{formatFixed(100 * prediction.confidence, 0)} %</small>
      {!prediction.correct && <span className="hidden"> (wrong)</span>}
    </td>
  );
}

/** Picker of test images; beyond the maximum a choice replaces the oldest. */
function ImagePicker({
  data,
  chosen,
  onChoose,
}: {
  readonly data: TrainingChoice['data'];
  readonly chosen: readonly number[];
  readonly onChoose: (images: readonly number[]) => void;
}) {
  const { pictures } = useTraining();
  useEffect(
    () => pictures.ask({ data, split: 'test', images: Array.from({ length: Math.min(OFFERED_IMAGES, data.test) }, (_, i) => i) }),
    [pictures, data],
  );
  const { last, error } = useStore(pictures.store);
  if (error) return <p className="error">{error}</p>;
  if (!last) return null;
  const { pixels, height, width, labels, classes } = last.result;
  const size = height * width * 3;
  return (
    <div className="picker" role="group" aria-label="Images to attack">
      {last.request.images.map((image, i) => {
        const isChosen = chosen.includes(image);
        return (
          <button
            key={image}
            type="button"
            aria-pressed={isChosen}
            aria-label={`Image ${image}, ${classes[labels[i] ?? 0] ?? ''}`}
            onClick={() =>
              onChoose(isChosen ? (chosen.length > 1 ? chosen.filter((other) => other !== image) : chosen) : [...chosen, image].slice(-MAX_IMAGES))
            }
          >
            <PixelImage pixels={pixels.subarray(i * size, (i + 1) * size)} height={height} width={width} label="" />
          </button>
        );
      })}
    </div>
  );
}

/** Ends of the slider of ε. */
const MAX_RADII = { inf: 32, 2: 2 } as const;

/** The attack of the evaluation at another radius, its step in the same proportion. */
function judgeAt(document: TrainingChoice, epsilon: number): PgdOptions {
  const judge = evaluationAttack(document);
  const { steps } = judge;
  if (epsilon === 0) return { ...judge, epsilon, steps: 0 };
  return { ...judge, epsilon, stepSize: judge.epsilon > 0 ? (judge.stepSize * epsilon) / judge.epsilon : defaultStepSize(epsilon, steps) };
}

/** Pane D: images under the attack of the evaluation, with the latest weights of a run; a change of ε attacks again. */
export function ImagesPane({ groups }: { readonly groups: readonly MethodGroup[] }) {
  const { attacks } = useTraining();
  const offered = groups.flatMap(({ label, all }) =>
    all.filter(({ begun, metrics, foreign }) => begun && (metrics.length > 0 || foreign)).map((run) => ({ run, label })),
  );
  const [picked, setPicked] = useChoice('run');
  const chosen = offered.find(({ run }) => run.id === picked) ?? latestRun(offered);
  const run = chosen?.run;
  const document = run?.document;
  const { norm, epsilon: judged } = document?.evaluate ?? { norm: 'inf', epsilon: USUAL_RADII.inf };
  const [ball, setBall] = useChoice('ball');
  const [images, setImages] = useChoice('images');
  const [picking, setPicking] = useState(false);
  const epsilon = ball?.norm === norm ? ball.epsilon : judged;
  const [id, epoch] = [run?.id, run?.metrics.length ?? 0];
  useEffect(() => {
    if (id === undefined || !document) return;
    const attack = judgeAt(document, epsilon);
    attacks.ask({ run: id, weights: 'now', split: 'test', images: images.filter((image) => image < document.data.test), attack }, epoch);
  }, [attacks, id, document, epoch, epsilon, images]);
  const { last, busy, error } = useStore(attacks.store);
  const shown = last && run && last.request.run === run.id ? last.result : undefined;
  const attacked = useMemo(() => (shown ? attackedImages(shown) : undefined), [shown]);
  return (
    <Pane
      letter="D"
      title="Images under attack"
      note={shown ? `after epoch ${shown.epoch}, ${attackText(shown.attack)}; wrong predictions in red${stalledText(shown.stalled)}` : ''}
      busy={busy && run !== undefined}
      error={run ? error : undefined}
      legend={
        <span className="images-tools">
          {offered.length > 1 && (
            <select className="link" aria-label="Weights that are attacked" value={run?.id} onChange={(event) => setPicked(event.target.value)}>
              {offered.map((each) => (
                <option key={each.run.id} value={each.run.id}>
                  {each.label}
                  {!each.run.foreign && `, seed ${each.run.seed}`}
                  {!each.run.whole && !each.run.foreign && `, from a file, ${each.run.metrics.length} epochs`}
                </option>
              ))}
            </select>
          )}
          <button type="button" className="link" aria-expanded={picking} disabled={!run} onClick={() => setPicking(!picking)}>
            {picking ? 'done' : 'pick images'}
          </button>
          <Knob
            id="images.epsilon"
            spec={{ ...radiusSpec(norm), slider: [0, MAX_RADII[norm]] }}
            fallback={shownLength(norm, judged)}
            value={shownLength(norm, epsilon)}
            onChange={(radius) => setBall({ norm, epsilon: lengthOf(norm, radius) })}
          />
        </span>
      }
      className="images"
    >
      {picking && run && <ImagePicker data={run.document.data} chosen={images} onChoose={setImages} />}
      {attacked && shown ? (
        <ImageRows attacked={attacked} result={shown} />
      ) : (
        <p className="caption images-empty">
          After the first epoch: test images, what the attack adds to them, and what the network then takes them for. ε then attacks anew.
        </p>
      )}
    </Pane>
  );
}

/** "; no gradient for 2 of 9 images" where the attack stood still. */
function stalledText(stalled: Float32Array): string {
  const count = stalled.reduce((sum, one) => sum + one, 0);
  return count > 0 ? `; no gradient for ${count} of ${stalled.length} images, which proves nothing about them` : '';
}

/** The run added last. */
const latestRun = <T extends { readonly run: TrainRun }>(offered: readonly T[]): T | undefined =>
  [...offered].sort((a, b) => b.run.order - a.run.order)[0];
