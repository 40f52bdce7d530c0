import { useCallback, useSyncExternalStore } from 'react';

const KEY = 'smoothscape.theme';
const query = '(prefers-color-scheme: dark)';
const changed = 'smoothscape-theme';

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be forbidden; the system's choice stands
  }
}

function isDark(): boolean {
  const choice = document.documentElement.dataset['chosen'] ?? stored();
  return choice === 'dark' || (choice !== 'light' && matchMedia(query).matches);
}

/** Writes the theme on the root element, where the style sheets read it. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
}

export function toggleTheme(): void {
  const next = isDark() ? 'light' : 'dark';
  document.documentElement.dataset['chosen'] = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // the choice then lasts as long as the page
  }
  dispatchEvent(new Event(changed));
}

function subscribe(hear: () => void): () => void {
  const both = () => {
    applyTheme();
    hear();
  };
  const media = matchMedia(query);
  media.addEventListener('change', both);
  addEventListener(changed, both);
  return () => {
    media.removeEventListener('change', both);
    removeEventListener(changed, both);
  };
}

export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}

export const PHONE = '(max-width: 599.98px)';
export const DRAWER = '(max-width: 899.98px)';
export const UNDER = '(max-width: 1199.98px)';

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (hear: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', hear);
      return () => media.removeEventListener('change', hear);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
