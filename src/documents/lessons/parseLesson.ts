import type { Pair } from '../../math/core/types';
import type { MethodChoice } from '../../nets/training/types';
import {
  choiceField,
  type FieldReader,
  isObject,
  numberField,
  pairField,
  parseJson,
  type Raw,
  readChoice,
  readList,
  readObject,
  readRecord,
  readVersion,
  startValidation,
  type Validation,
} from '../fieldReaders';
import { overlay } from '../panes';
import { parseDocument } from '../parseSurface';
import { parseTrainings } from '../parseTraining';
import { methodNames } from '../parseView';
import type { SurfaceDocument } from '../surfaceDocument';
import { MAX_THETA, surfaceDefaults } from '../surfaceSpecs';
import type { TrainingDocument } from '../trainingDocument';
import {
  type CheckKind,
  type Lesson,
  type LessonCheck,
  type LessonOption,
  type LessonStep,
  lessonTabs,
  MAX_LESSON_STEPS,
  type ParsedLesson,
  quantities,
  type Quantity,
  runMetrics,
} from './lesson';

/** Longest texts, in characters, and most items of a list. */
const LIMITS = { title: 120, about: 300, paragraph: 1500, task: 600, hint: 400, label: 80, paragraphs: 8, hints: 5, options: 6 } as const;
/** Longest file, in characters. */
export const MAX_LESSON_LENGTH = 200_000;

export const isLesson = (raw: unknown): boolean => isObject(raw) && raw['kind'] === 'lesson';

/** Commands of TeX that reach outside a formula. */
const FORBIDDEN_TEX = /\\(html\w*|href|url|includegraphics|def|gdef|edef|xdef|let|futurelet|newcommand|renewcommand|providecommand)(?![a-zA-Z])/;

/** A text of at most `longest` characters with balanced $ signs, without HTML. */
const textField =
  (longest: number, fallback?: string): FieldReader<string> =>
  (validation, raw, key) => {
    if (raw === undefined && fallback !== undefined) return fallback;
    if (typeof raw !== 'string' || raw.trim() === '' || raw.length > longest) {
      validation.reject(key, raw === undefined ? 'is missing' : `is not a text of 1 to ${longest} characters`);
      return '';
    }
    const [command] = FORBIDDEN_TEX.exec(raw) ?? [];
    if (/<\/?[a-zA-Z!]/.test(raw.replace(/\$[^$]*\$/g, ''))) validation.reject(key, 'holds HTML; a lesson has text with TeX between $ signs');
    if (raw.split('$').length % 2 === 0) validation.reject(key, 'has an odd number of $ signs');
    if (command !== undefined) validation.reject(key, `uses ${command}, which a lesson may not`);
    return raw;
  };

const readTexts = (validation: Validation, raw: unknown, key: string, count: readonly [number, number], longest: number): readonly string[] =>
  readList(validation, raw, key, count, 'texts').map((item, i) => textField(longest)(validation, item, `${key}[${i}]`));

const quantityField = choiceField<Quantity>(Object.keys(quantities) as Quantity[], 'loss');
const withinField = numberField({ allowed: { min: 0, max: 0.5, open: true }, default: 0.05 });
const thetaField = pairField({ allowed: { min: -MAX_THETA, max: MAX_THETA }, default: 0 });
const required =
  <T>(read: FieldReader<T>): FieldReader<T> =>
  (validation, raw, key) => {
    if (raw === undefined) validation.reject(key, 'is missing');
    return read(validation, raw, key);
  };

/** The readers of each kind of check, beside its kind. */
const checkReaders: {
  readonly [K in CheckKind]: (validation: Validation, raw: Raw, key: string, base: SurfaceDocument) => Extract<LessonCheck, { kind: K }>;
} = {
  'cursor-at-jump': (validation, raw, key) => readRecord(validation, raw, key, { kind: kindOf('cursor-at-jump'), within: withinField }),
  reach: (validation, raw, key) =>
    readRecord(validation, raw, key, {
      kind: kindOf('reach'),
      quantity: required(quantityField),
      equals: required(numberField({ allowed: { min: -1e6, max: 1e6 }, default: 0 })),
      within: withinField,
    }),
  number: (validation, raw, key) =>
    readRecord(validation, raw, key, { kind: kindOf('number'), quantity: required(quantityField), within: withinField }),
  compare: (validation, raw, key, base) =>
    readRecord(validation, raw, key, {
      kind: kindOf('compare'),
      quantity: required(quantityField),
      most: choiceField(['largest', 'smallest'], 'largest'),
      options: (_validation, list, at) => readOptions(validation, list, at, base),
    }),
  crossings: (validation, raw, key) =>
    readRecord(validation, raw, key, {
      kind: kindOf('crossings'),
      weight: choiceField([1, 2], 2),
      methods: (_validation, list, at) =>
        readList(validation, list, at, [2, LIMITS.options], 'methods').map((item, i) =>
          readChoice(validation, item, `${at}[${i}]`, methodNames, 'sgd'),
        ),
    }),
  runs: (validation, raw, key) =>
    readRecord(validation, raw, key, {
      kind: kindOf('runs'),
      metric: choiceField(runMetrics, 'testRobust'),
      most: choiceField(['largest', 'smallest'], 'largest'),
      methods: (_validation, list, at) =>
        readList(validation, list, at, [2, LIMITS.options], 'methods').map((item, i) =>
          readChoice<MethodChoice>(validation, item, `${at}[${i}]`, ['standard', 'at', 'trades'], 'at'),
        ),
    }),
  sketch: (validation, raw, key) => {
    const check = readRecord(validation, raw, key, { kind: kindOf('sketch'), from: thetaField, to: thetaField, within: withinField });
    if (isSame(check.from, check.to)) validation.reject(`${key}.to`, 'is the same weight as from, so that there is no line between them');
    return check;
  },
};
const kindOf =
  <K extends CheckKind>(kind: K): FieldReader<K> =>
  () =>
    kind;
const isSame = ([a, b]: Pair, [c, d]: Pair): boolean => a === c && b === d;

function readOptions(validation: Validation, raw: unknown, key: string, base: SurfaceDocument): readonly LessonOption[] {
  return readList(validation, raw, key, [2, LIMITS.options], 'options').map((item, i) => {
    const at = `${key}[${i}]`;
    const { label, change } = readObject(validation, item, at, ['label', 'change']);
    if (change !== undefined && !isObject(change)) validation.reject(`${at}.change`, 'is not an object');
    const whole = { ...base } as unknown as Raw;
    return {
      label: textField(LIMITS.label)(validation, label, `${at}.label`),
      document: readInner(validation, isObject(change) ? overlay(whole, change) : whole, `${at}.change`),
    };
  });
}

/** A surface document inside a lesson; the defaults after an error. */
function readInner(validation: Validation, raw: unknown, key: string): SurfaceDocument {
  const parsed = parseDocument(raw);
  if (parsed.ok) return parsed.document;
  for (const problem of parsed.problems) validation.reject(`${key}.${problem.key}`, problem.message);
  return surfaceDefaults;
}

/** Training documents inside a lesson; none after an error. */
function readTrainings(validation: Validation, raw: unknown, key: string): readonly TrainingDocument[] {
  const list = readList(validation, raw, key, [1, LIMITS.options], 'training documents');
  const parsed = list.length > 0 ? parseTrainings(list) : undefined;
  if (parsed?.ok) return parsed.documents;
  for (const problem of parsed?.problems ?? []) validation.reject(`${key}${problem.key}`, problem.message);
  return [];
}

function readCheck(validation: Validation, raw: unknown, key: string, base: SurfaceDocument): LessonCheck | undefined {
  if (!isObject(raw)) {
    validation.reject(key, 'is not an object with a kind');
    return undefined;
  }
  const kinds = Object.keys(checkReaders) as CheckKind[];
  const before = validation.problems.length;
  const kind = readChoice(validation, raw['kind'] ?? '', `${key}.kind`, kinds, 'number');
  return validation.problems.length > before ? undefined : checkReaders[kind](validation, raw, key, base);
}

const STEP_KEYS = ['title', 'text', 'document', 'training', 'tab', 'task', 'check', 'hints'];

function readStep(validation: Validation, raw: unknown, key: string, before: SurfaceDocument): LessonStep {
  const { title, text, document: inner, training, tab, task, check, hints } = readObject(validation, raw, key, STEP_KEYS);
  const document = inner === undefined ? undefined : readInner(validation, inner, `${key}.document`);
  if (check !== undefined && task === undefined) validation.reject(`${key}.task`, 'is missing: a check needs a question');
  const read = check === undefined ? undefined : readCheck(validation, check, `${key}.check`, document ?? before);
  return {
    title: textField(LIMITS.title)(validation, title, `${key}.title`),
    text: readTexts(validation, text, `${key}.text`, [1, LIMITS.paragraphs], LIMITS.paragraph),
    ...(document && { document }),
    ...(training !== undefined && { training: readTrainings(validation, training, `${key}.training`) }),
    ...(tab !== undefined && { tab: readChoice(validation, tab, `${key}.tab`, lessonTabs, 'lab') }),
    ...(task !== undefined && { task: textField(LIMITS.task)(validation, task, `${key}.task`) }),
    ...(read && { check: read }),
    hints: hints === undefined ? [] : readTexts(validation, hints, `${key}.hints`, [0, LIMITS.hints], LIMITS.hint),
  };
}

/** Validates a lesson given as plain JSON: defaults filled in, or one error for every wrong value. */
export function parseLesson(raw: unknown): ParsedLesson {
  const validation = startValidation();
  const whole = readObject(validation, raw, '', ['smoothscape', 'kind', 'title', 'about', 'steps']);
  readVersion(validation, whole);
  if (whole['kind'] === undefined) validation.reject('kind', 'is missing; it is "lesson"');
  readChoice(validation, whole['kind'], 'kind', ['lesson'], 'lesson');
  let document: SurfaceDocument = surfaceDefaults; // of the step before, which a step without one goes on with
  const steps = readList(validation, whole['steps'], 'steps', [1, MAX_LESSON_STEPS], 'steps').map((item, i) => {
    const step = readStep(validation, item, `steps[${i}]`, document);
    document = step.document ?? document;
    return step;
  });
  const lesson: Lesson = {
    smoothscape: 1,
    kind: 'lesson',
    title: textField(LIMITS.title)(validation, whole['title'], 'title'),
    about: textField(LIMITS.about, '')(validation, whole['about'], 'about'),
    steps,
  };
  return validation.problems.length > 0 ? { ok: false, problems: validation.problems } : { ok: true, lesson };
}

/** parseLesson() of a text. */
export function parseLessonText(text: string): ParsedLesson {
  if (text.length > MAX_LESSON_LENGTH)
    return { ok: false, problems: [{ key: 'document', message: `is longer than ${MAX_LESSON_LENGTH} characters` }] };
  try {
    return parseLesson(parseJson(text));
  } catch (error) {
    const cause = error instanceof RangeError ? 'is nested too deeply' : `is not JSON (${error instanceof Error ? error.message : 'unreadable'})`;
    const validation = startValidation();
    validation.reject('document', cause);
    return { ok: false, problems: validation.problems };
  }
}
