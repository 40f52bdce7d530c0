/** Heading of a statement: what the page shows before its check has run. */
export interface TheoremHeading {
  readonly title: string;
  readonly subtitle: string;
  /** The inequality. */
  readonly tex: string;
  /** The paper's own statement, or our stronger form of it. */
  readonly origin: 'paper' | 'sharper';
}

const gradientBound = (constant: string): string =>
  `\\lVert\\nabla L_\\varepsilon(\\theta_1)-\\nabla L_\\varepsilon(\\theta_2)\\rVert\\le ${constant}\\lVert\\theta_1-\\theta_2\\rVert`;

/**
 * Every statement of the bench in the order of the paper, a sharper form after the one it sharpens. Their checks stand in a table of
 * the same keys (`theorems` of the folder's index), so that the page loads these headings only and the worker alone the searches.
 */
export const catalogue = {
  'equation-4': {
    title: 'Equation 4',
    subtitle: 'step size and level set',
    tex: '\\lVert\\nabla L(\\theta_1)-\\nabla L(\\theta_2)\\rVert\\le C\\lVert\\theta_1-\\theta_2\\rVert\\ \\text{ on }\\{L(\\theta)\\le L(\\theta^0)\\},\\qquad \\eta<\\tfrac2C\\ \\text{descends}',
    origin: 'paper',
  },
  'equation-5': {
    title: 'Assumption 1, Eq. 5',
    subtitle: 'the loss, in $\\theta$',
    tex: '|l(x,\\theta_1)-l(x,\\theta_2)|\\le C_\\theta\\lVert\\theta_1-\\theta_2\\rVert',
    origin: 'paper',
  },
  'equation-6': {
    title: 'Assumption 1, Eq. 6',
    subtitle: 'the gradient, in $\\theta$',
    tex: '\\lVert\\nabla_\\theta l(x,\\theta_1)-\\nabla_\\theta l(x,\\theta_2)\\rVert\\le C_{\\theta\\theta}\\lVert\\theta_1-\\theta_2\\rVert',
    origin: 'paper',
  },
  'equation-7': {
    title: 'Assumption 1, Eq. 7',
    subtitle: 'the gradient, in $x$',
    tex: '\\lVert\\nabla_\\theta l(x_1,\\theta)-\\nabla_\\theta l(x_2,\\theta)\\rVert\\le C_{\\theta x}\\lVert x_1-x_2\\rVert',
    origin: 'paper',
  },
  'equation-8': {
    title: 'Lipschitz loss',
    subtitle: 'Proposition 1, Equation 8',
    tex: '|L_\\varepsilon(\\theta_1)-L_\\varepsilon(\\theta_2)|\\le C_\\theta\\lVert\\theta_1-\\theta_2\\rVert',
    origin: 'paper',
  },
  'proposition-1': {
    title: 'Proposition 1',
    subtitle: 'gradient, any attack',
    tex: '\\lVert\\nabla L_\\varepsilon(\\theta_1)-\\nabla L_\\varepsilon(\\theta_2)\\rVert\\le C_{\\theta\\theta}\\lVert\\theta_1-\\theta_2\\rVert+2\\varepsilon\\,d^{\\max(0,\\frac12-\\frac1p)}\\,C_{\\theta x}',
    origin: 'paper',
  },
  'lemma-1': {
    title: 'Lemma 1',
    subtitle: 'gradient, from the attack',
    tex: "\\lVert x'(\\theta_1)-x'(\\theta_2)\\rVert\\le C\\lVert\\theta_1-\\theta_2\\rVert\\;\\Rightarrow\\;\\lVert\\nabla L_\\varepsilon(\\theta_1)-\\nabla L_\\varepsilon(\\theta_2)\\rVert\\le(C_{\\theta\\theta}+C\\,C_{\\theta x})\\lVert\\theta_1-\\theta_2\\rVert",
    origin: 'paper',
  },
  'lemma-2': {
    title: 'Lemma 2',
    subtitle: 'attack, $L_2$',
    tex: "\\lVert x'_1-x'_2\\rVert\\le\\frac{\\varepsilon}{\\theta_{\\min}}\\lVert\\theta_1-\\theta_2\\rVert",
    origin: 'paper',
  },
  'lemma-2-sharper': {
    title: 'Lemma 2, sharper',
    subtitle: 'attack, $L_2$, any weights',
    tex: "\\lVert x'_1-x'_2\\rVert\\le\\frac{2\\varepsilon}{\\lVert\\theta_1\\rVert+\\lVert\\theta_2\\rVert}\\lVert\\theta_1-\\theta_2\\rVert",
    origin: 'sharper',
  },
  'theorem-1': {
    title: 'Theorem 1',
    subtitle: 'gradient, $L_2$',
    tex: '\\lVert\\nabla L_\\varepsilon(\\theta_1)-\\nabla L_\\varepsilon(\\theta_2)\\rVert\\le\\Bigl(C_{\\theta\\theta}+\\frac{\\varepsilon\\,C_{\\theta x}}{\\theta_{\\min}}\\Bigr)\\lVert\\theta_1-\\theta_2\\rVert',
    origin: 'paper',
  },
  'theorem-1-explicit': {
    title: 'Theorem 1, explicit',
    subtitle: '$L_2$, $\\theta$ unbounded',
    tex: '\\lVert\\nabla L_\\varepsilon(\\theta_1)-\\nabla L_\\varepsilon(\\theta_2)\\rVert\\le\\Bigl(\\tfrac14(\\lVert x\\rVert+\\varepsilon)^2+\\frac{\\varepsilon}{\\theta_{\\min}}\\Bigr)\\lVert\\theta_1-\\theta_2\\rVert',
    origin: 'sharper',
  },
  'lemma-3': {
    title: 'Lemma 3',
    subtitle: 'attack, $L_\\infty$',
    tex: "\\lVert x'_1-x'_2\\rVert=0\\quad\\text{while all signs agree}",
    origin: 'paper',
  },
  'theorem-2': {
    title: 'Theorem 2',
    subtitle: 'gradient, $L_\\infty$',
    tex: gradientBound('C_{\\theta\\theta}'),
    origin: 'paper',
  },
  'theorem-2-explicit': {
    title: 'Theorem 2, explicit',
    subtitle: '$L_\\infty$, worst quadrant',
    tex: gradientBound("\\max_s\\tfrac14\\Bigl\\lVert\\tfrac1N\\textstyle\\sum_n x'_n x_n'^{\\top}\\Bigr\\rVert"),
    origin: 'sharper',
  },
  'lemma-4': {
    title: 'Lemma 4',
    subtitle: 'interior maximum',
    tex: '\\lVert x^\\ast_1-x^\\ast_2\\rVert\\le\\frac{C_{\\theta x}}{c}\\lVert\\theta_1-\\theta_2\\rVert,\\qquad \\nabla_\\theta x^\\ast=-(\\nabla^2_{xx}l)^{-1}\\nabla_\\theta\\nabla_x l',
    origin: 'paper',
  },
  'lemma-5': {
    title: 'Lemma 5',
    subtitle: 'maximum on the rim, $L_2$',
    tex: '\\lVert x^\\ast_1-x^\\ast_2\\rVert\\le\\frac{C_{\\theta x}}{c}\\lVert\\theta_1-\\theta_2\\rVert,\\qquad \\sigma_{\\min}(B)\\ge c,\\quad B=\\begin{pmatrix}\\nabla^2_{xx}l-\\lambda\\nabla^2\\lVert\\delta\\rVert&-\\nabla\\lVert\\delta\\rVert\\\\-\\nabla\\lVert\\delta\\rVert^{\\top}&0\\end{pmatrix}',
    origin: 'paper',
  },
  'theorem-3': {
    title: 'Theorem 3',
    subtitle: 'EntropySGD, bounded sets',
    tex: '\\nabla^2F=\\gamma I-\\gamma^2\\Sigma,\\qquad\\lVert\\nabla^2F\\rVert\\le\\gamma+\\gamma^2\\lVert\\Sigma\\rVert_F{<\\infty}\\quad\\text{for }\\lVert\\theta\\rVert<\\infty',
    origin: 'paper',
  },
  'theorem-3-b': {
    title: 'Theorem 3 (b)',
    subtitle: 'EntropySGD, by the value',
    tex: '\\lVert\\nabla^2F(\\theta)\\rVert\\le\\gamma\\max\\bigl(1,\\,e^{\\hat F(\\theta)}-1\\bigr)',
    origin: 'sharper',
  },
  'theorem-3-c': {
    title: 'Theorem 3 (c)',
    subtitle: 'EntropySGD, convex loss',
    tex: '0\\preceq\\nabla^2F(\\theta)\\preceq\\gamma I',
    origin: 'sharper',
  },
  'theorem-3-d': {
    title: 'Theorem 3 (d)',
    subtitle: 'EntropySGD, Lipschitz loss',
    tex: '\\lVert\\nabla^2F\\rVert\\le\\max\\Bigl(\\gamma,\\ \\tfrac G2\\bigl(G+\\sqrt{G^2+4\\gamma}\\bigr)\\Bigr)\\quad\\text{on all of }\\mathbb R^d',
    origin: 'sharper',
  },
  'definition-2': {
    title: 'Definition 2',
    subtitle: 'sharpness of a minimum',
    tex: "\\max_{\\lVert\\theta'-\\theta\\rVert\\le\\alpha}\\frac{L(\\theta')-L(\\theta)}{1+L(\\theta)}\\ \\lesssim\\ \\frac{\\lVert\\nabla^2L\\rVert_2\\,\\alpha^2}{2(1+L(\\theta))}",
    origin: 'paper',
  },
} satisfies Record<string, TheoremHeading>;

export type TheoremName = keyof typeof catalogue;
export const theoremNames = Object.keys(catalogue).filter((name): name is TheoremName => Object.hasOwn(catalogue, name));
