import type { Lesson } from './lesson';
import { parseLessonText } from './parseLesson';
import creases from './creases.json?raw';
import dualNorm from './dual-norm.json?raw';
import entropySgd from './entropy-sgd.json?raw';
import flatness from './flatness.json?raw';
import swish from './swish.json?raw';
import training from './training.json?raw';

/** A lesson that is shipped, through the door that every lesson goes through. */
function shipped(text: string): Lesson {
  const parsed = parseLessonText(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return parsed.lesson;
}

/** The shipped lessons by the name that an address has for them, in the order to follow them. */
export const shippedLessons: Readonly<Record<string, Lesson>> = {
  creases: shipped(creases),
  'dual-norm': shipped(dualNorm),
  swish: shipped(swish),
  'entropy-sgd': shipped(entropySgd),
  flatness: shipped(flatness),
  training: shipped(training),
};
