import { type ArticleKnobs, ARTICLE_THETA, cornerDocument, restDocument } from '../../documents/article/articleFigures';
import { pointRequest } from '../../state/jobResults';
import { Tex, TexText } from '../controls/Tex';
import { Word } from './lit';
import { ArticleFigure, ArticleSection, Equation, Loose, Margin, Notes, Statement, useKnobs, Value } from './parts';
import { InputPlane, useReading, useShown } from './pictures';

const square = (knobs: ArticleKnobs) => cornerDocument('inf', knobs);
const circle = (knobs: ArticleKnobs) => cornerDocument(2, knobs);
const alone = (knobs: ArticleKnobs) => {
  const { partner: _partner, ...view } = square(knobs).view;
  return { ...square(knobs), view };
};
const attacked = (knobs: ArticleKnobs) => pointRequest(square(knobs), ARTICLE_THETA);

/** What adversarial training is. */
export function AttackSection() {
  const knobs = useKnobs();
  const point = useReading('point', 'read attack', attacked).last?.result;
  const [d1, d2] = point?.deltas[0] ?? [];
  return (
    <ArticleSection id="attack" title="Training against an adversary">
      <Statement name="equation-4" document={square(knobs)} />
      <p>
        <TexText>
          {
            'Gradient descent takes a loss $L(\\th)$, its gradient, and steps downhill: $\\th\\leftarrow\\th-\\eta\\nabla L(\\th)$. How long a step may be depends on how fast the gradient changes. Where $\\lVert\\nabla L(\\th_1)-\\nabla L(\\th_2)\\rVert\\le C\\lVert\\th_1-\\th_2\\rVert$, every step with $\\eta<2/C$ goes down. A loss with such a $C$ is called smooth. This article is about losses that have none.'
          }
        </TexText>
      </p>
      <p>
        Adversarial training puts an adversary between the data and the loss. Before the loss of a point is taken, the adversary moves the point
        within a <Word mark="ball">ball</Word> of radius <Tex>{'\\ep'}</Tex> to wherever the loss is largest, and only then do the weights learn:
      </p>
      <Equation>
        {
          '\\min_{\\th}\\;L_\\varepsilon(\\th),\\qquad L_\\varepsilon(\\th)=\\frac1N\\sum_n\\max_{\\lVert\\delta\\rVert_{\\pp}\\le\\ep}l(\\xx_n+\\de,\\,y_n,\\,\\th)'
        }
      </Equation>
      <p>
        <TexText>
          {
            'Everything below uses the smallest model that shows what happens: two weights, $f(\\xx)=\\th^{\\!\\top}\\xx$, and the logistic loss $l=\\log(1+e^{-yf})$ of a point with label $y=\\pm1$. With two weights the loss is a surface one can look at.'
          }
        </TexText>
      </p>
      <ArticleFigure
        name="An attack"
        beside
        knobs={['epsilon']}
        opens={alone(knobs)}
        caption={
          <>
            A point <Tex>{'\\xx'}</Tex> (black), the <Word mark="ball">ball</Word> that the attack may use, and the <Word mark="attack">attack</Word>{' '}
            in it; the arrow is <Tex>{'\\th'}</Tex>, the coloured lines are lines of equal loss. Drag ε.
          </>
        }
      >
        <InputPlane slot="read attack" title="Inputs at $\th=(1.5,\,-0.5)$" documentOf={alone} />
      </ArticleFigure>
      <p>
        At these weights the loss of the point is <Value of={point?.clean} /> without an attack. The attack of radius{' '}
        <Value of={knobs.epsilon} digits={2} /> moves the point by (<Value of={d1} digits={2} />, <Value of={d2} digits={2} />
        ), and the loss becomes <Value of={point?.adversarial} />. Training sees only the second number.
      </p>
    </ArticleSection>
  );
}

/** Figure 1: how the attack moves when the weights do. */
export function CornerSection() {
  const knobs = useKnobs();
  const onSquare = useShown('input', 'read corner inf')?.second;
  const onCircle = useShown('input', 'read corner 2')?.second;
  const rest = useShown('input', 'read rest')?.points[0];
  const inside = rest?.set.where === 'inside';
  const flips = onSquare?.bound.lemma === 3 ? onSquare.bound.flips : undefined;
  return (
    <ArticleSection id="figure-1" title="Figure 1: the attack jumps, slides or rests">
      <Statement name="lemma-1" document={circle(knobs)} />
      <p>
        The adversarial loss inherits what the attack does. If <Word mark="attack">x′</Word> moves a little when the weights move a little, the
        gradient changes a little, and the loss is smooth (Lemma 1). So the question is how far x′ moves.
      </p>
      <ArticleFigure
        name="Figure 1(a)"
        knobs={['turn', 'epsilon']}
        opens={square(knobs)}
        caption={
          <>
            Two weights, <Word mark="theta">θ</Word> and θ′ (thin), and the attack of each. On the square it sits in a corner. On the circle it points
            straight against the weight. Our setting: the paper draws this figure without numbers.
          </>
        }
      >
        <InputPlane slot="read corner inf" title="$L_\infty$: the ball is a square" documentOf={square} />
        <InputPlane slot="read corner 2" title="$L_2$: the ball is a circle" documentOf={circle} />
      </ArticleFigure>
      <p>
        The two weights are <Value of={onSquare?.weights} /> apart. Under L2 their attacks are <Value of={onCircle?.distances[0]} /> apart, never more
        than ε / min‖θ‖ = <Value of={onCircle?.bound.lemma === 2 ? onCircle.bound.constant : undefined} /> times the distance of the weights. Under L∞
        they are <Value of={onSquare?.distances[0]} /> apart:{' '}
        {flips === undefined
          ? 'as far as the signs say.'
          : flips === 0
            ? 'all signs agree, so the corner is the same and nothing moves at all.'
            : 'the sign of θ₂ differs, so the attack sits in another corner, one side of the square away, however close the two weights are.'}{' '}
        Drag θ′₂ through 0 to see it jump by 2ε = <Value of={2 * knobs.epsilon} />.
      </p>
      <Notes>
        <Statement name="lemma-2" document={circle(knobs)} />
        <Statement name="lemma-3" document={square(knobs)} />
        <Loose>
          <TexText>
            {
              'The proof of Lemma 2 bounds a Jacobian and needs a convex set, but $\\lVert\\th\\rVert\\ge\\theta_{\\min}$ is a ring. The inequality is true all the same; it even holds with $2\\varepsilon/(\\lVert\\theta_1\\rVert+\\lVert\\theta_2\\rVert)$.'
            }
          </TexText>
        </Loose>
      </Notes>
      <p>
        <TexText>
          {
            'A model that is not linear gives the attack a third choice. Put swish, $s(z)=z\\,\\si(z)$, behind the product: $f=s(\\th^{\\!\\top}\\xx)$. Swish has a lowest point, and once the ball reaches it, going further only helps the classifier.'
          }
        </TexText>
      </p>
      <ArticleFigure
        name="Figure 1(b), (c)"
        beside
        knobs={['place', 'epsilon']}
        opens={restDocument(knobs)}
        caption={
          <>
            The swish model under L2. Drag the point: where the line on which swish is least meets the ball, the <Word mark="attack">attack</Word>{' '}
            rests on it; elsewhere it slides on the rim.
          </>
        }
      >
        <InputPlane slot="read rest" title="$f=s(\th^{\!\top}\xx)$, $L_2$" documentOf={restDocument} />
      </ArticleFigure>
      <p>
        With the point at x₁ = <Value of={knobs.place} digits={2} /> the attack {inside ? 'rests inside the ball' : 'stays on the rim'}, with the loss{' '}
        <Value of={rest?.loss} digits={4} />.{' '}
        {inside
          ? 'A whole segment is equally bad, and the loss of this point does not change while the segment stays in the ball: a plateau.'
          : 'It turns with θ, without a jump: the case of Lemma 5.'}
      </p>
      <Notes>
        <Statement name="lemma-4" document={restDocument(knobs)} />
        <Statement name="lemma-5" document={restDocument(knobs)} />
        <Loose>
          <TexText>
            {
              'Lemma 4 asks for a Hessian in $\\xx$ that is negative definite. For $s(\\th^{\\!\\top}\\xx)$ with two inputs it has rank one, so the lemma does not apply as it stands; that the plateau is smooth has to be argued along $\\th$ alone.'
            }
          </TexText>
        </Loose>
        <Margin>
          <p>The label must be +1 here. With −1 the attacker wants swish large, and its maximum over an interval is always at an end.</p>
        </Margin>
      </Notes>
    </ArticleSection>
  );
}
