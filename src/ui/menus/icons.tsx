import type { ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      {children}
    </svg>
  );
}

export const UndoIcon = () => (
  <Icon>
    <path d="M5.5 3 3 5.5 5.5 8M3 5.5h6.2a3.4 3.4 0 0 1 0 6.8H6" />
  </Icon>
);
export const RedoIcon = () => (
  <Icon>
    <path d="M10.5 3 13 5.5 10.5 8M13 5.5H6.8a3.4 3.4 0 0 0 0 6.8H10" />
  </Icon>
);
export const ThemeIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.3" />
    <path d="M8 2.7v10.6A5.3 5.3 0 0 0 8 2.7Z" fill="currentColor" />
  </Icon>
);
export const MenuIcon = () => (
  <Icon>
    <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />
  </Icon>
);
export const SaveIcon = () => (
  <Icon>
    <path d="M8 2.5v7M5 7l3 3 3-3M3 13.2h10" />
  </Icon>
);

/** The logo: a crease and, above it, its smoothing. */
export function Logo() {
  return (
    <svg width="22" height="20" viewBox="0 0 22 20" fill="none" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      <path d="M2 4.5 11 16l9-11.5" stroke="var(--ink)" />
      <path d="M2 2.5c3.2 9.6 14.800 9.600 18 0" stroke="var(--theta)" />
    </svg>
  );
}
