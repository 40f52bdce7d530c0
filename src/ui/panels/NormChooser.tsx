import { exponentOf, normOfExponent } from '../../experiment/choices';
import type { NormChoice } from '../../experiment/document';
import { specs } from '../../experiment/specs';
import { Knob } from '../controls/Knob';
import { exponentScale } from '../controls/scale';
import { Segment } from '../controls/Segment';
import { Tex } from '../Tex';

/** Where the segment's "p" starts when it is first chosen. */
const OTHER = 3;

const names = [
  { value: '1', label: '1', name: 'L1' },
  { value: '2', label: '2', name: 'L2' },
  { value: 'inf', label: '∞', name: 'L∞' },
  { value: 'p', label: <Tex>p</Tex>, name: 'any p' },
] as const;
const withNone = [{ value: 'none', label: 'none', name: 'no attack' }, ...names] as const;
/** The exponent of another ball than the attack's: the two must not be read aloud alike. */
const ofBall = { ...specs.p, label: 'exponent of the ball' };
type Name = (typeof withNone)[number]['value'];

function nameOf(norm: NormChoice): Name {
  return norm === 'none' || norm === 'inf' ? norm : norm === 1 ? '1' : norm === 2 ? '2' : 'p';
}

function normOf(name: Name): NormChoice {
  return name === 'none' || name === 'inf' ? name : name === 'p' ? OTHER : Number(name);
}

/** none | 1 | 2 | ∞ | p, with a knob for p from 1 to ∞. */
export function NormChooser({
  norm,
  onChange,
  none = true,
  label = 'Norm of the attack',
}: {
  readonly norm: NormChoice;
  readonly onChange: (norm: NormChoice) => void;
  readonly none?: boolean;
  readonly label?: string;
}) {
  const p = exponentOf(norm);
  return (
    <>
      <Segment<Name> label={label} options={none ? withNone : names} value={nameOf(norm)} onChange={(name) => onChange(normOf(name))} />
      <Knob
        id={`${label} p`}
        spec={none ? specs.p : ofBall}
        scale={exponentScale}
        value={p ?? specs.p.default}
        fallback={p ?? specs.p.default}
        off={p === undefined}
        onChange={(value) => onChange(normOfExponent(value))}
      />
    </>
  );
}
