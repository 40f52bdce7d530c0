import { useMemo } from 'react';
import { presets, type PresetId } from '../../experiment/presets';
import type { TheoremName } from '../../math/theory';
import { curvatureInstead, jumpAcross } from '../../math/theory/claims';
import { visit } from '../address';
import { fixed } from '../controls/numbers';
import { useSession } from '../session';
import { CardLink } from './CardLink';
import { anchorOf } from './Index';
import { SaysTable } from './SaysTable';

interface Claim {
  readonly says: string;
  readonly numbers: string;
  readonly open: readonly PresetId[];
  readonly tried: readonly TheoremName[];
}

/** The three claims of Section 3 that are no statement of their own, each in the setting of Figure 2, computed here. */
function claimsNow(): Claim[] {
  const [square, round] = [jumpAcross('linear', Infinity, 1.5), jumpAcross('linear', 2, 1.5)];
  const [inside, beyond] = [jumpAcross('swish', Infinity, -2), jumpAcross('swish', Infinity, 2)];
  return [
    {
      says: '$L_\\infty$ makes the loss less smooth than $L_2$.',
      numbers: `At $\\theta=(1.5,0)$ the gradient jumps by ${fixed(square, 4)} under $L_\\infty$ and by ${fixed(round, 4)} under $L_2$.`,
      open: ['figure-2c', 'figure-2b'],
      tried: ['lemma-2', 'lemma-3'],
    },
    {
      says: 'With swish the $L_\\infty$ loss can be smooth across an axis.',
      numbers: `The jump is ${fixed(inside, 4)} at $\\theta=(-2,0)$, where the attack rests inside its ball; the linear model jumps by ${fixed(jumpAcross('linear', Infinity, -2), 4)} there, and swish itself by ${fixed(beyond, 4)} at $(2,0)$.`,
      open: ['figure-2f'],
      tried: ['lemma-4'],
    },
    {
      says: 'EntropySGD makes the loss smooth whatever the norm.',
      numbers: `In place of the jump of ${fixed(square, 4)} at $\\theta=(1.5,0)$ it has the curvature ${fixed(curvatureInstead(1, 1.5), 4)} across the axis, at most $\\gamma=1$.`,
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
                <button key={id} type="button" className="link" onClick={() => visit(session, 'lab', presets[id].document)}>
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
