import { parseJson } from '../../src/documents/fieldReaders';
import { parseLessonText } from '../../src/documents/lessons/parseLesson';
import { parseAnyText, parseText, parseTrainingText } from '../../src/documents/parseSurface';
import { documentIn } from '../../src/exports/openFile';
import { fromHash } from '../../src/state/addressHash';
import { documents } from './sampleDocuments';
import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** White space and comments, as they may stand between any two tokens. */
const gap = fc.constantFrom(' ', '\n', '\r\n', '\r', '\t', '', '/* "a", } ] */', '/**/', '/*/ // */', '// "b": [1,] {\n', '//\r\n', '// … z² /*\r');
const gaps = fc.infiniteStream(fc.array(gap, { maxLength: 3 }).map((parts) => parts.join('')));
/** A text of a value with gaps between its tokens, and with trailing commas where `commas` says so. */
function spaced(value: unknown, between: () => string, comma: () => string): string {
  const inner = (open: string, items: readonly string[], close: string): string =>
    `${between()}${open}${items.join(',')}${between()}${items.length > 0 ? comma() : ''}${between()}${close}${between()}`;
  if (Array.isArray(value)) return inner('[', value.map((item) => spaced(item, between, comma)), ']'); // prettier-ignore
  if (typeof value !== 'object' || value === null) return `${between()}${JSON.stringify(value)}${between()}`;
  const members = Object.entries(value).map(([key, item]) => `${between()}${JSON.stringify(key)}${between()}:${spaced(item, between, comma)}`);
  return inner('{', members, '}');
}
const next = <T>(stream: Iterator<T>): (() => T) => () => stream.next().value as T; // prettier-ignore
const annotated = (value: fc.Arbitrary<unknown>): fc.Arbitrary<readonly [unknown, string]> =>
  fc
    .tuple(value, gaps, fc.infiniteStream(fc.constantFrom(',', '')))
    .map(([each, between, commas]) => [each, spaced(each, next(between), next(commas))] as const);
const addressOf = (tab: string, text: string): string => `#${tab}/${deflateRawSync(text).toString('base64url')}`;

describe('JSON with comments and trailing commas', () => {
  test('is the value without them, for any value', () => {
    fc.assert(
      fc.property(annotated(fc.jsonValue()), ([value, text]) => {
        expect(parseJson(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('is read in files, in addresses and by the commands, as the plain document is', () => {
    fc.assert(
      fc.property(annotated(documents), ([document, text]) => {
        const plain = parseText(JSON.stringify(document));
        expect(parseText(text)).toEqual(plain);
        const carried = documentIn(new TextEncoder().encode(text));
        expect(parseAnyText(carried ?? '')).toEqual(plain);
        expect(fromHash(addressOf('lab', text))).toEqual({ tab: 'lab', document: plain.ok && plain.document });
      }),
      { numRuns: 20 },
    );
  });

  test('has every example of the README', () => {
    const examples = [...readFileSync('README.md', 'utf8').matchAll(/```jsonc\n([^]*?)```/g)].map(([, text = '']) => text);
    expect(examples.length).toBeGreaterThan(1);
    const kinds = examples.map((text) => {
      if (text.includes('"kind": "lesson"')) {
        expect(parseLessonText(text)).toMatchObject({ ok: true });
        return 'lesson';
      }
      const parsed = text.includes('"training"') ? parseTrainingText(text) : parseText(text);
      expect(parsed).toMatchObject({ ok: true });
      expect(parseAnyText(text)).toMatchObject({ ok: true });
      return parsed.ok && parsed.document.kind;
    });
    expect(new Set(kinds)).toEqual(new Set(['surface', 'training', 'lesson']));
  });

  test('is read in the address of a plan to train', () => {
    const text = '// mine\n{ "kind": "training", /* two */ "epochs": 2, }';
    expect(fromHash(addressOf('train', text)).plan?.shared).toMatchObject({ epochs: 2 });
  });
});

describe('what is no JSON even so', () => {
  test.each(['', '{', '/* {} ', '{"seed": 1 // }', '{"seed": 1,,}', '{"seed" 1}', "{'seed': 1}", '{"seed": 1} {}', '// {}', '{"model": "//}'])(
    '%s is refused',
    (text) => expect(parseText(text)).toMatchObject({ ok: false, problems: [{ key: 'document', message: /is not JSON/ }] }), // prettier-ignore
  );

  test('the place of an error is that in the text', () => {
    const text = '// a comment, {"n": 1,}\r\n{ /* another */ "seed": 1,\n  "grid": { "n": [1,], oops } }';
    for (const mark of ['', '\uFEFF']) {
      const parsed = parseText(mark + text);
      expect(parsed.ok ? '' : parsed.problems[0]?.message).toContain(`position ${text.indexOf('oops')}`);
    }
  });

  test.each(['[', '{"a":'])('nesting without end is a sentence: %s', (open) => {
    const deep = `${open.repeat(50_000)}1${(open === '[' ? ']' : '}').repeat(50_000)}`;
    for (const text of [deep, `{"model": ${deep}}`, `{"kind": "training", "data": ${deep}}`]) {
      const parsed = parseAnyText(text);
      expect(parsed.ok ? '' : parsed.problems.map(({ message }) => message).join()).toMatch(/nested too deeply$/);
    }
  });

  test('a key twice is its last value, and a key __proto__ is refused by name', () => {
    expect(parseText('{"seed": 3, "seed": 4,}')).toMatchObject({ ok: true, document: { seed: 4 } });
    expect(parseText('{"__proto__": {"seed": 4}}')).toMatchObject({ ok: false, problems: [{ key: '__proto__' }] });
  });
});
