import { parseAnyText } from '../documents/parseSurface';
import type { ParsedTrainings } from '../documents/parseTraining';
import type { Parsed } from '../documents/surfaceDocument';
import { readBytes } from '../nets/import/imageFile';
import { imageFormat, namedFormat } from '../nets/import/imageFormat';
import { documentIn } from './documentIn';

/** Greatest size in bytes of a file that is read. */
const MAX_FILE_BYTES = 300e6;

const refusal = (message: string): Parsed => ({ ok: false, problems: [{ key: 'file', message }] });

/** Content of a file: a document of a surface, documents that train, the state or weights of a run, or images to train on. */
export type Opened = Parsed | ParsedTrainings | { readonly ok: true; readonly run: Uint8Array } | { readonly ok: true; readonly images: File };

/**
 * Opens a document, or a PNG, SVG, CSV or NPZ that carries one; bytes of safetensors and files of images as they are. What a file is its bytes
 * say; its name is asked only where they say nothing. Throws a sentence where it cannot be read.
 */
export async function openFile(file: File): Promise<Opened> {
  if ((await imageFormat(file)) !== undefined) return { ok: true, images: file };
  if (file.size > MAX_FILE_BYTES)
    return refusal(`“${file.name}” is ${Math.round(file.size / 1e6)} MB long; at most ${MAX_FILE_BYTES / 1e6} MB are read`);
  const bytes = await readBytes(file, 0, file.size);
  if (isSafetensors(bytes)) return { ok: true, run: bytes };
  const text = documentIn(bytes);
  if (text !== undefined) return parseAnyText(text);
  if (namedFormat(file.name) !== undefined) return { ok: true, images: file };
  return refusal(`“${file.name}” ${file.size === 0 ? 'is empty' : 'carries no Smoothscape document'}`);
}

/** Eight bytes of length, little-endian, then a header of JSON that is no longer than the file. */
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return view.getUint32(4, true) === 0 && 8 + view.getUint32(0, true) <= bytes.length;
}
