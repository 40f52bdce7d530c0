import { type ArticleKnobs, articlePreset } from '../../documents/article/articleFigures';
import { type PresetId, presets } from '../../documents/surfacePresets';
import { segmentDrawing } from '../../figures/charts/segmentProfile';
import { SWISH_MINIMISER } from '../../math/activations/swish';
import { sigmoid } from '../../math/core/logisticLoss';
import type { Pair } from '../../math/core/types';
import { lineRequest, pointRequest } from '../../state/jobResults';
import type { LineResult } from '../../worker/rpc/protocol';
import { Tex, TexText } from '../controls/Tex';
import { Drawing } from '../plot/Drawing';
import { useDark } from '../session/theme';
import { Word } from './lit';
import { ArticleFigure, ArticleSection, Equation, Loose, Margin, Notes, Statement, useKnobs, Value } from './parts';
import { Picture, type SurfacePicture, Surfaces, useReading } from './pictures';
import { useMemo } from 'react';

const pictureOf = (id: PresetId, title: string): SurfacePicture => ({
  slot: `read ${id}`,
  title,
  label: `Figure ${presets[id].figure}. ${presets[id].note}`,
  documentOf: (knobs) => articlePreset(id, knobs),
});

/** Pictures of panels of the paper under the headings of their norms. */
export const row = (standard: PresetId | undefined, l2: PresetId, linf: PresetId): readonly SurfacePicture[] => [
  ...(standard ? [pictureOf(standard, `${presets[standard].figure} standard`)] : []),
  pictureOf(l2, `${presets[l2].figure} $L_2$`),
  pictureOf(linf, `${presets[linf].figure} $L_\\infty$`),
];

/** Greatest jump of the slope on a line; 0 where there is none. */
export const jumpOn = (result: LineResult | undefined): number | undefined =>
  result && Math.max(0, ...result.kinks.map(({ left, right }) => Math.abs(right - left)));

/** A line across θ₂ = 0 at a θ₁. */
const across = (theta1: number): readonly [Pair, Pair] => [
  [theta1, -1],
  [theta1, 1],
];
const creaseLine = (knobs: ArticleKnobs) => lineRequest(articlePreset('figure-2c', knobs), ...across(1));
/** A line whose kinks alone are wanted. */
const plainLine = (...of: Parameters<typeof lineRequest>) => ({ ...lineRequest(...of), smoothing: { kind: 'none' } as const });
const roundLine = (knobs: ArticleKnobs) => plainLine(articlePreset('figure-2b', knobs), ...across(1));
const originLine = (knobs: ArticleKnobs) => plainLine(articlePreset('figure-2b', knobs), [-1, -1], [1, 1]);
const onCrease = (knobs: ArticleKnobs) => pointRequest(articlePreset('figure-2c', knobs), [1, 0]);

/** Loss and slope on a line, in the place of a picture. */
export function CutPicture({
  title,
  result,
  names,
}: {
  readonly title: string;
  readonly result: LineResult | undefined;
  readonly names: { readonly plain: string; readonly smoothed: string };
}) {
  const dark = useDark();
  const drawing = useMemo(() => result && segmentDrawing(result, names, dark), [result, names, dark]);
  return (
    <Picture title={title}>
      {drawing && <Drawing draw={drawing.draw} width={560} height={330} label={`Loss and slope along a line. ${title}`} />}
    </Picture>
  );
}

const linearRow = row('figure-2a', 'figure-2b', 'figure-2c');

/** Figure 2(a)–(c): the linear model. */
export function LinearSection() {
  const knobs = useKnobs();
  const line = useReading('line', 'read crease', creaseLine).last?.result;
  const round = useReading('line', 'read round', roundLine).last?.result;
  const origin = useReading('line', 'read origin', originLine).last?.result;
  const u = useReading('point', 'read crease', onCrease).last?.result.u[0];
  return (
    <ArticleSection id="figure-2" title="Figure 2(a) to (c): creases">
      <p>
        Now the loss over both weights, for one point x = (1, 1) with y = +1. The attack has a closed form. It can lower{' '}
        <TexText>
          {'$y\\,\\th^{\\!\\top}\\xx$ by at most $\\ep\\lVert\\th\\rVert_q$, where $q$ is dual to the norm of the ball, $1/p+1/q=1$:'}
        </TexText>
      </p>
      <Equation>{'L_\\varepsilon(\\th)=\\log\\bigl(1+e^{u}\\bigr),\\qquad u=-y\\,\\th^{\\!\\top}\\xx+\\ep\\,\\lVert\\th\\rVert_q'}</Equation>
      <p>
        <TexText>
          {
            'Every wrinkle of the loss is a wrinkle of the dual norm. Under $L_2$ it is $\\lVert\\th\\rVert_2$, which has one tip, at 0. Under $L_\\infty$ it is $\\lVert\\th\\rVert_1=|\\tho|+|\\tht|$, which has an edge wherever a weight is 0.'
          }
        </TexText>
      </p>
      <ArticleFigure
        name="Figure 2(a) to (c)"
        knobs={['epsilon']}
        opens={articlePreset('figure-2c', knobs)}
        caption={
          <>
            Loss over (θ₁, θ₂), one range of losses. Red: each <Word mark="crease">crease</Word>, where the gradient jumps. Point, ε and range are our
            setting.
          </>
        }
      >
        <Surfaces pictures={linearRow} />
      </ArticleFigure>
      <p>
        Under L∞ the <Word mark="crease">creases</Word> run along both axes. Walk across θ₂ = 0 at θ₁ = 1 and the slope jumps by{' '}
        <Value of={jumpOn(line)} digits={4} />; the formula says <Tex>{'2\\ep\\,\\si(u)'}</Tex> = 2 · <Value of={knobs.epsilon} digits={2} /> ·{' '}
        <Value of={u === undefined ? undefined : sigmoid(u)} digits={4} /> ={' '}
        <Value of={u === undefined ? undefined : 2 * knobs.epsilon * sigmoid(u)} digits={4} />. Under L2 the slope there jumps by{' '}
        <Value of={jumpOn(round)} digits={4} />: not at all. What is left of the L2 loss is the tip at θ = 0, where the slope along any line through
        it jumps by ε = <Value of={jumpOn(origin)} digits={4} />. This is the abstract’s first claim: L∞ makes the loss of the linear model creased on
        whole lines, L2 at one point only.
      </p>
      <ArticleFigure
        name="Across a crease"
        beside
        knobs={['epsilon', 'gamma']}
        opens={{ ...articlePreset('figure-2c', knobs), view: { ...articlePreset('figure-2c', knobs).view, theta: [1, -1], partner: [1, 1] } }}
        caption="The L∞ loss along θ₁ = 1 and its slope, and the same after EntropySGD (dash-dotted), which is explained further down."
      >
        <CutPicture title="From $\th=(1,-1)$ to $(1,1)$" result={line} names={cutNames} />
      </ArticleFigure>
      <Notes>
        <Statement name="theorem-1" document={articlePreset('figure-2b', knobs)} />
        <Statement name="theorem-2" document={articlePreset('figure-2c', knobs)} />
        <Statement name="proposition-1" document={articlePreset('figure-2c', knobs)} />
        <Loose>
          The paper says that the loss is “not continuous” on the axes. It is the gradient that is not; the loss is continuous everywhere. Theorem 1
          leaves out θ = 0, so a level set that contains 0 is not covered by the step size of Eq. 4.
        </Loose>
        <Loose>
          <TexText>
            {
              'With an $L_\\infty$ ball and distances in $L_2$ the constant in Eq. 9 is $2\\varepsilon\\sqrt d$, not $2\\varepsilon$: the linear model attains it when all signs flip.'
            }
          </TexText>
        </Loose>
      </Notes>
    </ArticleSection>
  );
}
const cutNames = { plain: 'L∞', smoothed: 'EntropySGD' };

const PLATEAU_THETA: Pair = [-1.5, 0];
const plateau = (knobs: ArticleKnobs) => pointRequest(articlePreset('figure-2f', knobs), PLATEAU_THETA);
const swishRow = row('figure-2d', 'figure-2e', 'figure-2f');

/** Figure 2(d)–(f): an attack that can rest. */
export function SwishSection() {
  const knobs = useKnobs();
  const point = useReading('point', 'read plateau', plateau).last?.result;
  const z = SWISH_MINIMISER;
  const ends = [z / (1 - knobs.epsilon), z / (1 + knobs.epsilon)] as const;
  const reached = PLATEAU_THETA[0] > ends[0] && PLATEAU_THETA[0] < ends[1];
  return (
    <ArticleSection id="figure-2-swish" title="Figure 2(d) to (f): where the attack rests, the crease ends">
      <p>
        With swish in the model the attack can stop inside its ball. There x′ no longer hangs on a corner, and crossing an axis changes nothing: the{' '}
        <Word mark="crease">crease</Word> breaks off.
      </p>
      <ArticleFigure
        name="Figure 2(d) to (f)"
        knobs={['epsilon']}
        opens={articlePreset('figure-2f', knobs)}
        caption="The same point, f = s(θ·x). The attack is exact here; the paper used PGD, whose steps and size could not be read."
      >
        <Surfaces pictures={swishRow} />
      </ArticleFigure>
      <Margin>
        <p>With ε = 0 the interval closes to a point. At ε = 1 it would be a half-line.</p>
      </Margin>
      <p>
        <TexText>{'Swish is least at $z^\\ast$ = '}</TexText>
        <Value of={z} digits={4} />. The attack reaches it wherever θ·x and the ball allow. On the axis θ₂ = 0 that is for θ₁ between{' '}
        <Value of={ends[0]} digits={4} /> and <Value of={ends[1]} digits={4} />, and there is no crease there. At θ = (−1.5, 0){' '}
        {reached ? 'the attack rests, and the loss is the plateau ' : 'the ball is too small to reach it, and the loss is '}
        <Value of={point?.adversarial} digits={4} />. So a curved model does not only add creases: it can take them away.
      </p>
    </ArticleSection>
  );
}

const dataRow = row('figure-4a', 'figure-4b', 'figure-4c');
const valley = (knobs: ArticleKnobs) => plainLine(articlePreset('figure-4c', knobs), ...across(1.5));

/** Figure 4: creases at the best weights. */
export function DatasetSection() {
  const knobs = useKnobs();
  const jump = jumpOn(useReading('line', 'read valley', valley).last?.result);
  return (
    <ArticleSection id="figure-4" title="Figure 4: the crease runs through the best weights">
      <p>
        A crease far away would not matter. But a weight that should be 0 is where training wants to go, and 0 is where L∞ creases. Take four points
        (±1, ±1) whose label is the sign of x₁. The second input says nothing, so the best θ₂ is 0, and the whole valley of the L∞ loss is a{' '}
        <Word mark="crease">crease</Word>.
      </p>
      <ArticleFigure
        name="Figure 4"
        knobs={['epsilon']}
        opens={articlePreset('figure-4c', knobs)}
        caption="Four points, linear model. The paper’s points and ε could not be read; these show what its text says."
      >
        <Surfaces pictures={dataRow} />
      </ArticleFigure>
      <Margin>
        <p>
          With several points the jumps add up: <Tex>{'\\frac{2\\ep}{N}\\sum_n\\si(u_n)'}</Tex> across an axis.
        </p>
      </Margin>
      <p>
        At θ = (1.5, 0) the slope across the valley jumps by <Value of={jump} digits={4} />. Gradient descent with a fixed step cannot settle there: a
        hair on either side it still sees half of that slope, and steps over.
      </p>
    </ArticleSection>
  );
}
