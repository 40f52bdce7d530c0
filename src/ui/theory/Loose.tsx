import type { TheoremName } from '../../math/theory';
import { CardLink } from './CardLink';
import { anchorOf } from './Index';
import { SaysTable } from './SaysTable';

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
