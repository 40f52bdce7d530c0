import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { trainingSpecs } from '../../experiment/trainingSpecs';
import type { TrainRun } from '../../experiment/trainRuns';
import { methodLabel } from '../../experiment/trainingNames';
import type { ParamSpec } from '../../math/params';
import { Knob } from '../controls/Knob';
import { fixed } from '../controls/numbers';
import { Pane } from '../lab/Pane';
import { attackedOf, stretchOf, type Attacked, type Said } from './attacked';
import { Picker } from './Picker';
import { PixelImage } from './PixelImage';
import { useTraining } from './useTraining';

const FIRST = [0, 1, 2, 3, 4, 5, 6, 7, 8];
/** PGD steps behind the pictures, each ε/4 long. */
const STEPS = 20;
const spec: ParamSpec = {
  ...trainingSpecs.attack.epsilon,
  slider: [0, 32],
  allowed: { min: 0, max: 255 },
  default: 8,
  unit: '/ 255',
  digits: 0,
};

/** Clean, perturbation, adversarial, and what the network takes each for; ε attacks the weights of this moment anew. */
export function ImagesPane({ run }: { readonly run: TrainRun | undefined }) {
  const { attacks } = useTraining();
  const own = run ? Math.round(run.document.attack.epsilon * 255) : spec.default;
  const [moved, setMoved] = useState<number>();
  const [images, setImages] = useState<readonly number[]>(FIRST);
  const [picking, setPicking] = useState(false);
  const radius = moved ?? own;
  const epsilon = radius / 255;
  const id = run && (run.begun || run.metrics.length > 0) ? run.id : undefined;
  const epoch = run?.metrics.length ?? 0;
  useEffect(() => {
    if (!id || !run || epoch === 0) return;
    const attack = { norm: run.document.attack.norm, epsilon, steps: epsilon > 0 ? STEPS : 0, stepSize: epsilon / 4 };
    attacks.ask({ run: id, weights: 'now', split: 'test', images, attack }, epoch);
  }, [attacks, id, run, epoch, epsilon, images]);
  const { last, busy, error } = useStore(attacks.store);
  const shown = last && run && last.request.run === run.id ? last.result : undefined;
  const attacked = useMemo(() => (shown ? attackedOf(shown) : []), [shown]);
  return (
    <Pane
      letter="D"
      title="Images under attack"
      note={
        run && shown ? `${methodLabel(run.document)}, weights after epoch ${shown.epoch}, PGD-${shown.attack.steps}; wrong predictions in red` : ''
      }
      busy={busy}
      error={error}
      legend={
        <span className="images-tools">
          <button type="button" className="link" aria-expanded={picking} onClick={() => setPicking(!picking)}>
            {picking ? 'done' : 'pick images'}
          </button>
          <Knob id="images.epsilon" spec={spec} fallback={own} value={radius} onChange={setMoved} />
        </span>
      }
      className="images"
    >
      {picking && run && <Picker data={run.document.data} chosen={images} onChoose={setImages} />}
      {attacked.length > 0 && shown ? (
        <div className="images-scroll" role="region" aria-label="Images" tabIndex={0}>
          <Rows attacked={attacked} height={shown.height} width={shown.width} stretch={stretchOf(shown.attack.epsilon)} generated={shown.generated} />
        </div>
      ) : (
        <p className="caption images-empty">After the first epoch: test images, what the attack adds to them, and what the network then sees.</p>
      )}
    </Pane>
  );
}

interface RowsProps {
  readonly attacked: readonly Attacked[];
  readonly height: number;
  readonly width: number;
  readonly stretch: number;
  readonly generated: boolean;
}

function Rows({ attacked, height, width, stretch, generated }: RowsProps) {
  const row = (name: string, of: 'clean' | 'perturbation' | 'adversarial') => (
    <tr>
      <th scope="row">{name}</th>
      {attacked.map((image, i) => (
        <td key={i}>
          <PixelImage pixels={image[of]} height={height} width={width} label={`${image.truth}, ${of}`} />
        </td>
      ))}
    </tr>
  );
  return (
    <table className="images-table">
      <tbody>
        {row(generated ? 'clean, generated' : 'clean', 'clean')}
        {row(`perturbation, stretched ${fixed(stretch, 0)}×`, 'perturbation')}
        {row('adversarial', 'adversarial')}
        <tr>
          <th scope="row">before</th>
          {attacked.map(({ before }, i) => (
            <Saying key={i} said={before} />
          ))}
        </tr>
        <tr>
          <th scope="row">after</th>
          {attacked.map(({ after }, i) => (
            <Saying key={i} said={after} />
          ))}
        </tr>
      </tbody>
    </table>
  );
}

function Saying({ said }: { readonly said: Said }) {
  return (
    <td className={said.right ? 'said' : 'said wrong'}>
      {said.name} <small>{fixed(100 * said.confidence, 0)} %</small>
      {!said.right && <span className="hidden"> (wrong)</span>}
    </td>
  );
}
