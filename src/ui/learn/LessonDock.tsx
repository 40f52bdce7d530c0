import { documentOfStep } from '../../documents/lessons/lesson';
import { noProgress } from '../../state/lessons';
import { TexText } from '../controls/Tex';
import { navigate } from '../session/addressSync';
import { useChoice, useExperiment, useSession } from '../session/session';
import { LessonQuestion } from './LessonQuestion';
import { openStep, useLessons } from './lessonSteps';
import { useState } from 'react';
import { useStore } from 'zustand';

/** The lesson that is followed, below the tab that its step has opened. */
export function LessonDock() {
  const session = useSession();
  const [chosen, setChosen] = useChoice('lesson');
  const one = useLessons().find(({ name }) => name === chosen?.name);
  const { passed } = useStore(session.lessons.store, (state) => (chosen && state.progress[chosen.name]) ?? noProgress);
  const away = useExperiment(({ tab }) => tab === 'gallery' || tab === 'read' || tab === 'learn');
  if (!chosen || away) return null;
  const step = one?.lesson.steps[chosen.step];
  if (!one || !step)
    return (
      <aside className="lesson-dock" aria-label="Lesson">
        <p className="error">
          The address names step {chosen.step + 1} of the lesson “{chosen.name}”, which is not here. Open its file in the Learn tab.
        </p>
        <CloseButton onClose={() => setChosen(undefined)} />
      </aside>
    );
  const { lesson, name } = one;
  const last = chosen.step === lesson.steps.length - 1;
  const answered = !step.check || passed.includes(chosen.step);
  const go = (to: number) => openStep(session, one, to);
  const onward = () => {
    if (!answered) session.lessons.note(name, chosen.step, 'skipped');
    if (!last) return go(chosen.step + 1);
    setChosen(undefined);
    navigate(session, 'learn');
  };
  return (
    <aside className="lesson-dock" aria-label={`Lesson: ${lesson.title}`}>
      <div className="lesson-text" key={chosen.step}>
        <h2>
          <small>
            {chosen.step + 1} of {lesson.steps.length}
          </small>{' '}
          {step.title}
        </h2>
        {step.text.map((paragraph) => (
          <p key={paragraph}>
            <TexText>{paragraph}</TexText>
          </p>
        ))}
      </div>
      <div className="lesson-task" key={`${name} ${chosen.step}`}>
        {step.task && (
          <p className="lesson-question">
            <TexText>{step.task}</TexText>
          </p>
        )}
        {step.check && (
          <LessonQuestion
            check={step.check}
            document={documentOfStep(lesson, chosen.step)}
            answered={passed.includes(chosen.step)}
            onPassed={() => session.lessons.note(name, chosen.step, 'passed')}
          />
        )}
        <Hints hints={step.hints} />
      </div>
      <div className="lesson-way">
        <CloseButton onClose={() => setChosen(undefined)} />
        {(step.document ?? step.training) && (
          <button type="button" className="link" onClick={() => go(chosen.step)}>
            Open its document again
          </button>
        )}
        <span>
          <button type="button" className="button" disabled={chosen.step === 0} onClick={() => go(chosen.step - 1)}>
            Back
          </button>
          <button type="button" className="button" onClick={onward}>
            {last ? 'Finish' : answered ? 'Next' : 'Skip'}
          </button>
        </span>
      </div>
    </aside>
  );
}

function CloseButton({ onClose }: { readonly onClose: () => void }) {
  return (
    <button type="button" className="link" onClick={onClose}>
      Close lesson
    </button>
  );
}

/** Hints, one more at a press. */
function Hints({ hints }: { readonly hints: readonly string[] }) {
  const [shown, setShown] = useState(0);
  return (
    <div className="lesson-hints" aria-live="polite">
      {hints.slice(0, shown).map((hint) => (
        <p key={hint}>
          <TexText>{hint}</TexText>
        </p>
      ))}
      {shown < hints.length && (
        <button type="button" className="link" onClick={() => setShown(shown + 1)}>
          Hint {shown + 1} of {hints.length}
        </button>
      )}
    </div>
  );
}
