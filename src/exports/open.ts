import type { Parsed } from '../experiment/document';
import { parseText } from '../experiment/parse';
import { documentInCsv } from './csv';
import { documentInNpz } from './npz';
import { extractFromPng, isPng } from './pngText';
import { documentInSvg } from './svg';

/** Bytes above which a file is not even read. */
const LARGEST = 300e6;

const refusal = (message: string): Parsed => ({ ok: false, problems: [{ key: 'file', message }] });

/** The text of the document in a file's bytes, whatever its name says; nothing when it carries none. */
export function documentIn(bytes: Uint8Array): string | undefined {
  if (isPng(bytes)) return extractFromPng(bytes);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return documentInNpz(bytes);
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('<')) return documentInSvg(text);
  if (text.startsWith('#')) return documentInCsv(text);
  return text.startsWith('{') ? text : undefined;
}

/** Opens a document, or a PNG, SVG, CSV or NPZ that carries one. */
export async function openFile(file: File): Promise<Parsed> {
  if (file.size > LARGEST) return refusal(`“${file.name}” is ${Math.round(file.size / 1e6)} MB long; at most ${LARGEST / 1e6} MB are read`);
  const text = documentIn(new Uint8Array(await file.arrayBuffer()));
  return text === undefined ? refusal(`“${file.name}” carries no Smoothscape document`) : parseText(text);
}
