import { type ArticleKnobs, articlePreset, flatDocument } from '../../documents/article/articleFigures';
import { weightChartCommands } from '../../figures/charts/raceCharts';
import { type RaceEntrant, raceEntrants } from '../../figures/charts/raceStates';
import { sigmoid } from '../../math/core/logisticLoss';
import type { Pair } from '../../math/core/types';
import { lineRequest, pointRequest } from '../../state/jobResults';
import { creasedRace, raceOf, raceRequest, withRace } from '../../state/race';
import { Tex, TexText } from '../controls/Tex';
import { Drawing } from '../plot/Drawing';
import { useDark } from '../session/theme';
import { Word } from './lit';
import { ArticleFigure, ArticleSection, Equation, Loose, Margin, Notes, Statement, useKnobs, Value } from './parts';
import { InputPlane, Picture, Surfaces, useReading, useShown } from './pictures';
import { CutPicture, jumpOn, row } from './SurfaceSections';
import { useMemo } from 'react';

/** Two methods on a loss whose minimum lies on a crease. */
const duel = withRace(creasedRace, { methods: { sgd: {}, 'entropy-sgd': {} } });
const duelRequest = () => raceRequest(duel);
const steps = raceOf(duel).steps;

/** How often θ₂ has changed its sign by the end of a path. */
const crossingsOf = ({ path }: RaceEntrant): number => path.crossings[2 * path.count - 1] ?? 0;

/** What gradient descent does on a crease. */
export function DescentSection() {
  const result = useReading('race', 'read race', duelRequest).last?.result;
  const dark = useDark();
  const racers = useMemo(() => (result ? raceEntrants(result).racers : []), [result]);
  const of = (name: RaceEntrant['name']) => racers.find((racer) => racer.name === name);
  const [sgd, entropy] = [of('sgd'), of('entropy-sgd')];
  const above = (racer: RaceEntrant | undefined) => racer && result && (racer.path.adversarial.at(-1) ?? NaN) - result.minimum.loss;
  const draw = useMemo(
    () =>
      racers.length > 0
        ? (box: Parameters<typeof weightChartCommands>[2]) =>
            weightChartCommands({ racers, lowest: 0, step: steps, last: steps }, dark, {
              x: box.x + 44,
              y: box.y + 8,
              width: box.width - 56,
              height: box.height - 48,
            })
        : undefined,
    [racers, dark],
  );
  return (
    <ArticleSection id="descent" title="What a crease does to gradient descent">
      <p>
        Let two methods run on a loss whose minimum lies on a <Word mark="crease">crease</Word>: plain gradient descent, and EntropySGD, which takes
        the gradient of a smoothed loss. Both have the step size of their defaults and {steps} steps.
      </p>
      <ArticleFigure
        name="A race across a crease"
        beside
        opens={duel}
        tab="optimisers"
        caption="θ₂ at the last steps; red is the crease θ₂ = 0. Three points that no line separates under L∞, ε = 0.2; not a figure of the paper."
      >
        <Picture title="$\tht$ by step">
          {draw && <Drawing draw={draw} width={560} height={240} label="θ₂ of SGD and EntropySGD over the last steps" />}
        </Picture>
      </ArticleFigure>
      <p>
        SGD crosses the crease <Value of={sgd && crossingsOf(sgd)} digits={0} /> times and ends <Value of={above(sgd)} digits={5} /> nats above the
        minimum. EntropySGD crosses it <Value of={entropy && crossingsOf(entropy)} digits={0} /> times and ends{' '}
        <Value of={above(entropy)} digits={5} /> above.{' '}
        {sgd && entropy && crossingsOf(sgd) > crossingsOf(entropy) && 'A smaller step would shorten the jumps of SGD, but no fixed step ends them. '}
        {(above(entropy) ?? 0) > (above(sgd) ?? 0) &&
          'It ends higher all the same: what it descends is the smoothed loss, whose minimum is not quite that of the loss.'}
      </p>
    </ArticleSection>
  );
}

const [oneRow, fourRow] = [row(undefined, 'figure-2g', 'figure-2h'), row(undefined, 'figure-5a', 'figure-5b')];
const VALLEY: Pair = [1.5, 0];
const smoothed = (knobs: ArticleKnobs) => pointRequest(articlePreset('figure-5b', knobs), VALLEY);
const valleyLine = (knobs: ArticleKnobs) => lineRequest(articlePreset('figure-5b', knobs), [VALLEY[0], -1.5], [VALLEY[0], 1.5]);
const cutNames = { plain: '4(c)', smoothed: '5(b)' };

/** Figures 2(g), 2(h) and 5: EntropySGD. */
export function EntropySection() {
  const knobs = useKnobs();
  const curvature = useReading('point', 'read smoothed', smoothed).last?.result.hessian?.[3];
  const line = useReading('line', 'read smoothed', valleyLine).last?.result;
  const jump = jumpOn(line);
  return (
    <ArticleSection id="figure-5" title="Figures 2(g), 2(h) and 5: EntropySGD irons the creases out">
      <p>
        EntropySGD (Chaudhari et al., 2017) does not descend the loss but a soft minimum of it around θ. Weights θ′ near θ are weighed by{' '}
        <Tex>{"e^{-L(\\th')}"}</Tex>, so low and wide places count most:
      </p>
      <Equation>{"F(\\th)=-\\log\\int\\exp\\Bigl(-L(\\th')-\\frac{\\ga}{2}\\lVert\\th-\\th'\\rVert^2\\Bigr)d\\th'"}</Equation>
      <p>
        <TexText>
          {
            "The integral is taken over all $\\th'$, and no single one matters: a jump of the gradient at one place is spread over a width $1/\\sqrt{\\ga}$. The paper’s second claim is that $F$ is smooth whatever the attack."
          }
        </TexText>
      </p>
      <ArticleFigure
        name="Figures 2(g), 2(h)"
        knobs={['gamma', 'epsilon']}
        opens={articlePreset('figure-2h', knobs)}
        caption="EntropySGD of Figures 2(b) and 2(c). No crease is left. γ is our setting; F is normalised, so that it tends to the loss as γ grows."
      >
        <Surfaces pictures={oneRow} />
      </ArticleFigure>
      <ArticleFigure
        name="Figure 5"
        knobs={['gamma', 'epsilon']}
        opens={articlePreset('figure-5b', knobs)}
        caption="EntropySGD of Figures 4(b) and 4(c). The best θ₂ is still 0."
      >
        <Surfaces pictures={fourRow} />
        <CutPicture title="4(c) and 5(b) across the valley, $\tho=1.5$" result={line} names={cutNames} />
      </ArticleFigure>
      <p>
        <TexText>{"Theorem 3: $\\nabla^2F=\\ga I-\\ga^2\\Sigma$, where $\\Sigma$ is the covariance of $\\th'$. "}</TexText>
        At θ = (1.5, 0), where the slope of 4(c) jumps by <Value of={jump} digits={4} />, the curvature of F across the valley is{' '}
        <Value of={curvature} digits={4} /> at γ = <Value of={knobs.gamma} digits={2} />. It cannot exceed γ. A jump J alone, spread over that width,
        would bend by <Tex>{'J\\sqrt{\\ga/2\\pi}'}</Tex> ={' '}
        <Value of={jump === undefined ? undefined : jump * Math.sqrt(knobs.gamma / (2 * Math.PI))} digits={4} />. Raise γ: the curvature grows without
        bound, and the crease comes back.
      </p>
      <Notes>
        <Statement name="theorem-3" document={articlePreset('figure-5b', knobs)} />
        <Statement name="theorem-3-c" document={articlePreset('figure-5b', knobs)} />
        <Statement name="theorem-3-d" document={articlePreset('figure-5b', knobs)} />
        <Loose>
          Theorem 3 is stated for bounded sets. For a loss with a Lipschitz constant, as every loss here has, the bound holds on the whole plane (d);
          for a convex loss it is γ (c).
        </Loose>
        <Loose>
          The published program draws with noise 10⁻⁴. Its walk then hardly leaves the lowest place nearby: it follows the Moreau envelope of the
          loss, not F, and its spread is not Σ. The Optimisers tab shows the walk beside the exact mean.
        </Loose>
      </Notes>
    </ArticleSection>
  );
}

const flatPoint = (knobs: ArticleKnobs) => pointRequest(flatDocument(knobs), flatDocument(knobs).view.theta ?? VALLEY);

/** The third claim: flat in x, rough in θ. */
export function FlatSection() {
  const knobs = useKnobs();
  const second = useShown('input', 'read flat')?.second;
  const u = useReading('point', 'read flat', flatPoint).last?.result.u[0];
  const ratio = second && second.weights > 0 ? (second.distances[0] ?? 0) / second.weights : undefined;
  return (
    <ArticleSection id="flat" title="Flat in x, rough in θ">
      <p>
        The third claim is the least expected. A network that resists attacks has a loss that is flat in its input: moving x changes little. The paper
        argues that this very flatness makes the loss less smooth in the weights.
      </p>
      <ArticleFigure
        name="Flatness against smoothness"
        beside
        knobs={['length', 'epsilon']}
        opens={flatDocument(knobs)}
        caption={
          <>
            Two weights of one length, 10° apart, under L2. Drag the length: the shorter they are, the fewer level lines cross the{' '}
            <Word mark="ball">ball</Word>, and the further the <Word mark="attack">attack</Word> turns for the same step of θ. Not a figure of the
            paper.
          </>
        }
      >
        <InputPlane slot="read flat" title="The attack at $\th$ and $\th'$" documentOf={flatDocument} />
      </ArticleFigure>
      <p>
        <TexText>{'In $\\xx$ the loss has the slope $\\si(u)\\lVert\\th\\rVert$ = '}</TexText>
        <Value of={u === undefined ? undefined : knobs.length * sigmoid(u)} />. In θ the attack moves <Value of={ratio} /> times as far as the weights
        do; Lemma 2 allows ε/‖θ‖ = <Value of={knobs.epsilon / knobs.length} />. Halve the length and the first number falls while the second doubles.
      </p>
      <Notes>
        <Statement name="definition-2" document={flatDocument(knobs)} />
        <Margin>
          <p>
            The same is seen in Lemmas 4 and 5: their constants are C / c, and c is how strongly the loss bends in x at the attack. A flat loss has a
            small c.
          </p>
        </Margin>
      </Notes>
    </ArticleSection>
  );
}
