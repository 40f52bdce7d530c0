import { type DataTable, NO_ROWS, tableOfArrays, tableOfText } from '../documents/points/dataTable';
import { isObject, parseJson } from '../documents/fieldReaders';
import type { LandscapeDocument } from '../documents/landscapeDocument';
import { isLandscape } from '../documents/parseLandscape';
import { DOCUMENT_KEYS, parseAnyText, parseLandscapeText } from '../documents/parseSurface';
import type { ParsedLesson } from '../documents/lessons/lesson';
import { isLesson, parseLessonText } from '../documents/lessons/parseLesson';
import { isTraining, type ParsedTrainings } from '../documents/parseTraining';
import type { Parsed } from '../documents/surfaceDocument';
import { readPoints } from '../documents/points/tablePoints';
import { readBytes, imageFormat, namedFormat } from '../nets/import/imageFormat';
import { isArrayArchive } from '../nets/import/weightsFile';
import { textsInCsv } from './surface/csv';
import { DOCUMENT_ENTRY, textInNpy } from './surface/npz';
import { DOCUMENT_ATTRIBUTE } from './base/pictures';
import { isPng, textsInPng } from './base/pngText';
import { type MetricsTable, metricsIn, type RunSummary, summaryIn } from './runFolder';
import { gunzipSync, unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';

/** Greatest size in bytes of a file that is read. */
const MAX_FILE_BYTES = 300e6;

const refusal = (message: string): Parsed => ({ ok: false, problems: [{ key: 'file', message }] });

/** Content of a file: a document of a surface, documents that train, the state or weights, summary or metrics of a run, weights made elsewhere, images to train on, or points. */
export type Opened =
  | Parsed
  | ParsedTrainings
  | { readonly ok: true; readonly run: Uint8Array }
  | { readonly ok: true; readonly summary: RunSummary }
  | { readonly ok: true; readonly metrics: MetricsTable }
  | { readonly ok: true; readonly weights: Uint8Array }
  | { readonly ok: true; readonly landscape: LandscapeDocument }
  | { readonly ok: true; readonly images: File }
  | { readonly ok: true; readonly table: DataTable }
  | ParsedLesson;

/**
 * Opens a document, or a PNG, SVG, CSV or NPZ that carries one; bytes of safetensors and files of images as they are. What a file is its bytes
 * say; its name is asked only where they say nothing. Throws a sentence where it cannot be read.
 */
export async function openFile(file: File): Promise<Opened> {
  if ((await imageFormat(file)) !== undefined) return { ok: true, images: file };
  if (file.size > MAX_FILE_BYTES)
    return refusal(`“${file.name}” is ${Math.round(file.size / 1e6)} MB long; at most ${MAX_FILE_BYTES / 1e6} MB are read`);
  const bytes = await readBytes(file, 0, file.size);
  if (isSafetensors(bytes)) return namesDocument(bytes) ? { ok: true, run: bytes } : { ok: true, weights: bytes };
  const text = documentIn(bytes);
  try {
    const summary = text === undefined ? undefined : summaryIn(text);
    if (summary) return { ok: true, summary };
    const metrics = text === undefined ? metricsIn(decodedText(bytes)) : undefined;
    if (metrics) return { ok: true, metrics };
  } catch (error) {
    return refusal(`“${file.name}”: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text !== undefined && isLandscapeText(text)) {
    const landscape = parseLandscapeText(text);
    return landscape.ok ? { ok: true, landscape: landscape.document } : landscape;
  }
  if (text !== undefined && isLesson(attempt(() => parseJson(text)))) return parseLessonText(text);
  const parsed = text === undefined ? undefined : parseAnyText(text);
  if (parsed?.ok) return parsed;
  const isArchive = isArrayArchive(bytes);
  const table = text === undefined || mayBePoints(text) ? tableIn(bytes) : undefined;
  if (table && 'rows' in table && !(isArchive && !holdsPoints(table))) return { ok: true, table };
  if (parsed) return parsed;
  if (isArchive) return { ok: true, weights: bytes };
  if (namedFormat(file.name) !== undefined) return { ok: true, images: file };
  if (file.size === 0) return refusal(`“${file.name}” is empty`);
  return refusal(`“${file.name}” carries no Smoothscape document${table && 'problem' in table ? ` and no points. ${table.problem}` : ''}`);
}

const isLandscapeText = (text: string): boolean => isLandscape(attempt(() => parseJson(text)));

/** Whether a text that begins like JSON may be points: a list, or an object with no key of a document. */
function mayBePoints(text: string): boolean {
  const raw = attempt(() => parseJson(text));
  if (isDocument(text) || isTraining(raw)) return false;
  return isObject(raw) ? !DOCUMENT_KEYS.some((key) => key in raw) : text.trimStart().startsWith('[');
}

/** Whether a table can only be one of points; arrays of weights may have columns too. */
const holdsPoints = (table: DataTable): boolean => attempt(() => readPoints(table)) !== undefined;

/** The table of points in a file's bytes; undefined where it holds no table, and a sentence where its table holds no points. */
function tableIn(bytes: Uint8Array): DataTable | { readonly problem: string } | undefined {
  try {
    return tableOfArrays(bytes) ?? (isPng(bytes) ? undefined : tableOfText(decodedText(bytes)));
  } catch (error) {
    return error instanceof Error && error.message !== NO_ROWS ? { problem: error.message } : undefined;
  }
}

/** Eight bytes of length, little-endian, then a header of JSON that is no longer than the file. */
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return view.getUint32(4, true) === 0 && 8 + view.getUint32(0, true) <= bytes.length;
}

/** Greatest decompressed size in bytes of a file in an archive that is searched, and of all of them together, against decompression bombs. */
const MAX_ENTRY_BYTES = 50e6;
const MAX_SEARCHED_BYTES = 60e6;
/** Most files of an archive that are searched. */
const MAX_ENTRIES = 200;

/** What is left of the bytes that a search may decompress; entries of an archive may share their compressed bytes. */
interface Budget {
  bytes: number;
}

/** The text of the document in a file's bytes, whatever its name and whichever program wrote it last; undefined when it carries none. */
export function documentIn(bytes: Uint8Array): string | undefined {
  return textIn(bytes, 2, { bytes: MAX_SEARCHED_BYTES });
}

/** The same of a file that lies at most `depth` archives deep. */
function textIn(bytes: Uint8Array, depth: number, budget: Budget): string | undefined {
  if (isPng(bytes)) return textsInPng(bytes).find(isDocument);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return depth > 0 ? documentInArchive(bytes, depth - 1, budget) : undefined;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes.length > 18) return depth > 0 ? textIn(gunzipped(bytes, budget), depth - 1, budget) : undefined;
  const inNpy = textInNpy(bytes);
  if (inNpy !== undefined) return isDocument(inNpy) ? inNpy : undefined;
  const text = decodedText(bytes).trimStart();
  if (text.startsWith('%PDF')) return textsInXml(/<x:xmpmeta[^]*?<\/x:xmpmeta>/.exec(new TextDecoder().decode(bytes))?.[0] ?? '').find(isDocument);
  if (text.startsWith('<')) return textsInXml(text).find(isDocument)?.trim();
  if (/^(\{|\[|\/[/*])/.test(text)) return text;
  return textsInCsv(text).find(isDocument);
}

/** Whether a text is JSON of a document, or of a list of them. */
function isDocument(text: string): boolean {
  const [first] = [attempt(() => parseJson(text))].flat();
  return typeof first === 'object' && first !== null && 'smoothscape' in first;
}

/** Text by its byte-order mark, the zero bytes of UTF-16, or the encoding that XML declares; else UTF-8, or Windows-1252 where it is none. */
function decodedText(bytes: Uint8Array): string {
  const [a, b] = [bytes[0], bytes[1]];
  if ((a === 0xff && b === 0xfe) || (a && b === 0)) return new TextDecoder('utf-16le').decode(bytes);
  if ((a === 0xfe && b === 0xff) || (a === 0 && b)) return new TextDecoder('utf-16be').decode(bytes);
  const declared = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(
    new TextDecoder('latin1').decode(bytes.subarray(0, 200)),
  )?.[1];
  for (const label of [...(declared ? [declared] : []), 'utf-8'])
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // an encoding that is unknown or not the one of these bytes
    }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** Decompressed bytes, at most MAX_ENTRY_BYTES; none of a broken file, or where the budget is spent. */
function gunzipped(bytes: Uint8Array, budget: Budget): Uint8Array {
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(Math.max(0, bytes.length - 4), true); // as the trailer has it
  if ((budget.bytes -= Math.min(size, MAX_ENTRY_BYTES)) < 0) return new Uint8Array();
  return attempt(() => gunzipSync(bytes, { out: new Uint8Array(Math.min(size, MAX_ENTRY_BYTES)) })) ?? new Uint8Array();
}

/** The document in a ZIP archive: its own, or that of a file in it; several figures are the panes of one. */
function documentInArchive(bytes: Uint8Array, depth: number, budget: Budget): string | undefined {
  const sizes = new Map<string, number>();
  const listed = attempt(() =>
    unzipSync(bytes, { filter: ({ name, originalSize }) => (originalSize <= MAX_ENTRY_BYTES && sizes.set(name, originalSize), false) }),
  );
  if (!listed) return undefined; // a broken archive carries no document
  const rank = (name: string): number => [`/${DOCUMENT_ENTRY}`, `/${DOCUMENT_ENTRY}.npy`, '.json', ''].findIndex((end) => `/${name}`.endsWith(end));
  const order = [...sizes.keys()].slice(0, MAX_ENTRIES).sort((a, b) => rank(a) - rank(b));
  const texts: string[] = [];
  for (const name of order) {
    if ((budget.bytes -= sizes.get(name) ?? 0) < 0) break;
    const entry = attempt(() => unzipSync(bytes, { filter: (file) => file.name === name })[name]);
    const text = entry && textIn(entry, depth, budget);
    if (text === undefined || !isDocument(text)) continue;
    if (rank(name) < 3) return text;
    texts.push(text);
  }
  return texts.length > 1 ? (panesOf(texts) ?? texts[0]) : texts[0];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** One document with the surfaces of several as its panes; undefined where one of them is no single surface. */
function panesOf(texts: readonly string[]): string | undefined {
  const documents = texts.map(parseJson);
  const single = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !('panes' in value) && 'grid' in value;
  if (!documents.every(single)) return undefined;
  const panes = documents.map(({ model, points, attack, smoothing, grid, seed }) => ({ model, points, attack, smoothing, grid, seed }));
  return JSON.stringify({ ...documents[0], panes });
}

/** Every text of an XML file that may be a document: the attributes of that name, then each text between two tags, entities resolved. */
function textsInXml(xml: string): string[] {
  const [attributes, texts]: [string[], string[]] = [[], []];
  let text = '';
  let length = 0; // of all texts: an entity may stand for many signs each time it is named
  const add = (piece: string): void => {
    length += piece.length;
    if (length <= MAX_ENTRY_BYTES) text += piece;
  };
  const flush = (): void => {
    if (text.trim() !== '') texts.push(text);
    text = '';
  };
  const parser = new SaxesParser();
  parser.on('error', () => undefined); // a document may be whole in a file that is not
  parser.on('doctype', (doctype) => {
    for (const [, name = '', value = ''] of doctype.matchAll(/<!ENTITY\s+([^\s%]+)\s+["']([^"']*)["']/g))
      parser.ENTITIES[name] = withoutReferences(value);
  });
  parser.on('opentag', (tag) => {
    flush();
    const value = tag.attributes[DOCUMENT_ATTRIBUTE];
    if (typeof value === 'string') attributes.push(value);
  });
  parser.on('closetag', flush);
  parser.on('text', add);
  parser.on('cdata', add);
  attempt(() => parser.write(xml).close()); // a text may grow beyond any string
  return [...attributes, ...texts];
}

/** The value of a declared entity: its character references are resolved where it is declared (XML 1.0, 4.4.5). */
const withoutReferences = (value: string): string =>
  value.replace(/&#(x?)([\da-f]{1,6});/gi, (whole, hex: string, digits: string) => {
    const code = parseInt(digits, hex === '' ? 10 : 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** Whether the header of a safetensors file names a document of ours among its metadata. */
function namesDocument(bytes: Uint8Array): boolean {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getUint32(0, true);
  const header = attempt((): unknown => JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))));
  const metadata = typeof header === 'object' && header !== null && '__metadata__' in header ? header.__metadata__ : undefined;
  return typeof metadata === 'object' && metadata !== null && 'smoothscape' in metadata;
}
