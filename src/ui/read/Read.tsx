import { Citation } from '../controls/Citation';
import { LitProvider } from './lit';
import { AttackSection, CornerSection } from './AttackSections';
import { LooseSection, TrainingSection } from './EvidenceSections';
import { DescentSection, EntropySection, FlatSection } from './SmoothingSections';
import { WordsSection } from './WordsSection';
import { DatasetSection, LinearSection, SwishSection } from './SurfaceSections';

/** The paper as an article whose figures are live: its numbers are computed for what the knobs say. */
export function Read() {
  return (
    <LitProvider>
      <article className="article">
        <header className="article-head">
          <h1>Why adversarial training is not smooth, and what smooths it</h1>
          <p className="article-lead">
            A network is trained against an adversary to become robust. The adversary leaves creases in the loss. Where they come from can be seen
            with two weights and one data point.
          </p>
          <p className="caption">
            After <Citation />. About 15 minutes. Every number in the text is computed for the figure beside it and changes with its knobs; words like{' '}
            <i>crease</i> light up what they name.
          </p>
        </header>
        <AttackSection />
        <CornerSection />
        <LinearSection />
        <SwishSection />
        <DatasetSection />
        <DescentSection />
        <EntropySection />
        <FlatSection />
        <TrainingSection />
        <LooseSection />
        <WordsSection />
      </article>
    </LitProvider>
  );
}
