import { useCallback, useSyncExternalStore } from 'react';

const STORAGE_KEY = 'smoothscape.theme';
const DARK_QUERY = '(prefers-color-scheme: dark)';
const THEME_EVENT = 'smoothscape-theme';

function storedTheme(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null; // storage may be forbidden; the system preference then applies
  }
}

/** Whether the page is dark, by the visitor's choice or else the system's. */
export function isDark(): boolean {
  const choice = document.documentElement.dataset['chosen'] ?? storedTheme();
  return choice === 'dark' || (choice !== 'light' && matchMedia(DARK_QUERY).matches);
}

/** Writes the theme to the root element's data attribute, which the style sheets select on. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
}

export function toggleTheme(): void {
  const next = isDark() ? 'light' : 'dark';
  document.documentElement.dataset['chosen'] = next;
  try {
    localStorage.setItem(STORAGE_KEY, next);
  } catch {
    // without storage the choice lasts until the page is closed
  }
  dispatchEvent(new Event(THEME_EVENT));
}

function subscribe(onStoreChange: () => void): () => void {
  const onThemeChange = () => {
    applyTheme();
    onStoreChange();
  };
  const media = matchMedia(DARK_QUERY);
  media.addEventListener('change', onThemeChange);
  addEventListener(THEME_EVENT, onThemeChange);
  return () => {
    media.removeEventListener('change', onThemeChange);
    removeEventListener(THEME_EVENT, onThemeChange);
  };
}

export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}

export const PHONE_QUERY = '(max-width: 599.98px)';
export const DRAWER_QUERY = '(max-width: 899.98px)';
export const STACKED_QUERY = '(max-width: 1199.98px)';
export const REDUCED_MOTION_QUERY = '(prefers-reduced-motion: reduce)';

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onStoreChange: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', onStoreChange);
      return () => media.removeEventListener('change', onStoreChange);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchesOnScreen(query));
}

const lastOnScreen = new Map<string, boolean>();

/** Whether the screen matches a query; while the page is printed, whether it did: a sheet has a width of its own, and the page is printed as it stands. */
function matchesOnScreen(query: string): boolean {
  const last = lastOnScreen.get(query);
  if (last !== undefined && matchMedia('print').matches) return last;
  const { matches } = matchMedia(query);
  lastOnScreen.set(query, matches);
  return matches;
}
