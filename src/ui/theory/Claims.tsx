import { type PresetId, presets } from '../../documents/surfacePresets';
import { smoothedCurvatureAcrossAxis, gradientJumpAcrossAxis } from '../../math/theory/claims';
import { type TheoremName, catalogue } from '../../math/theory/statements/catalogue';
import { fixed } from '../controls/specText';
import { navigate } from '../session/addressSync';
import { useSession } from '../session/session';
import { SaysTable } from './PairTable';
import { useMemo } from 'react';
import { anchorOf } from './verdicts';

/** A link to the card of a statement, in its own words. */
export function CardLink({ id, onChoose }: { readonly id: TheoremName; readonly onChoose: (id: TheoremName) => void }) {
  return (
    <button type="button" className="link" onClick={() => onChoose(id)}>
      {catalogue[id].title}
    </button>
  );
}

interface Claim {
  readonly says: string;
  readonly numbers: string;
  readonly open: readonly PresetId[];
  readonly tried: readonly TheoremName[];
}

/** The three claims of Section 3 that are no statement of their own, each in the setting of Figure 2, computed here. */
function claimsNow(): Claim[] {
  const [square, round] = [gradientJumpAcrossAxis('linear', Infinity, 1.5), gradientJumpAcrossAxis('linear', 2, 1.5)];
  const [inside, beyond] = [gradientJumpAcrossAxis('swish', Infinity, -2), gradientJumpAcrossAxis('swish', Infinity, 2)];
  return [
    {
      says: '$L_\\infty$ makes the loss less smooth than $L_2$.',
      numbers: `At $\\theta=(1.5,0)$ the gradient jumps by ${fixed(square, 4)} under $L_\\infty$ and by ${fixed(round, 4)} under $L_2$.`,
      open: ['figure-2c', 'figure-2b'],
      tried: ['lemma-2', 'lemma-3'],
    },
    {
      says: 'With swish the $L_\\infty$ loss can be smooth across an axis.',
      numbers: `The jump is ${fixed(inside, 4)} at $\\theta=(-2,0)$, where the attack rests inside its ball; the linear model jumps by ${fixed(gradientJumpAcrossAxis('linear', Infinity, -2), 4)} there, and swish itself by ${fixed(beyond, 4)} at $(2,0)$.`,
      open: ['figure-2f'],
      tried: ['lemma-4'],
    },
    {
      says: 'EntropySGD makes the loss smooth whatever the norm.',
      numbers: `In place of the jump of ${fixed(square, 4)} at $\\theta=(1.5,0)$ it has the curvature ${fixed(smoothedCurvatureAcrossAxis(1, 1.5), 4)} across the axis, at most $\\gamma=1$.`,
      open: ['figure-2h'],
      tried: ['theorem-3', 'theorem-3-c'],
    },
  ];
}

/** Claims of Section 3 with their numbers, the example to open, and the cards that try to break them. */
export function Claims({ onChoose }: { readonly onChoose: (id: TheoremName) => void }) {
  const session = useSession();
  const claims = useMemo(claimsNow, []);
  return (
    <section id={anchorOf('conclusions')} className="loose" aria-labelledby="claims-title">
      <h2 id="claims-title">What Section 3 concludes</h2>
      <span className="caption">in the setting of Figure 2: x = (1, 1), y = +1, ε = 0.5</span>
      <SaysTable
        heads={['the paper', 'computed here', 'look, or try to break it']}
        rows={claims.map(({ says, numbers, open, tried }) => ({
          says,
          beside: numbers,
          links: (
            <>
              {open.map((id) => (
                <button key={id} type="button" className="link" onClick={() => navigate(session, 'lab', presets[id].document)}>
                  Figure {presets[id].figure}
                </button>
              ))}
              {tried.map((id) => (
                <CardLink key={id} id={id} onChoose={onChoose} />
              ))}
            </>
          ),
        }))}
      />
    </section>
  );
}

interface Gap {
  readonly says: string;
  readonly is: string;
  readonly see: TheoremName;
}

/** Where the paper is loose: what it says, what is true, and the card that shows it. */
const gaps: readonly Gap[] = [
  {
    says: 'The loss is “not continuous” on the creases.',
    is: 'The loss is continuous everywhere; its gradient jumps there, by $2\\varepsilon\\sigma(u)$ under $L_\\infty$.',
    see: 'theorem-2',
  },
  {
    says: 'Two attacks lie at most $2\\varepsilon$ apart (Equation 9).',
    is: 'In $L_2$ two corners of the square lie $2\\varepsilon\\sqrt d$ apart; $2\\varepsilon$ is right where the constant $C_{\\theta x}$ is taken in the norm of the attack.',
    see: 'proposition-1',
  },
  {
    says: 'Lemma 2 follows from the Jacobian of the attack.',
    is: 'That argument needs a convex set, and the weights with $\\lVert\\theta\\rVert\\ge\\theta_{\\min}$ are a ring. The inequality is true all the same, and a sharper one with it.',
    see: 'lemma-2-sharper',
  },
  {
    says: 'Assumption 1 holds with constants for every weight.',
    is: 'For the logistic loss $\\nabla_x\\nabla_\\theta l$ grows up to $1+\\tfrac14\\lVert x\\rVert\\lVert\\theta\\rVert$: a constant $C_{\\theta x}$ exists on bounded ranges only.',
    see: 'proposition-1',
  },
  {
    says: 'Lemma 4 explains the smooth region of the swish model.',
    is: 'In two dimensions the Hessian in $x$ has rank one, so $c=0$; the lemma holds with one input. The loss is smooth there because it depends on $\\theta^{\\top}x$ alone.',
    see: 'lemma-4',
  },
  {
    says: 'Theorem 3 needs a bounded set of weights.',
    is: 'A convex loss gives $0\\preceq\\nabla^2F\\preceq\\gamma I$ everywhere, and a $G$-Lipschitz one a single constant on all of $\\mathbb R^d$.',
    see: 'theorem-3-d',
  },
  {
    says: 'EntropySGD samples the density of Equation 12.',
    is: 'With the code’s noise of $10^{-4}$ its walk goes to the lowest point near $\\theta$ instead, and its variance is not $\\Sigma$. The Optimisers tab shows the walk beside the integral.',
    see: 'theorem-3',
  },
  {
    says: 'Under $L_2$ the loss is smooth, so gradient descent converges (Equation 4).',
    is: 'Not at $\\theta=0$: a level set that holds it has no Lipschitz constant, and no step size $2/C$.',
    see: 'equation-4',
  },
];

/** The eight places where the paper is loose, each with the card in which it can be seen. */
export function Loose({ onChoose }: { readonly onChoose: (id: TheoremName) => void }) {
  return (
    <section id={anchorOf('loose-points')} className="loose" aria-labelledby="loose-title">
      <h2 id="loose-title">Where the paper is loose</h2>
      <SaysTable
        heads={['the paper', 'what holds', 'seen in']}
        rows={gaps.map(({ says, is, see }) => ({ says, beside: is, links: <CardLink id={see} onChoose={onChoose} /> }))}
      />
    </section>
  );
}
