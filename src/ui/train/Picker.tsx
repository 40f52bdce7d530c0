import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { TrainingChoice } from '../../experiment/training';
import { PixelImage } from './PixelImage';
import { useTraining } from './useTraining';

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
