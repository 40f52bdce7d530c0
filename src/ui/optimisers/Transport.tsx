import { stepTicks } from '../../figures/charts/chartFrame';
import { Segment } from '../controls/Segment';
import { type PlaybackHands, speeds } from './playback';
import type { CSSProperties } from 'react';

interface Fill extends CSSProperties {
  '--fill': string;
}

const labels = { '0.25': '¼×', '1': '1×', '4': '4×', '16': '16×' } as const;
type Label = keyof typeof labels;
const names: readonly Label[] = ['0.25', '1', '4', '16'];

/** Step back, play, step on, scrub, speed. Nothing here runs a method. */
export function Transport({ hands, last, note }: { readonly hands: PlaybackHands; readonly last: number; readonly note: string }) {
  const { step, playing, speed, still, play, move, seek, pace } = hands;
  const share = last > 0 ? step / last : 0;
  const fill: Fill = { '--fill': `calc(6px + (100% - 12px) * ${share})` };
  return (
    <div className="transport" role="group" aria-label="Replay">
      <button type="button" className="icon" aria-label="One step back" disabled={step <= 0} onClick={() => move(-1)}>
        <Arrow back />
      </button>
      <button type="button" className="play" onClick={play} disabled={last === 0 || (still && step >= last)}>
        {still ? 'Step' : playing ? 'Pause' : 'Play'}
      </button>
      <button type="button" className="icon" aria-label="One step on" disabled={step >= last} onClick={() => move(1)}>
        <Arrow />
      </button>
      <div className="scrub tone-ink">
        <span className="slider" style={fill}>
          <input
            type="range"
            min={0}
            max={last}
            step={1}
            value={step}
            aria-label="Step shown"
            aria-valuetext={`step ${step} of ${last}`}
            onChange={(event) => seek(event.target.valueAsNumber)}
          />
        </span>
        <span className="scrub-ticks" aria-hidden>
          {stepTicks([0, last], 4).map((value) => (
            <i key={value} style={{ left: `calc(6px + (100% - 12px) * ${last > 0 ? value / last : 0})` }}>
              {value}
            </i>
          ))}
        </span>
      </div>
      <output className="counter" aria-live="off" data-testid="step">
        <b>{step}</b> of {last}
      </output>
      <Segment
        label="Speed"
        options={names.map((value) => ({ value, label: labels[value], name: `${labels[value]} speed` }))}
        value={names.find((name) => Number(name) === speed) ?? '1'}
        onChange={(value) => pace(speeds.find((one) => one === Number(value)) ?? 1)}
        disabled={still}
      />
      <p className="note">{note}</p>
    </div>
  );
}

const Arrow = ({ back = false }: { readonly back?: boolean }) => (
  <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
    <path d={back ? 'M10 4L6 8l4 4' : 'M6 4l4 4l-4 4'} fill="none" stroke="currentColor" strokeWidth="1.6" />
  </svg>
);
