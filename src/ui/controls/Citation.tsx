import { useCopy } from '../session/input';
import { useSession } from '../session/session';

/** The paper's two versions; each title has its own DOI or address. */
export const PAPER = {
  arxiv: 'https://arxiv.org/abs/2103.01400',
  doi: 'https://doi.org/10.1109/TNNLS.2023.3244172',
  authors: 'Kanai, Yamada, Takahashi, Yamanaka and Ida',
} as const;

const bibtex = `@article{kanai2024relationship,
  title   = {Relationship Between Nonsmoothness in Adversarial Training, Constraints of Attacks, and Flatness in the Input Space},
  author  = {Kanai, Sekitoshi and Yamada, Masanori and Takahashi, Hiroshi and Yamanaka, Yuki and Ida, Yasutoshi},
  journal = {IEEE Transactions on Neural Networks and Learning Systems},
  volume  = {35},
  number  = {8},
  pages   = {10817--10831},
  year    = {2024},
  doi     = {10.1109/TNNLS.2023.3244172}
}

@misc{kanai2021smoothness,
  title         = {Smoothness Analysis of Adversarial Training},
  author        = {Kanai, Sekitoshi and Yamada, Masanori and Takahashi, Hiroshi and Yamanaka, Yuki and Ida, Yasutoshi},
  year          = {2021},
  eprint        = {2103.01400},
  archivePrefix = {arXiv}
}
`;

/** The paper with its links, and a button that copies its BibTeX. */
export function Citation() {
  const [copied, copy] = useCopy(useSession(), () => bibtex, 'The browser does not let the page copy; the entry is in CITATION.cff.');
  return (
    <span className="citation">
      {PAPER.authors}, <a href={PAPER.arxiv}>Smoothness Analysis of Adversarial Training</a> (arXiv, 2021; <a href={PAPER.doi}>journal version</a>,
      IEEE TNNLS 2024){' '}
      <button type="button" className="link" onClick={() => void copy()} aria-live="polite">
        {copied ? 'Copied' : 'Copy BibTeX'}
      </button>
    </span>
  );
}
