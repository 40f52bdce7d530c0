import { isObject, numberField, readChoice, readList, readObject, startValidation } from './fieldReaders';
import { DOCUMENT_KEYS, parseDocument } from './parseSurface';
import type { SurfaceDocument } from './surfaceDocument';

/** Version of the messages between a page and the embed it holds: the value of their key `smoothscape`. */
export const MESSAGE_VERSION = 1;

/** Chosen by the page that asks; comes back with the answer. */
export type MessageId = string | number;

/** What can be observed at θ under the pointer, else at the pinned θ: weights, the loss shown, its gradient (null on a crease). */
export const readingNames = ['theta', 'loss', 'gradient'] as const;
export type ReadingName = (typeof readingNames)[number];

/** From the page to its embed. Documents are those of the file format; a missing key takes its default. */
export type HostMessage =
  | { readonly type: 'getDocument' }
  | { readonly type: 'setDocument'; readonly document: SurfaceDocument }
  /** What Reset returns to: the document, or the present one when absent. */
  | { readonly type: 'setDefault'; readonly document?: SurfaceDocument }
  /** Readings, and places in the document such as "attack.epsilon"; they replace those observed before. */
  | { readonly type: 'observe'; readonly values: readonly string[] }
  | { readonly type: 'screenshot'; readonly format: 'png' | 'svg'; readonly width: number; readonly height: number; readonly scale: number };

/** From the embed to the page that holds it, as sent: with `smoothscape: 1`, and with the `id` of the message it answers. */
export type EmbedMessage =
  | { readonly type: 'ready'; readonly version: string }
  /** Answers getDocument, setDocument and setDefault. */
  | { readonly type: 'document'; readonly document: SurfaceDocument }
  /** Sent at once, and whenever one of the values changes. */
  | { readonly type: 'observation'; readonly values: Readonly<Record<string, unknown>> }
  /** `data` is a data: address of the picture. */
  | { readonly type: 'screenshot'; readonly format: 'png' | 'svg'; readonly data: string }
  /** Height in CSS pixels that the embed would like to have. */
  | { readonly type: 'height'; readonly height: number }
  /** What was wrong with a message, in one sentence. */
  | { readonly type: 'error'; readonly message: string };

export type ParsedMessage =
  | { readonly ok: true; readonly id: MessageId | undefined; readonly message: HostMessage }
  | { readonly ok: false; readonly id: MessageId | undefined; readonly problem: string };

/** Most values, nested ones included, and most characters of one text in a message; a document of 200 points has some 1000 values. */
const MAX_VALUES = 20_000;
const MAX_TEXT_LENGTH = 10_000;

/** A copy as plain JSON: what is cyclic, binary, or longer than any document throws before it is copied. */
function plainCopy(raw: unknown): unknown {
  let count = 0;
  const text = JSON.stringify(raw, (_, value: unknown) => {
    count += 1;
    if (count > MAX_VALUES || ArrayBuffer.isView(value) || (typeof value === 'string' && value.length > MAX_TEXT_LENGTH))
      throw new RangeError('longer than any document');
    return value;
  });
  return JSON.parse(text);
}

const isId = (id: unknown): id is MessageId => typeof id === 'number' || (typeof id === 'string' && id.length <= MAX_TEXT_LENGTH);

/** Keys of each message beside `smoothscape`, `type` and `id`. */
const keysOf: Readonly<Record<HostMessage['type'], readonly string[]>> = {
  getDocument: [],
  setDocument: ['document'],
  setDefault: ['document'],
  observe: ['values'],
  screenshot: ['format', 'width', 'height', 'scale'],
};
const types = Object.keys(keysOf) as readonly HostMessage['type'][];

const sizeField = (fallback: number) => numberField({ allowed: { min: 16, max: 4000 }, default: fallback });
const scaleField = numberField({ allowed: { min: 1, max: 4 }, default: 2 });
const MAX_OBSERVED = 50;

/** A reading, or a place in a document: keys and places in lists, joined by dots. */
const isObservable = (name: unknown): name is string =>
  typeof name === 'string' &&
  name.length <= 80 &&
  (readingNames.some((reading) => reading === name) || (/^\w+(\.\w+)*$/.test(name) && DOCUMENT_KEYS.includes(name.split('.')[0] ?? '')));

/** A message of the page that holds an embed; undefined for messages of others, which carry no key `smoothscape`. Never throws. */
export function parseMessage(data: unknown): ParsedMessage | undefined {
  if (!isObject(data) || !('smoothscape' in data)) return undefined;
  const id = isId(data['id']) ? data['id'] : undefined;
  try {
    const raw = plainCopy(data);
    const validation = startValidation();
    const type = isObject(raw) ? types.find((name) => name === raw['type']) : undefined;
    const whole = readObject(validation, raw, '', ['smoothscape', 'type', 'id', ...(type ? keysOf[type] : [])]);
    readChoice(validation, whole['smoothscape'], 'smoothscape', [MESSAGE_VERSION], MESSAGE_VERSION);
    if (!type) validation.reject('type', `is not one of ${types.join(', ')}`);
    const message = type && readMessage(type);
    const [first] = validation.problems;
    return message && !first ? { ok: true, id, message } : { ok: false, id, problem: first ? `${first.key}: ${first.message}` : 'no message' };

    function readMessage(name: HostMessage['type']): HostMessage | undefined {
      if (name === 'getDocument') return { type: name };
      if (name === 'observe') {
        const values = readList(validation, whole['values'], 'values', [0, MAX_OBSERVED], 'names');
        values.forEach((value, k) => {
          if (!isObservable(value)) validation.reject(`values[${k}]`, `is not one of ${readingNames.join(', ')} or a key of the document`);
        });
        return { type: name, values: values.filter(isObservable) };
      }
      if (name === 'screenshot') {
        const format = readChoice(validation, whole['format'], 'format', ['png', 'svg'], 'png');
        const [width, height] = [sizeField(800)(validation, whole['width'], 'width'), sizeField(600)(validation, whole['height'], 'height')];
        return { type: name, format, width, height, scale: scaleField(validation, whole['scale'], 'scale') };
      }
      if (name === 'setDefault' && whole['document'] === undefined) return { type: name };
      const parsed = parseDocument(whole['document'] ?? null);
      if (parsed.ok) return { type: name, document: parsed.document };
      for (const { key, message: why } of parsed.problems) validation.reject(key, why);
      return undefined;
    }
  } catch (error) {
    return { ok: false, id, problem: `The message is no JSON of a document (${error instanceof Error ? error.message : 'unreadable'})` };
  }
}

/** The value at a place of a document, such as "attack.epsilon"; null where it has none. */
export function valueAtPath(document: SurfaceDocument, path: string): unknown {
  let value: unknown = document;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
