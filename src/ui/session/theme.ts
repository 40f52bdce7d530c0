import { useCallback, useSyncExternalStore } from 'react';

const STORAGE_KEY = 'smoothscape.theme';
const DARK_QUERY = '(prefers-color-scheme: dark)';
const THEME_EVENT = 'smoothscape-theme';

function storedTheme(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null; // storage may be forbidden; the system's choice stands
  }
}

function isDark(): boolean {
  const choice = document.documentElement.dataset['chosen'] ?? storedTheme();
  return choice === 'dark' || (choice !== 'light' && matchMedia(DARK_QUERY).matches);
}

/** Writes the theme on the root element, where the style sheets read it. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
}

export function toggleTheme(): void {
  const next = isDark() ? 'light' : 'dark';
  document.documentElement.dataset['chosen'] = next;
  try {
    localStorage.setItem(STORAGE_KEY, next);
  } catch {
    // the choice then lasts as long as the page
  }
  dispatchEvent(new Event(THEME_EVENT));
}

function subscribe(hear: () => void): () => void {
  const both = () => {
    applyTheme();
    hear();
  };
  const media = matchMedia(DARK_QUERY);
  media.addEventListener('change', both);
  addEventListener(THEME_EVENT, both);
  return () => {
    media.removeEventListener('change', both);
    removeEventListener(THEME_EVENT, both);
  };
}

export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}

export const PHONE_QUERY = '(max-width: 599.98px)';
export const DRAWER_QUERY = '(max-width: 899.98px)';
export const STACKED_QUERY = '(max-width: 1199.98px)';

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
