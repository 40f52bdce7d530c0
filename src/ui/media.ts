import { useCallback, useSyncExternalStore } from 'react';

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
