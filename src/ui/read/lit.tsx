import { glossary, type GlossaryEntry } from '../../documents/article/glossary';
import { InlineButton } from '../controls/InlineButton';
import { useHelp } from '../session/help';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

/** Marks of the article's figures that a word can light up. */
export type Mark = 'crease' | 'ball' | 'attack' | 'theta';

interface Lit {
  /** The mark that is pointed at, or the one that was pinned. */
  readonly mark: Mark | undefined;
  readonly point: (mark: Mark | undefined) => void;
  readonly pinned: Mark | undefined;
  readonly pin: (mark: Mark | undefined) => void;
}
const LitContext = createContext<Lit | undefined>(undefined);

export function LitProvider({ children }: { readonly children: ReactNode }) {
  const [pointed, point] = useState<Mark>();
  const [pinned, pin] = useState<Mark>();
  const value = useMemo(() => ({ mark: pointed ?? pinned, point, pinned, pin }), [pointed, pinned]);
  return <LitContext value={value}>{children}</LitContext>;
}

export function useLit(): Lit {
  const lit = useContext(LitContext);
  if (!lit) throw new Error('The article has no marks.');
  return lit;
}

const explained: Readonly<Record<Mark, GlossaryEntry>> = {
  crease: glossary.crease,
  ball: glossary.epsilon,
  attack: glossary.attack,
  theta: glossary.theta,
};

/** A word that lights up its mark in the figures while it is pointed at or has the focus, keeps it lit once it is pressed, and explains itself. */
export function Word({ mark, children }: { readonly mark: Mark; readonly children: ReactNode }) {
  const { point, pinned, pin } = useLit();
  const { onPointerEnter, onPointerLeave, ...help } = useHelp(explained[mark]);
  return (
    <InlineButton
      className={`word ${mark === 'theta' ? 'tone-theta' : 'tone-epsilon'}`}
      {...help}
      aria-pressed={pinned === mark}
      onPointerEnter={(event) => {
        point(mark);
        onPointerEnter(event);
      }}
      onPointerLeave={() => {
        point(undefined);
        onPointerLeave();
      }}
      onFocus={() => point(mark)}
      onBlur={() => point(undefined)}
      onPress={() => pin(pinned === mark ? undefined : mark)}
    >
      {children}
    </InlineButton>
  );
}
