import type { LessonCheck } from '../../documents/lessons/lesson';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { optimisers } from '../../math/optimisers';
import { wholeDocument } from '../../state/experimentStore';
import { judge, methodNames, type Judgement, type LessonAnswer } from '../../state/lessonChecks';
import { parseTyped } from '../controls/specText';
import { errorMessage } from '../session/files';
import { useSession } from '../session/session';
import { Sketch } from './Sketch';
import { useId, useState } from 'react';

/** The question of a step: what the student gives, and what is computed about it. */
export function LessonQuestion({
  check,
  document,
  answered,
  onPassed,
}: {
  readonly check: LessonCheck;
  readonly document: SurfaceDocument;
  readonly answered: boolean;
  readonly onPassed: () => void;
}) {
  const { runs, experiment, training } = useSession();
  const [answer, setAnswer] = useState<LessonAnswer>();
  const [judged, setJudged] = useState<Judgement>();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    try {
      const page = wholeDocument(experiment.store.getState());
      const found = await judge(
        (kind, request) => runs[kind].once(request),
        check,
        { step: document, page, runs: training.runs.store.getState().runs },
        answer,
      );
      setJudged(found);
      if (found.right) onPassed();
    } catch (error) {
      setJudged({ right: false, sentence: errorMessage(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="lesson-answer"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <AnswerInput check={check} document={document} answer={answer} onChange={setAnswer} revealed={judged !== undefined && answer !== undefined} />
      <button type="submit" className="button" disabled={busy}>
        {busy ? 'Computing' : 'Check'}
      </button>
      <p className="lesson-verdict" role="status">
        {judged ? (
          <>
            <b className={judged.right ? 'right' : 'wrong'}>{judged.right ? '✓ Right.' : '✕ Not yet.'}</b> {judged.sentence}
          </>
        ) : (
          answered && <b className="right">✓ Answered before.</b>
        )}
      </p>
    </form>
  );
}

interface AnswerProps {
  readonly check: LessonCheck;
  readonly document: SurfaceDocument;
  readonly answer: LessonAnswer;
  readonly onChange: (answer: LessonAnswer) => void;
  readonly revealed: boolean;
}

/** What a kind of check asks for; nothing where the state itself is the answer. */
function AnswerInput({ check, document, answer, onChange, revealed }: AnswerProps) {
  switch (check.kind) {
    case 'number':
      return <NumberAnswer onChange={onChange} />;
    case 'compare':
      return <Options labels={check.options.map(({ label }) => label)} chosen={answer} onChange={onChange} />;
    case 'crossings':
      return <Options labels={check.methods.map((name) => optimisers[name].label)} chosen={answer} onChange={onChange} />;
    case 'runs':
      return <Options labels={check.methods.map((method) => methodNames[method])} chosen={answer} onChange={onChange} />;
    case 'sketch':
      return <Sketch document={document} from={check.from} to={check.to} onChange={onChange} revealed={revealed} />;
    default:
      return null;
  }
}

function NumberAnswer({ onChange }: { readonly onChange: (answer: LessonAnswer) => void }) {
  const [text, setText] = useState('');
  return (
    <label className="lesson-number">
      Your answer{' '}
      <input
        type="text"
        inputMode="decimal"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          onChange(parseTyped(target.value));
        }}
      />
    </label>
  );
}

function Options({
  labels,
  chosen,
  onChange,
}: {
  readonly labels: readonly string[];
  readonly chosen: LessonAnswer;
  readonly onChange: (answer: LessonAnswer) => void;
}) {
  const group = useId();
  return (
    <fieldset className="lesson-options">
      <legend className="hidden">Your answer</legend>
      {labels.map((label, k) => (
        <label key={label}>
          <input type="radio" name={group} checked={chosen === k} onChange={() => onChange(k)} /> {label}
        </label>
      ))}
    </fieldset>
  );
}
