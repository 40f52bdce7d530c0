import { documentOfStep, lessonFile, MAX_LESSON_STEPS } from '../../../src/documents/lessons/lesson';
import { shippedLessons } from '../../../src/documents/lessons';
import { MAX_LESSON_LENGTH, parseLesson, parseLessonText } from '../../../src/documents/lessons/parseLesson';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const step = { title: 'A step', text: ['One sentence with $\\theta$.'] };
const lesson = (more: object = {}, steps: readonly object[] = [step]) => ({ smoothscape: 1, kind: 'lesson', title: 'A lesson', steps, ...more });
const asking = (check: unknown) => lesson({}, [{ ...step, task: 'How much?', check }]);

test.each(Object.entries(shippedLessons))('%s goes through the door again as the file that is saved', (_name, shipped) => {
  expect(parseLessonText(lessonFile(shipped))).toEqual({ ok: true, lesson: shipped });
  expect(shipped.steps.length).toBeGreaterThanOrEqual(6);
  expect(shipped.steps.length).toBeLessThanOrEqual(10);
});

test('a step without a document goes on with the one before', () => {
  const parsed = parseLesson(lesson({}, [{ ...step, document: { attack: { epsilon: 0.25 } } }, step]));
  expect(parsed.ok && documentOfStep(parsed.lesson, 1).attack.epsilon).toBe(0.25);
});

/** What is wrong, and what the refusal says. */
const refused: readonly (readonly [string, unknown, string])[] = [
  [
    'HTML',
    lesson({}, [{ ...step, text: ['<img src=x onerror=alert(1)>'] }]),
    'steps[0].text[0]: holds HTML; a lesson has text with TeX between $ signs',
  ],
  ['half a formula', lesson({ title: 'costs $5' }), 'title: has an odd number of $ signs'],
  ['a link in TeX', lesson({}, [{ ...step, text: ['$\\href{javascript:alert(1)}{x}$'] }]), 'steps[0].text[0]: uses \\href, which a lesson may not'],
  ['a class in TeX', lesson({}, [{ ...step, title: '$\\htmlClass{app}{x}$' }]), 'steps[0].title: uses \\htmlClass, which a lesson may not'],
  ['a macro in TeX', lesson({}, [{ ...step, title: '$\\def\\a{\\a\\a}\\a$' }]), 'steps[0].title: uses \\def, which a lesson may not'],
  ['a document', lesson({}, [{ ...step, document: { attack: { epsilon: -1 } } }]), 'steps[0].document.attack.epsilon: -1 is not ≥ 0'],
  [
    'an unknown key',
    lesson({ script: 'x' }),
    'script: "x" cannot be set: this is not a key of a document; the keys are smoothscape, kind, title, about, steps',
  ],
  ['no steps', lesson({}, []), 'steps: a list of 0 is not a list of 1 to 20 steps'],
  [
    'too many steps',
    lesson(
      {},
      Array.from({ length: MAX_LESSON_STEPS + 1 }, () => step),
    ),
    'steps: a list of 21 is not a list of 1 to 20 steps',
  ],
  ['a long text', lesson({ title: 'x'.repeat(121) }), 'title: is not a text of 1 to 120 characters'],
  [
    'a check without a question',
    lesson({}, [{ ...step, check: { kind: 'number', quantity: 'loss' } }]),
    'steps[0].task: is missing: a check needs a question',
  ],
  [
    'an unknown check',
    asking({ kind: 'eval' }),
    'steps[0].check.kind: "eval" is not one of "cursor-at-jump", "reach", "number", "compare", "crossings", "runs", "sketch"',
  ],
  [
    'an unknown quantity',
    asking({ kind: 'number', quantity: 'iq' }),
    'steps[0].check.quantity: "iq" is not one of "loss", "jump", "creases", "distance", "curvature", "epsilon", "p", "gamma"',
  ],
  ['no tolerance', asking({ kind: 'number', quantity: 'loss', within: 0 }), 'steps[0].check.within: 0 is not > 0'],
  [
    'one option',
    asking({ kind: 'compare', quantity: 'loss', options: [{ label: 'a' }] }),
    'steps[0].check.options: a list of 1 is not a list of 2 to 6 options',
  ],
  [
    'no line',
    asking({ kind: 'sketch', from: [1, 1], to: [1, 1] }),
    'steps[0].check.to: is the same weight as from, so that there is no line between them',
  ],
  ['another kind', { ...lesson(), kind: 'surface' }, 'kind: "surface" is not "lesson"'],
];

test.each(refused)('%s is refused in a sentence', (_name, raw, sentence) => {
  const parsed = parseLesson(raw);
  expect(parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`)).toContain(sentence);
});

test('texts that are no lesson are refused, however long or deep', () => {
  for (const text of ['', '{', 'null', '[]', '['.repeat(90_000), '"x"', ' '.repeat(MAX_LESSON_LENGTH + 1)]) {
    const parsed = parseLessonText(text);
    expect(parsed.ok).toBe(false);
  }
});

test('whatever stands in place of a part of a lesson, the door answers without throwing', () => {
  const raw: unknown = JSON.parse(lessonFile(shippedLessons['creases']!));
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.nat(), (junk, at) => {
      let place = 0;
      const whole = JSON.stringify(raw, (_key, value: unknown) => (place++ === at % 90 ? junk : value));
      const parsed = parseLessonText(whole ?? 'null');
      expect(parsed.ok || parsed.problems.length > 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});
