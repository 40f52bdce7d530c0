import { keyOf } from '../session/input';
import { type ReactNode, useEffect, useRef, useState } from 'react';

/** A disclosure button with its popover; Escape or a press outside closes it, and `hotkey` opens and closes it where no text is typed. */
export function Popover({
  label,
  button,
  className,
  hotkey,
  children,
}: {
  readonly label: string;
  readonly button: ReactNode;
  readonly className: string;
  readonly hotkey?: string;
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
    if (hotkey === undefined) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement && event.target.type === 'text';
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing || keyOf(event) !== hotkey) return;
      event.preventDefault();
      setOpen((before) => !before);
      trigger.current?.focus();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [hotkey]);
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
