import type { Lesson } from '../documents/lessons/lesson';
import { isObject, parseJson } from '../documents/fieldReaders';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** Steps of a lesson whose question was answered, and those that were skipped. */
export interface LessonProgress {
  readonly passed: readonly number[];
  readonly skipped: readonly number[];
}

interface LessonsState {
  /** Lessons that were opened from files, by title. */
  readonly opened: Readonly<Record<string, Lesson>>;
  readonly progress: Readonly<Record<string, LessonProgress>>;
}

export interface Lessons {
  readonly store: StoreApi<LessonsState>;
  /** Takes a lesson in; returns the name that the address has for it. */
  add(lesson: Lesson): string;
  note(name: string, step: number, as: keyof LessonProgress): void;
  forget(name: string): void;
}

const STORAGE_KEY = 'smoothscape.lessons';
export const noProgress: LessonProgress = { passed: [], skipped: [] };

const numbersIn = (raw: unknown): readonly number[] =>
  Array.isArray(raw) ? raw.filter((item): item is number => Number.isInteger(item) && item >= 0 && item < 1000).slice(0, 1000) : [];

/** Progress as this browser has kept it; none where storage is empty, damaged or forbidden. */
function keptProgress(storage: () => Storage): LessonsState['progress'] {
  try {
    const raw = parseJson(storage().getItem(STORAGE_KEY) ?? '{}');
    if (!isObject(raw)) return {};
    return Object.fromEntries(
      Object.entries(raw).flatMap(([name, one]) =>
        isObject(one) ? [[name, { passed: numbersIn(one['passed']), skipped: numbersIn(one['skipped']) }]] : [],
      ),
    );
  } catch {
    return {};
  }
}

/** The lessons of the page and how far they were followed, kept in the browser's storage where it allows. */
export function createLessons(storage: () => Storage = () => localStorage): Lessons {
  const store = createStore<LessonsState>(() => ({ opened: {}, progress: keptProgress(storage) }));
  const keep = (progress: LessonsState['progress']): void => {
    store.setState({ progress });
    try {
      storage().setItem(STORAGE_KEY, JSON.stringify(progress));
    } catch {
      // without storage progress lasts until the page is closed
    }
  };
  return {
    store,
    add: (lesson) => {
      store.setState(({ opened }) => ({ opened: { ...opened, [lesson.title]: lesson } }));
      return lesson.title;
    },
    note: (name, step, as) => {
      const { progress } = store.getState();
      const { passed, skipped } = progress[name] ?? noProgress;
      const without = (steps: readonly number[]) => steps.filter((other) => other !== step);
      if (as === 'skipped' && passed.includes(step)) return;
      keep({
        ...progress,
        [name]: { passed: without(passed), skipped: without(skipped), [as]: [...without(as === 'passed' ? passed : skipped), step] },
      });
    },
    forget: (name) => keep(Object.fromEntries(Object.entries(store.getState().progress).filter(([other]) => other !== name))),
  };
}

/** Progress as a file for a teacher: each lesson with its questions answered and skipped, by title. */
export function progressText(
  lessons: readonly { readonly name: string; readonly lesson: Lesson }[],
  progress: LessonsState['progress'],
  savedAt: string,
): string {
  const rows = lessons.flatMap(({ name, lesson }) => {
    const own = progress[name];
    const titles = (steps: readonly number[]) => steps.flatMap((k) => lesson.steps[k]?.title ?? []);
    return own
      ? [
          {
            title: lesson.title,
            questions: lesson.steps.filter(({ check }) => check).length,
            answered: titles(own.passed),
            skipped: titles(own.skipped),
          },
        ]
      : [];
  });
  return `${JSON.stringify({ smoothscape: 1, kind: 'lesson-progress', saved: savedAt, lessons: rows }, null, 2)}\n`;
}
