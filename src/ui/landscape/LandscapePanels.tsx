import { type LandscapeDocument, landscapeSpecs as specs } from '../../documents/landscapeDocument';
import { parseLandscape } from '../../documents/parseLandscape';
import type { ParamSpec } from '../../math/core/paramSpec';
import { defaultStepSize } from '../../nets/attacks/attackNumbers';
import { directionKinds } from '../../nets/landscape/directions';
import { lossKinds } from '../../nets/landscape/lossKinds';
import { imagesOf, withinSource } from '../../state/runs/landscapeSubjects';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { Select } from '../controls/Select';
import { useChoice } from '../session/session';
import { useEditLandscape, useWeightSources } from './useLandscape';

const entries = <K extends string>(table: Readonly<Record<K, { readonly label: string }>>): (readonly [K, { readonly label: string }])[] =>
  (Object.keys(table) as K[]).map((key) => [key, table[key]]);

const kinds = entries(directionKinds);

export function DirectionsPanel({ document }: { readonly document: LandscapeDocument }) {
  const edit = useEditLandscape();
  const { sources, nameOf } = useWeightSources();
  const { directions, grid } = document;
  const set = (change: Partial<LandscapeDocument['directions']>) => edit({ directions: { ...directions, ...change } });
  const row = directionKinds[directions.kind];
  const ends = (axis: 'a' | 'b') => {
    const range = grid[axis];
    if (!range) return null;
    return [0, 1].map((end) => (
      <Knob
        key={end}
        id={`grid.${axis}.${end}`}
        spec={coordinateSpec(axis, end === 0, range[1 - end] ?? 0)}
        value={range[end] ?? 0}
        onChange={(value) => edit({ grid: { ...grid, [axis]: end === 0 ? [value, range[1]] : [range[0], value] } })}
      />
    ));
  };
  const changeKind = (kind: typeof directions.kind) => {
    const { files: _files, ...rest } = directions;
    const line = kind === 'between';
    edit({ directions: { ...rest, kind }, grid: line ? { a: [-0.5, 1.5], n: grid.n } : grid });
  };
  return (
    <Section title="Directions" note={row.seeded ? `seed ${directions.seed}` : ''}>
      <Select label="Directions" value={directions.kind} options={kinds.map(([value, { label }]) => ({ value, label }))} onChange={changeKind} />
      <p className="caption">{row.note}</p>
      {directions.kind === 'between' && (
        <Select
          label="Other weights"
          value={directions.files?.[0] ?? ''}
          options={[
            { value: '', label: 'choose the weights at 1' },
            ...sources
              .filter(({ id, file, document: { net } }) => id !== document.weights && file === undefined && net.name === document.net.name)
              .map(({ id }) => ({ value: id, label: nameOf(id) })),
          ]}
          onChange={(id) => set(id === '' ? {} : { files: [id] })}
        />
      )}
      {row.seeded && (
        <>
          <Knob id="directions.seed" spec={specs.directionSeed} value={directions.seed} onChange={(seed) => set({ seed })} />
          <Segment
            label="Biases and batch norm"
            options={[
              { value: 'fixed', label: 'biases fixed' },
              { value: 'moved', label: 'all move' },
            ]}
            value={directions.vectors}
            onChange={(vectors) => set({ vectors })}
          />
        </>
      )}
      <Segment
        label="Dimensions"
        options={[
          { value: '1', label: 'line' },
          { value: '2', label: 'plane' },
        ]}
        value={grid.b ? '2' : '1'}
        disabled={directions.kind === 'between'}
        onChange={(value) => edit({ grid: value === '2' ? { a: grid.a, b: grid.b ?? grid.a, n: grid.n } : { a: grid.a, n: grid.n } })}
      />
      {ends('a')}
      {ends('b')}
      <Knob id="grid.n" spec={specs.n} value={grid.n} onChange={(n) => edit({ grid: { ...grid, n } })} />
    </Section>
  );
}

/** Least width of a range of coordinates. */
const LEAST_WIDTH = 0.001;

/** One end of a range of coordinates, which stays on its side of the other. */
function coordinateSpec(axis: 'a' | 'b', first: boolean, other: number): ParamSpec {
  const { allowed, slider } = specs.coordinate;
  const ends = first ? { ...allowed, max: other - LEAST_WIDTH } : { ...allowed, min: other + LEAST_WIDTH };
  return {
    ...specs.coordinate,
    symbol: `${axis}_{${first ? '0' : '1'}}`,
    label: first ? 'from' : 'to',
    default: first ? Math.min(-1, ends.max) : Math.max(1, ends.min),
    allowed: ends,
    slider: first
      ? [Math.min(slider[0], ends.max - 1), Math.min(slider[1], ends.max)]
      : [Math.max(slider[0], ends.min), Math.max(slider[1], ends.min + 1)],
    hint: `${first ? 'Least' : 'Greatest'} coordinate along direction ${axis === 'a' ? 1 : 2}; the weights lie at 0.`,
  };
}

export function LossPanel({ document }: { readonly document: LandscapeDocument }) {
  const edit = useEditLandscape();
  const [comparison] = useChoice('landscapeComparison');
  const { loss, attack, seed } = document;
  const setAttack = (change: Partial<LandscapeDocument['attack']>) => edit({ attack: { ...attack, ...change } });
  const both = comparison === 'attack';
  const problems = parseLandscape(document);
  return (
    <Section title="Loss" note={both ? 'both attacks' : lossKinds[loss].label}>
      <Segment label="Loss" options={lossOptions} value={loss} disabled={both} onChange={(value) => edit({ loss: value })} />
      <p className="caption">{both ? 'The attack run anew at every point, beside the one frozen at the centre.' : lossKinds[loss].note}</p>
      {(both || lossKinds[loss].attacked) && (
        <>
          <Knob
            id="landscape.epsilon"
            spec={specs.epsilon}
            value={attack.epsilon}
            onChange={(epsilon) => setAttack({ epsilon, stepSize: defaultStepSize(epsilon, attack.steps) || attack.stepSize })}
          />
          <Knob id="landscape.steps" spec={specs.steps} value={attack.steps} onChange={(steps) => setAttack({ steps })} />
          <Knob id="landscape.stepSize" spec={specs.stepSize} value={attack.stepSize} onChange={(stepSize) => setAttack({ stepSize })} />
          <Segment
            label="Start of the attack"
            options={[
              { value: 'random', label: 'random start' },
              { value: 'zero', label: 'from the image' },
            ]}
            value={attack.start}
            onChange={(start) => setAttack({ start })}
          />
          {attack.start === 'random' && <Knob id="landscape.seed" spec={specs.seed} value={seed} onChange={(value) => edit({ seed: value })} />}
        </>
      )}
      {!problems.ok &&
        problems.problems.map(({ key, message }) => (
          <p key={key} className="error" role="alert">
            {key}: {message}
          </p>
        ))}
    </Section>
  );
}

/** The spec with its range ending at `max`. */
const upTo = (spec: ParamSpec, max: number): ParamSpec => ({
  ...spec,
  allowed: { ...spec.allowed, max },
  slider: [Math.min(spec.slider[0], max), Math.min(spec.slider[1], max)],
  default: Math.min(spec.default, max),
});

export function ImagesPanel({ document }: { readonly document: LandscapeDocument }) {
  const edit = useEditLandscape();
  const [comparison] = useChoice('landscapeComparison');
  const { data, batchNorm, net } = document;
  const setData = (change: Partial<LandscapeDocument['data']>) => edit({ data: withinSource({ ...data, ...change }) });
  const available = Math.min(...(comparison === 'split' ? (['test', 'train'] as const) : [data.split]).map((split) => imagesOf(data.source, split)));
  return (
    <Section title="Images" note={data.source}>
      <Segment
        label="Split"
        options={[
          { value: 'test', label: 'test' },
          { value: 'train', label: 'training' },
        ]}
        value={data.split}
        disabled={comparison === 'split'}
        onChange={(split) => setData({ split })}
      />
      <Knob id="landscape.count" spec={upTo(specs.count, available - data.from)} value={data.count} onChange={(count) => setData({ count })} />
      <Knob id="landscape.from" spec={upTo(specs.from, available - data.count)} value={data.from} onChange={(from) => setData({ from })} />
      {net.name !== 'small-cnn' && (
        <Segment
          label="Batch norm"
          options={[
            { value: 'trained', label: 'norm as trained' },
            { value: 'recalibrated', label: 'recalibrated' },
          ]}
          value={batchNorm}
          onChange={(value) => edit({ batchNorm: value })}
        />
      )}
    </Section>
  );
}

export function SliceSmoothingPanel({ document: { smoothing } }: { readonly document: LandscapeDocument }) {
  const edit = useEditLandscape();
  return (
    <Section title="Smoothing" note="on the slice">
      <Segment
        label="Smoothing"
        options={[
          { value: 'none', label: 'none' },
          { value: 'entropy-sgd', label: 'EntropySGD' },
        ]}
        value={smoothing.kind}
        onChange={(kind) => edit({ smoothing: kind === 'none' ? { kind } : { kind, gamma: specs.gamma.default } })}
      />
      {smoothing.kind === 'entropy-sgd' && (
        <Knob
          id="landscape.gamma"
          spec={specs.gamma}
          value={smoothing.gamma}
          onChange={(gamma) => edit({ smoothing: { kind: 'entropy-sgd', gamma } })}
        />
      )}
      <p className="caption">EntropySGD’s loss restricted to the slice, from the nodes that are measured: a new γ measures nothing again.</p>
    </Section>
  );
}

const lossOptions = [
  { value: 'clean', label: 'clean' },
  { value: 'adversarial', label: 'attacked' },
  { value: 'frozen', label: 'frozen' },
] as const;
