import { glossary, type GlossaryEntry } from '../../documents/article/glossary';
import { Tex, TexText } from '../controls/Tex';
import { seeIt } from '../session/help';
import { useSession } from '../session/session';
import { ArticleSection } from './parts';

const entries = Object.values<GlossaryEntry>(glossary).sort((a, b) => a.word.localeCompare(b.word, 'en'));

/** The glossary: the table that hover, long press and "?" read, as a list. */
export function WordsSection() {
  const session = useSession();
  return (
    <ArticleSection id="words" title="Words and knobs">
      <p>On every tab these answer when the pointer rests on them, when they are pressed, and to the key ?.</p>
      <dl className="glossary">
        {entries.map(({ word, symbol, sentence, formula, see }) => (
          <div key={word + sentence}>
            <dt>
              {word} {symbol && <Tex>{symbol}</Tex>}
            </dt>
            <dd>
              <TexText>{sentence}</TexText>
            </dd>
            {formula && (
              <dd>
                <Tex>{formula}</Tex>
              </dd>
            )}
            {see && (
              <dd>
                <button type="button" className="link" aria-label={`See it: ${word}`} onClick={() => seeIt(session, see)}>
                  See it
                </button>
              </dd>
            )}
          </div>
        ))}
      </dl>
    </ArticleSection>
  );
}
