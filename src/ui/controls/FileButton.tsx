import { chosenFiles, errorMessage, openFiles } from '../session/files';
import { useSession } from '../session/session';
import { type ReactNode, useRef } from 'react';

interface Props {
  /** Accessible name of the file input. */
  readonly label: string;
  readonly className?: string;
  readonly multiple?: boolean;
  readonly onOpened?: () => void;
  readonly children: ReactNode;
}

/** Button that asks for files and opens them. */
export function FileButton({ label, className = 'link', multiple = true, onOpened, children }: Props) {
  const session = useSession();
  const input = useRef<HTMLInputElement>(null);
  const open = (files: readonly File[]) => {
    if (files.length === 0) return;
    openFiles(session, files).then(onOpened, (error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) }));
  };
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input ref={input} type="file" hidden multiple={multiple} aria-label={label} onChange={(event) => open(chosenFiles(event.target))} />
    </>
  );
}
