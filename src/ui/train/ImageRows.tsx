import type { Pictures } from '../../engine/netProtocol';
import { fixed } from '../controls/numbers';
import type { Attacked, AttackedImages, Said } from './attacked';
import { PixelImage } from './PixelImage';

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
