import type { Lesson } from '../../documents/lessons/lesson';
import { shippedLessons } from '../../documents/lessons';
import { navigate, navigateToTraining } from '../session/addressSync';
import { type Session, useSession } from '../session/session';
import { useMemo } from 'react';
import { useStore } from 'zustand';

export interface NamedLesson {
  readonly name: string;
  readonly lesson: Lesson;
}

/** The shipped lessons and those that were opened. */
export function useLessons(): readonly NamedLesson[] {
  const opened = useStore(useSession().lessons.store, (state) => state.opened);
  return useMemo(() => Object.entries({ ...shippedLessons, ...opened }).map(([name, lesson]) => ({ name, lesson })), [opened]);
}

/** Opens a step: its document in its tab, with the lesson beside it. */
export function openStep(session: Session, { name, lesson }: NamedLesson, step: number): void {
  const { document, training, tab } = lesson.steps[step] ?? {};
  if (document) navigate(session, tab ?? 'lab', document);
  else if (training) navigateToTraining(session, training);
  else if (tab || session.experiment.store.getState().tab === 'learn') navigate(session, tab ?? 'lab');
  session.experiment.choose({ lesson: { name, step } });
}
