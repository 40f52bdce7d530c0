import { TexText, Tex } from '../controls/Tex';
import { keyOf } from '../session/input';
import { closeHelp, help, leaveHelp, seeIt, stayHelp } from '../session/help';
import { useSession } from '../session/session';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';

/** Distance of the card from its word and from the edges of the window, in pixels. */
const GAP_PX = 6;

/** The explanation of a word or knob beside it: a sentence, a formula, and where it is seen. Escape or a press elsewhere closes it. */
export function HelpCard() {
  const session = useSession();
  const { entry, anchor, kept } = useStore(help);
  const card = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ readonly left: number; readonly top: number }>();
  useLayoutEffect(() => {
    const own = card.current?.getBoundingClientRect();
    const word = anchor?.getBoundingClientRect();
    if (!own || !word) return;
    const below = word.bottom + GAP_PX + own.height <= innerHeight;
    setPlace({
      left: Math.max(GAP_PX, Math.min(word.left, innerWidth - own.width - GAP_PX)),
      top: Math.max(GAP_PX, below ? word.bottom + GAP_PX : word.top - GAP_PX - own.height),
    });
  }, [entry, anchor]);
  useEffect(() => {
    if (!entry) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (keyOf(event) === 'Escape') closeHelp();
    };
    const onPointerDown = ({ target }: PointerEvent) => {
      if (target instanceof Node && !card.current?.contains(target) && !anchor?.contains(target)) closeHelp();
    };
    const listeners = new AbortController();
    const options = { capture: true, signal: listeners.signal };
    addEventListener('keydown', onKeyDown, options);
    addEventListener('pointerdown', onPointerDown, options);
    addEventListener('scroll', closeHelp, options);
    return () => listeners.abort();
  }, [entry, anchor]);
  if (!entry) return null;
  const { word, symbol, sentence, formula, see, note } = entry;
  return (
    <div
      ref={card}
      className="help-card"
      role={kept ? 'status' : 'tooltip'}
      style={place ?? { visibility: 'hidden' }}
      onPointerEnter={stayHelp}
      onPointerLeave={leaveHelp}
    >
      <p className="help-word">
        {symbol && <Tex>{symbol}</Tex>} <b>{word}</b>
      </p>
      <p>
        <TexText>{sentence}</TexText>
      </p>
      {formula && (
        <p className="help-formula">
          <Tex>{formula}</Tex>
        </p>
      )}
      {note && <p className="note">{note}</p>}
      {see && (
        <button type="button" className="link" onClick={() => seeIt(session, see)}>
          See it
        </button>
      )}
    </div>
  );
}
