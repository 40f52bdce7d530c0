import { sha256 } from '../math/core/sha256';
import { texText } from './surface/pgfplots';

/** What a citation names: the state of the page. */
export interface Cited {
  /** Title of the page: "Figure 2(c): …". */
  readonly title: string;
  readonly link: string;
  /** The document as it is saved. */
  readonly document: string;
  readonly date: Date;
}

/** SHA-256 of a document as it is saved. */
export const documentHash = (document: string): string => sha256(new TextEncoder().encode(document));

/** BibTeX entry of a state of the page: program, version, document hash, link. */
export function bibtexOf({ title, link, document, date }: Cited): string {
  const hash = documentHash(document);
  const day = date.toISOString().slice(0, 10);
  return `@misc{smoothscape-${hash.slice(0, 8)},
  author       = {{Smoothscape contributors}},
  title        = {{Smoothscape} ${__VERSION__}: {${texText(title)}}},
  year         = {${day.slice(0, 4)}},
  note         = {Document with SHA-256 \\texttt{${hash}}},
  howpublished = {\\url{${link}}},
  urldate      = {${day}},
}
`;
}
