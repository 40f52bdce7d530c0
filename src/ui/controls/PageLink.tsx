import type { ReactNode } from 'react';

/** A link within the page: it opens by `open` in place, and by its address in another tab of the browser. */
export function PageLink({
  href,
  open,
  className,
  label,
  children,
}: {
  readonly href: string;
  readonly open: () => void;
  readonly className?: string;
  readonly label?: string;
  readonly children: ReactNode;
}) {
  return (
    <a
      className={className}
      href={href}
      aria-label={label}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        open();
      }}
    >
      {children}
    </a>
  );
}
