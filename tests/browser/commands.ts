import { test } from '@playwright/test';
import { execFile, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command of `scripts`, and a folder of its own for every test of the file. */
export function commandOf(script: string) {
  let folder = '';
  test.beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'smoothscape-'));
  });
  test.afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const start = (args: readonly string[]): { readonly child: ChildProcess; readonly ran: Promise<Ran> } => {
    let resolve: (ran: Ran) => void = () => undefined;
    const ran = new Promise<Ran>((settle) => (resolve = settle));
    const child = execFile(process.execPath, [`scripts/${script}.mjs`, ...args], (_, out, err) => resolve({ code: child.exitCode ?? -1, out, err }));
    return { child, ran };
  };
  const inFolder = (...names: readonly string[]): string => join(folder, ...names);
  return {
    start,
    run: (...args: string[]): Promise<Ran> => start(args).ran,
    inFolder,
    /** Writes a file into the folder and returns its path. */
    write: (name: string, content: string | Uint8Array): string => {
      writeFileSync(inFolder(name), content);
      return inFolder(name);
    },
  };
}
