import { type PresetId, presets } from '../../documents/surfacePresets';
import { smoothedCurvatureAcrossAxis, gradientJumpAcrossAxis } from '../../math/theory/claims';
import { type TheoremName, catalogue } from '../../math/theory/catalogue';
import { colouredText, TexText } from '../controls/Tex';
import { formatFixed } from '../controls/specText';
import { navigate } from '../session/addressSync';
import { useSession } from '../session/session';
import { type ReactNode, useMemo } from 'react';
import { anchorOf } from './verdicts';

/** A link to the card of a theorem, its title as text. */
export function TheoremLink({ id, onChoose }: { readonly id: TheoremName; readonly onChoose: (id: TheoremName) => void }) {
  return (
    <button type="button" className="link" onClick={() => onChoose(id)}>
      {catalogue[id].title}
    </button>
  );
}

interface ClaimRow {
  /** The paper's sentence, and our finding; text with TeX between $ signs. */
  readonly claim: string;
  readonly finding: string;
  /** Links to examples and cards. */
  readonly links: ReactNode;
}

/** A table of the paper's claims, each beside our finding and links to check it. */
function ClaimTable({ heads, rows }: { readonly heads: readonly string[]; readonly rows: readonly ClaimRow[] }) {
  return (
    <table className="readout">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ claim, finding, links }) => (
          <tr key={claim}>
            <th scope="row">
              <TexText>{colouredText(claim)}</TexText>
            </th>
            <td>
              <TexText>{colouredText(finding)}</TexText>
            </td>
            <td>{links}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Conclusion {
  readonly claim: string;
  readonly finding: string;
  readonly examples: readonly PresetId[];
  readonly theorems: readonly TheoremName[];
}

/** The three informal conclusions of Section 3, computed in the setting of Figure 2. */
function computeConclusions(): Conclusion[] {
  const [jumpLinf, jumpL2] = [gradientJumpAcrossAxis('linear', Infinity, 1.5), gradientJumpAcrossAxis('linear', 2, 1.5)];
  const [swishLeft, swishRight] = [gradientJumpAcrossAxis('swish', Infinity, -2), gradientJumpAcrossAxis('swish', Infinity, 2)];
  return [
    {
      claim: '$L_\\infty$ makes the loss less smooth than $L_2$.',
      finding: `At $\\theta=(1.5,0)$ the gradient jumps by ${formatFixed(jumpLinf, 4)} under $L_\\infty$ and by ${formatFixed(jumpL2, 4)} under $L_2$.`,
      examples: ['figure-2c', 'figure-2b'],
      theorems: ['lemma-2', 'lemma-3'],
    },
    {
      claim: 'With swish the $L_\\infty$ loss can be smooth across an axis.',
      finding: `The jump is ${formatFixed(swishLeft, 4)} at $\\theta=(-2,0)$, where the attack rests inside its ball; the linear model jumps by ${formatFixed(gradientJumpAcrossAxis('linear', Infinity, -2), 4)} there, and swish itself by ${formatFixed(swishRight, 4)} at $(2,0)$.`,
      examples: ['figure-2f'],
      theorems: ['lemma-4'],
    },
    {
      claim: 'EntropySGD makes the loss smooth whatever the norm.',
      finding: `In place of the jump of ${formatFixed(jumpLinf, 4)} at $\\theta=(1.5,0)$ it has the curvature ${formatFixed(smoothedCurvatureAcrossAxis(1, 1.5), 4)} across the axis, at most $\\gamma=1$.`,
      examples: ['figure-2h'],
      theorems: ['theorem-3', 'theorem-3-c'],
    },
  ];
}

/** The conclusions of Section 3 with computed numbers, links to examples and to the cards that check them. */
export function Conclusions({ onChoose }: { readonly onChoose: (id: TheoremName) => void }) {
  const session = useSession();
  const conclusions = useMemo(computeConclusions, []);
  return (
    <section id={anchorOf('conclusions')} className="loose" aria-labelledby="claims-title">
      <h2 id="claims-title">What Section 3 concludes</h2>
      <span className="caption">in the setting of Figure 2: x = (1, 1), y = +1, ε = 0.5</span>
      <ClaimTable
        heads={['the paper', 'computed here', 'look, or try to break it']}
        rows={conclusions.map(({ claim, finding, examples, theorems }) => ({
          claim,
          finding,
          links: (
            <>
              {examples.map((id) => (
                <button key={id} type="button" className="link" onClick={() => navigate(session, 'lab', presets[id].document)}>
                  Figure {presets[id].figure}
                </button>
              ))}
              {theorems.map((id) => (
                <TheoremLink key={id} id={id} onChoose={onChoose} />
              ))}
            </>
          ),
        }))}
      />
    </section>
  );
}

interface LoosePoint {
  readonly claim: string;
  readonly finding: string;
  readonly theorem: TheoremName;
}

/** Imprecise claims of the paper, what is true, and the card that shows it. */
const loosePoints: readonly LoosePoint[] = [
  {
    claim: 'The loss is “not continuous” on the creases.',
    finding: 'The loss is continuous everywhere; its gradient jumps there, by $2\\varepsilon\\sigma(u)$ under $L_\\infty$.',
    theorem: 'theorem-2',
  },
  {
    claim: 'Two attacks lie at most $2\\varepsilon$ apart (Equation 9).',
    finding:
      'In $L_2$ two corners of the square lie $2\\varepsilon\\sqrt d$ apart; $2\\varepsilon$ is right where the constant $C_{\\theta x}$ is taken in the norm of the attack.',
    theorem: 'proposition-1',
  },
  {
    claim: 'Lemma 2 follows from the Jacobian of the attack.',
    finding:
      'That argument needs a convex set, and the weights with $\\lVert\\theta\\rVert\\ge\\theta_{\\min}$ are a ring. The inequality is true all the same, and a sharper one with it.',
    theorem: 'lemma-2-sharper',
  },
  {
    claim: 'Assumption 1 is true with constants for every weight.',
    finding:
      'For the logistic loss $\\nabla_x\\nabla_\\theta l$ grows up to $1+\\tfrac14\\lVert x\\rVert\\lVert\\theta\\rVert$: a constant $C_{\\theta x}$ exists on bounded ranges only.',
    theorem: 'proposition-1',
  },
  {
    claim: 'Lemma 4 explains the smooth region of the swish model.',
    finding:
      'In two dimensions the Hessian in $x$ has rank one, so $c=0$; the lemma is true with one input. The loss is smooth there because it depends on $\\theta^{\\top}x$ alone.',
    theorem: 'lemma-4',
  },
  {
    claim: 'Theorem 3 needs a bounded set of weights.',
    finding:
      'A convex loss gives $0\\preceq\\nabla^2F\\preceq\\gamma I$ everywhere, and a $G$-Lipschitz one a single constant on all of $\\mathbb R^d$.',
    theorem: 'theorem-3-d',
  },
  {
    claim: 'EntropySGD samples the density of Equation 12.',
    finding:
      'With the code’s noise of $10^{-4}$ its walk goes to the lowest point near $\\theta$ instead, and its variance is not $\\Sigma$. The Optimisers tab shows the walk beside the integral.',
    theorem: 'theorem-3',
  },
  {
    claim: 'Under $L_2$ the loss is smooth, so gradient descent converges (Equation 4).',
    finding: 'Not at $\\theta=0$: a level set that contains it has no Lipschitz constant, and no step size $2/C$.',
    theorem: 'equation-4',
  },
];

/** The paper's imprecise claims as a table. */
export function LoosePoints({ onChoose }: { readonly onChoose: (id: TheoremName) => void }) {
  return (
    <section id={anchorOf('loose-points')} className="loose" aria-labelledby="loose-title">
      <h2 id="loose-title">Where the paper is loose</h2>
      <ClaimTable
        heads={['the paper', 'what is true', 'seen in']}
        rows={loosePoints.map(({ claim, finding, theorem }) => ({ claim, finding, links: <TheoremLink id={theorem} onChoose={onChoose} /> }))}
      />
    </section>
  );
}
