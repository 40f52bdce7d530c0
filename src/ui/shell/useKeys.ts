import { useEffect } from 'react';
import type { ExperimentStore } from '../../experiment/store';

/** Undo and redo by keyboard, except while a text is being typed. */
export function useKeys({ undo, redo }: ExperimentStore): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      if (!(event.ctrlKey || event.metaKey) || (target instanceof HTMLInputElement && target.type === 'text')) return;
      const key = event.key.toLowerCase();
      const act = key === 'z' ? (event.shiftKey ? redo : undo) : key === 'y' ? redo : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [undo, redo]);
}
