import { glossary, type GlossaryEntry } from '../../documents/article/glossary';
import { type PaperPageId, paperPageIds, paperPages } from '../../documents/paperPages';
import { type PresetId, presets, wholeFigures } from '../../documents/surfacePresets';
import { catalogue, theoremNames } from '../../math/theory/catalogue';
import { addressOf, navigate, navigateToPaper, travel } from '../session/addressSync';
import { seeIt } from '../session/help';
import { keyOf } from '../session/input';
import { type Session, useSession } from '../session/session';
import { toggleTheme } from '../session/theme';
import { tabs } from './tabs';
import { useEffect, useId, useMemo, useRef, useState } from 'react';

interface Command {
  readonly name: string;
  readonly run: () => void;
}

/** Every action that needs no place on the page, by its name. */
function commandsOf(session: Session): readonly Command[] {
  const { experiment } = session;
  const figures = (Object.keys(presets) as PresetId[]).map((id) => ({
    name: `Open Figure ${presets[id].figure}: ${presets[id].title}`,
    run: () => navigate(session, 'lab', presets[id].document),
  }));
  const wholes = Object.values(wholeFigures).map(({ title, document }) => ({
    name: `Open all of ${title}`,
    run: () => navigate(session, 'lab', document),
  }));
  const papers = paperPageIds.map((id: PaperPageId) => ({
    name: `Open ${paperPages[id].label}: ${paperPages[id].title}`,
    run: () => navigateToPaper(session, id),
  }));
  const cards = theoremNames.map((name) => ({
    name: `Card of ${catalogue[name].title}`,
    run: () => {
      navigate(session, 'theory');
      experiment.choose({ statement: name });
    },
  }));
  const sights = Object.values<GlossaryEntry>(glossary).flatMap(({ word, see }) =>
    see ? [{ name: `See: ${word}`, run: () => seeIt(session, see) }] : [],
  );
  return [
    ...tabs.map(({ id, label }) => ({ name: `Go to ${label}`, run: () => navigate(session, id) })),
    { name: 'Undo', run: () => travel(session, 'undo') },
    { name: 'Redo', run: () => travel(session, 'redo') },
    { name: 'Light or dark theme', run: toggleTheme },
    { name: 'Copy link', run: () => void navigator.clipboard.writeText(new URL(addressOf(session), location.href).href) },
    { name: 'Print', run: () => print() },
    ...figures,
    ...wholes,
    ...papers,
    ...cards,
    ...sights,
  ];
}

/** Most commands that are listed at once. */
const MAX_LISTED = 12;

/** A field that finds every action by words of its name; Ctrl+K opens it, Enter runs the chosen one, Escape closes it. */
export function CommandPalette() {
  const session = useSession();
  const [open, setOpen] = useState(false);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || keyOf(event) !== 'k') return;
      event.preventDefault();
      before.current = document.activeElement;
      setOpen((shown) => !shown);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  const close = () => {
    setOpen(false);
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  return open && <Palette session={session} onClose={close} />;
}

function Palette({ session, onClose }: { readonly session: Session; readonly onClose: () => void }) {
  const commands = useMemo(() => commandsOf(session), [session]);
  const [wanted, setWanted] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useId();
  const words = wanted.toLowerCase().split(/\s+/);
  const matches = commands.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word))).slice(0, MAX_LISTED);
  const run = (command: Command | undefined) => {
    onClose();
    command?.run();
  };
  return (
    <div className="palette" role="dialog" aria-label="Actions">
      <input
        type="text"
        role="combobox"
        aria-label="Action"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={matches[chosen] ? `${list}-${chosen}` : undefined}
        placeholder="Figure, tab, card or word"
        autoFocus
        value={wanted}
        onChange={({ target }) => {
          setWanted(target.value);
          setChosen(0);
        }}
        onBlur={onClose}
        onKeyDown={(event) => {
          const key = keyOf(event);
          const step = { ArrowDown: 1, ArrowUp: -1 }[key];
          if (step) setChosen((matches.length + chosen + step) % Math.max(1, matches.length));
          else if (key === 'Enter') run(matches[chosen]);
          else if (key === 'Escape') onClose();
          else return;
          event.preventDefault();
        }}
      />
      <ul id={list} role="listbox" aria-label="Actions">
        {matches.map((command, k) => (
          <li
            key={command.name}
            id={`${list}-${k}`}
            role="option"
            aria-selected={k === chosen}
            onPointerDown={(event) => {
              event.preventDefault();
              run(command);
            }}
          >
            {command.name}
          </li>
        ))}
      </ul>
      {matches.length === 0 && <p className="note">No action has these words in its name.</p>}
    </div>
  );
}
