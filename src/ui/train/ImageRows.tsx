import type { Pictures } from '../../worker/rpc/trainingProtocol';
import { fixed } from '../controls/specText';
import type { Attacked, AttackedImages, Said } from './attackedImages';
import { useEffect, useRef } from 'react';

/** An image of [height, width, 3] numbers in [0, 1], its pixels as squares; without a label it is decoration. */
export function PixelImage({
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
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
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
      ref={canvas}
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

/** A column an image: as it is, what is added, the sum, and what the network says before and after. */
export function ImageRows({ attacked: { images, stretch }, result: { height, width, generated } }: ImageRowsProps) {
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
  const says = (name: string, of: (image: Attacked) => Said) => (
    <tr>
      <th scope="row">{name}</th>
      {images.map((image, i) => (
        <Saying key={i} said={of(image)} />
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
          {row(`perturbation, stretched ${fixed(stretch, stretch < 10 ? 1 : 0)}×`, 'perturbation')}
          {row('adversarial', 'adversarial')}
          {says('said before', ({ before }) => before)}
          {says('said after', ({ after }) => after)}
        </tbody>
      </table>
    </div>
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
