import { documentOfStep, lessonFile } from '../../documents/lessons/lesson';
import { toHash } from '../../state/addressHash';
import { choiceDefaults } from '../../state/choices';
import { noProgress, progressText } from '../../state/lessons';
import { PageLink } from '../controls/PageLink';
import { chosenFiles, download, errorMessage, openFiles } from '../session/files';
import { useSession } from '../session/session';
import { type NamedLesson, openStep, useLessons } from './lessonSteps';
import { useStore } from 'zustand';

/** The lessons, how far each was followed, and the file of that for a teacher. */
export function Learn() {
  const session = useSession();
  const lessons = useLessons();
  const progress = useStore(session.lessons.store, (state) => state.progress);
  const hasProgress = lessons.some(({ name }) => progress[name]);
  const open = (files: readonly File[]) =>
    openFiles(session, files).catch((error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) }));
  return (
    <div className="learn-page">
      <header>
        <h1>Lessons</h1>
        <p className="learn-lead">
          Each opens a document, asks you to do or predict something, and checks the answer by computing it. Nothing is compared with a stored answer.
        </p>
      </header>
      <ol className="lessons">
        {lessons.map((one) => (
          <LessonRow key={one.name} one={one} />
        ))}
      </ol>
      <footer className="learn-foot">
        <label className="button">
          Open a lesson file
          <input type="file" className="hidden" onChange={(event) => void open(chosenFiles(event.target))} />
        </label>
        <button
          type="button"
          className="button"
          disabled={!hasProgress}
          onClick={() => download('lesson-progress.json', progressText(lessons, progress, new Date().toISOString()), 'application/json')}
        >
          Save progress for a teacher
        </button>
        <p className="caption">
          Progress is kept in this browser. A lesson is one JSON file: save a shipped one, change its texts, documents and questions, and open it here
          or drop it on the page.
        </p>
      </footer>
    </div>
  );
}

function LessonRow({ one }: { readonly one: NamedLesson }) {
  const session = useSession();
  const { name, lesson } = one;
  const { passed } = useStore(session.lessons.store, (state) => state.progress[name]) ?? noProgress;
  const questions = lesson.steps.flatMap(({ check }, k) => (check ? [k] : []));
  const answered = questions.filter((k) => passed.includes(k)).length;
  const next = answered === 0 ? 0 : (questions.find((k) => !passed.includes(k)) ?? 0);
  return (
    <li className="lesson">
      <div>
        <h2>{lesson.title}</h2>
        <p>{lesson.about}</p>
        <p className="note">
          {lesson.steps.length} steps · {answered} of {questions.length} questions answered
        </p>
      </div>
      <div className="lesson-buttons">
        <PageLink
          className="button"
          href={toHash('lab', documentOfStep(lesson, next), { choices: { ...choiceDefaults, lesson: { name, step: next } } })}
          label={`${answered > 0 && answered < questions.length ? 'Go on with' : 'Start'}: ${lesson.title}`}
          open={() => openStep(session, one, next)}
        >
          {answered > 0 && answered < questions.length ? 'Go on' : 'Start'}
        </PageLink>
        <button
          type="button"
          className="link"
          aria-label={`Save as a file: ${lesson.title}`}
          onClick={() => download(`${name}.json`, lessonFile(lesson))}
        >
          Save as a file
        </button>
        {answered > 0 && (
          <button type="button" className="link" aria-label={`Forget the progress of ${lesson.title}`} onClick={() => session.lessons.forget(name)}>
            Forget progress
          </button>
        )}
      </div>
    </li>
  );
}
