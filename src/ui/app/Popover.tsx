import { type ReactNode, useEffect, useRef, useState } from 'react';

/** A button and what it unfolds; Escape and a press outside fold it again. */
export function Popover({
  label,
  button,
  className,
  children,
}: {
  readonly label: string;
  readonly button: ReactNode;
  readonly className: string;
  readonly children: (close: () => void) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      trigger.current?.focus();
    };
    addEventListener('pointerdown', outside);
    addEventListener('keydown', escape);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('keydown', escape);
    };
  }, [open]);
  return (
    <div className="popover" ref={root}>
      <button ref={trigger} type="button" className={className} aria-label={label} aria-expanded={open} onClick={() => setOpen(!open)}>
        {button}
      </button>
      {open && (
        <div className="popover-body" role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
