import { keyOf } from '../session/input';
import { type ReactNode, useEffect, useRef, useState } from 'react';

/** A disclosure button with its popover; Escape or a press outside closes it. */
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
  const close = () => {
    trigger.current?.focus();
    setOpen(false);
  };
  useEffect(() => {
    if (!open) return undefined;
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (keyOf(event) !== 'Escape') return;
      setOpen(false);
      trigger.current?.focus();
    };
    addEventListener('pointerdown', onPointerDown);
    addEventListener('keydown', onKeyDown);
    return () => {
      removeEventListener('pointerdown', onPointerDown);
      removeEventListener('keydown', onKeyDown);
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
