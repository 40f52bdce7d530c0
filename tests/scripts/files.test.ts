import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder, overwrittenInput, readText, userFolder, writeAll } from '../../scripts/files.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smoothscape-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = ['a', 'b', 'c'].map((name) => ({ name, bytes: Buffer.from(`new ${name}`) }));
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('files of one document', () => {
  test('all are written, and no temporary file is left', () => {
    writeFileSync(join(folder, 'b'), 'old b');
    writeAll(folder, files);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'c']);
    expect(textOf('b')).toBe('new b');
  });

  test.each([1, 2, 3, 4])('when move %i fails, everything is restored', (failing) => {
    writeFileSync(join(folder, 'b'), 'old b');
    let moves = 0;
    const move: typeof renameSync = (from, to) => {
      moves += 1;
      if (moves === failing) throw new Error('the disk says no');
      renameSync(from, to);
    };
    expect(() => writeAll(folder, files, move)).toThrow('the disk says no');
    expect(readdirSync(folder)).toEqual(['b']);
    expect(textOf('b')).toBe('old b');
  });

  test('a folder with the name of a file stops all of them, and stays', () => {
    mkdirSync(join(folder, 'c'));
    expect(() => writeAll(folder, files)).toThrow('is a folder');
    expect(readdirSync(folder)).toEqual(['c']);
  });
});

describe('the text of a document', () => {
  test('is read as UTF-8 or, after its byte-order mark, as UTF-16', () => {
    const text = '{ "model": { "formula": "π²" } }';
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), little, Buffer.from(little).swap16()]) {
      writeFileSync(join(folder, 'a.json'), bytes);
      expect(readText(join(folder, 'a.json'))).toBe(text);
    }
  });

  test('that cannot be read is a sentence', () => {
    expect(() => readText(folder)).toThrow(/^cannot be read: it is a folder$/);
    expect(() => readText(join(folder, 'nowhere'))).toThrow(/^cannot be read: there is no such file$/);
  });
});

describe('output folder', () => {
  test('is created with its parents', () => {
    makeFolder(join(folder, 'x/y/z'));
    expect(readdirSync(join(folder, 'x/y/z'))).toEqual([]);
  });

  test('is rejected where a file has its name', () => {
    writeFileSync(join(folder, 'x'), '');
    expect(() => makeFolder(join(folder, 'x/y'))).toThrow(/x is not a folder$/);
  });

  test('is rejected where nothing can be written', () => {
    expect(() => makeFolder('/proc/x/y')).toThrow(/^\/proc\/x\/y cannot be written to/);
    expect(() => makeFolder('/proc')).toThrow(/^\/proc cannot be written to/);
  });
});

test('nothing is installed through a linked node_modules', () => {
  mkdirSync(join(folder, 'theirs'));
  writeFileSync(join(folder, 'theirs/keep'), '');
  symlinkSync(join(folder, 'theirs'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  const call = `import(${JSON.stringify(resolve('scripts/install.mjs'))}).then(({ install }) => install(${JSON.stringify(folder)}))`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', call], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^\S+node_modules is a link to another folder[^\n]+\n$/);
  expect(readdirSync(join(folder, 'theirs'))).toEqual(['keep']);
});

describe('relative paths of a command', () => {
  test("start in the user's folder, however the command was called", () => {
    expect(userFolder('export', { INIT_CWD: '/user', npm_lifecycle_event: 'export' }, '/project')).toBe('/user');
    expect(userFolder('export', {}, '/user')).toBe('/user');
  });

  test('do not start in the folder of an enclosing npm script', () => {
    expect(userFolder('export', { INIT_CWD: '/elsewhere', npm_lifecycle_event: 'test' }, '/user')).toBe('/user');
  });
});

describe('outputs that are inputs', () => {
  test('are found through links, spellings and relative parts, and only then', () => {
    writeFileSync(join(folder, 'a.json'), '{}');
    mkdirSync(join(folder, 'real'));
    symlinkSync(folder, join(folder, 'link'));
    const inputs = [join(folder, 'link', 'a.json')];
    expect(overwrittenInput([join(folder, 'b.json'), join(folder, 'real', '..', 'a.json')], inputs)).toBe(join(folder, 'a.json'));
    expect(overwrittenInput([join(folder, 'real', 'a.json'), join(folder, 'a.csv')], inputs)).toBeUndefined();
  });
});
