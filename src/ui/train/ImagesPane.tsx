import { trainingSpecs } from '../../documents/trainingSpecs';
import type { ParamSpec } from '../../math/core/paramSpec';
import type { TrainRun } from '../../state/trainingRun';
import { Knob } from '../controls/Knob';
import { field } from '../controls/specText';
import { Pane } from '../panes/Pane';
import { ImageRows, PixelImage } from './ImageRows';
import { attackedOf } from './attackedImages';
import { type Group, useTraining } from './useTraining';
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { TrainingChoice } from '../../nets/training/types';

/** Test images on offer, and how many are shown at once. */
const OFFER = 60;
const MOST = 9;

/** Test images to choose from; a click puts one in the place of the oldest. */
export function Picker({
  data,
  chosen,
  onChoose,
}: {
  readonly data: TrainingChoice['data'];
  readonly chosen: readonly number[];
  readonly onChoose: (images: readonly number[]) => void;
}) {
  const { pictures } = useTraining();
  useEffect(() => pictures.ask({ data, split: 'test', images: Array.from({ length: Math.min(OFFER, data.test) }, (_, i) => i) }), [pictures, data]);
  const { last, error } = useStore(pictures.store);
  if (error) return <p className="error">{error}</p>;
  if (!last) return null;
  const { pixels, height, width, labels, classes } = last.result;
  const size = height * width * 3;
  return (
    <div className="picker" role="group" aria-label="Images to attack">
      {last.request.images.map((image, i) => {
        const on = chosen.includes(image);
        return (
          <button
            key={image}
            type="button"
            aria-pressed={on}
            aria-label={`Image ${image}, ${classes[labels[i] ?? 0] ?? ''}`}
            onClick={() => onChoose(on ? (chosen.length > 1 ? chosen.filter((other) => other !== image) : chosen) : [...chosen, image].slice(-MOST))}
          >
            <PixelImage pixels={pixels.subarray(i * size, (i + 1) * size)} height={height} width={width} label="" />
          </button>
        );
      })}
    </div>
  );
}

const FIRST = [0, 1, 2, 3, 4, 5, 6, 7, 8];
/** PGD steps behind the pictures, each ε/4 long. */
const STEPS = 20;
/** ε × 255; L2 balls are as large as a whole grey scale and more. */
const specOf = (norm: 'inf' | 2): ParamSpec => ({
  ...trainingSpecs.attack.epsilon,
  slider: [0, norm === 2 ? 255 : 32],
  allowed: { min: 0, max: 25_500 },
  default: 8,
  unit: '/ 255',
  digits: 0,
});

/** Clean, perturbation, adversarial, and what the network takes each for; ε attacks the weights of this moment anew. */
export function ImagesPane({ groups }: { readonly groups: readonly Group[] }) {
  const { attacks } = useTraining();
  const offered = groups.flatMap(({ label, runs }) => runs.filter(({ metrics }) => metrics.length > 0).map((run) => ({ run, label })));
  const [picked, setPicked] = useState<string>();
  const chosen = offered.find(({ run }) => run.id === picked) ?? latestOf(offered);
  const run = chosen?.run;
  const spec = specOf(run?.document.attack.norm ?? 'inf');
  const own = Number(((run?.document.attack.epsilon ?? 8 / 255) * 255).toFixed(3));
  const [moved, setMoved] = useState<number>();
  const [images, setImages] = useState<readonly number[]>(FIRST);
  const [picking, setPicking] = useState(false);
  const radius = moved ?? own;
  const epsilon = radius / 255;
  const [id, norm, test, epoch] = [run?.id, run?.document.attack.norm ?? 'inf', run?.document.data.test ?? 0, run?.metrics.length ?? 0];
  useEffect(() => {
    if (id === undefined) return;
    const attack = { norm, epsilon, steps: epsilon > 0 ? STEPS : 0, stepSize: epsilon / 4 };
    attacks.ask({ run: id, weights: 'now', split: 'test', images: images.filter((image) => image < test), attack }, epoch);
  }, [attacks, id, norm, test, epoch, epsilon, images]);
  const { last, busy, error } = useStore(attacks.store);
  const shown = last && run && last.request.run === run.id ? last.result : undefined;
  const attacked = useMemo(() => (shown ? attackedOf(shown) : undefined), [shown]);
  return (
    <Pane
      letter="D"
      title="Images under attack"
      note={
        shown
          ? `after epoch ${shown.epoch}, PGD-${shown.attack.steps}, ε = ${field(shown.attack.epsilon * 255, 0)}/255; wrong predictions in red`
          : ''
      }
      busy={busy && run !== undefined}
      error={run ? error : undefined}
      legend={
        <span className="images-tools">
          {offered.length > 1 && (
            <select className="link" aria-label="Weights that are attacked" value={run?.id} onChange={(event) => setPicked(event.target.value)}>
              {offered.map((each) => (
                <option key={each.run.id} value={each.run.id}>
                  {each.label}, seed {each.run.seed}
                </option>
              ))}
            </select>
          )}
          <button type="button" className="link" aria-expanded={picking} disabled={!run} onClick={() => setPicking(!picking)}>
            {picking ? 'done' : 'pick images'}
          </button>
          <Knob id="images.epsilon" spec={spec} fallback={own} value={radius} onChange={setMoved} />
        </span>
      }
      className="images"
    >
      {picking && run && <Picker data={run.document.data} chosen={images} onChoose={setImages} />}
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

/** Of what has weights, the run that was asked for last. */
const latestOf = <T extends { readonly run: TrainRun }>(offered: readonly T[]): T | undefined =>
  [...offered].sort((a, b) => b.run.order - a.run.order)[0];
