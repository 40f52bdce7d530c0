import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether a program is installed here. */
export const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** The first Python that has NumPy. */
export const numpyPython = ['python3', '/usr/bin/python3'].find((python) => spawnSync(python, ['-c', 'import numpy']).status === 0);

/** What a program prints when it reads a file of these bytes, FILE among its arguments; throws what it complains of. */
export function readBy(program: string, args: readonly string[], name: string, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'smoothscape-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const ran = spawnSync(
      program,
      args.map((arg) => (arg === 'FILE' ? path : arg)),
      { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 },
    );
    if (ran.status !== 0) throw new Error(`${program}: ${ran.stderr || ran.stdout || String(ran.error)}`);
    return ran.stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
