import type { SurfaceDocument } from '../documents/surfaceDocument';
import { type CheckedStatement, type ShownMap, theoryPage } from '../figures/charts/theoryPage';
import { pageCommands } from '../figures/vector/composition';
import type { MapName } from '../math/analysis/curvatureMaps';
import { catalogue } from '../math/theory/catalogue';
import type { MapResult } from '../worker/rpc/protocol';
import { shortestText } from './surface/csv';
import { DOCUMENT_ENTRY, ENTRY_DATE, npyOf } from './surface/npz';
import { titleOf } from './base/pageTexts';
import type { Picture } from './base/pictures';
import { dataHash, versionLine } from './base/provenance';
import { zipSync } from 'fflate';
import { unparse } from 'papaparse';

const columns = [
  ...['statement', 'title', 'origin', 'verdict', 'search', 'left', 'right', 'ratio', 'distance'],
  ...['first1', 'first2', 'second1', 'second2', 'checked', 'constants', 'reason'],
] as const;

/** The recipe, then a row for each search of each statement, or one where none was possible. Formulas are TeX; the two weights are `first` and `second`. */
export function theoryCsv(document: SurfaceDocument, statements: readonly CheckedStatement[]): Uint8Array {
  const rows = statements.flatMap(({ name, outcome }) => {
    const { title, origin } = catalogue[name];
    const constants = outcome?.constants.map(({ tex }) => tex).join('; ') ?? '';
    const head = [name, title, origin, outcome?.verdict ?? 'failed'];
    const searches = (['inside', 'outside'] as const).flatMap((side) => {
      const search = outcome?.[side];
      if (!search) return [];
      const { left, right, ratio, distance, theta } = search.worst;
      const numbers = [left, right, ratio, distance, ...theta.flat()].map(shortestText);
      const reason = side === 'outside' ? (outcome?.outside?.sentence ?? '') : (outcome?.reason ?? '');
      return [[...head, side, ...numbers, search.count, constants, reason]];
    });
    return searches.length > 0 ? searches : [[...head, '', ...new Array<string>(9).fill(''), constants, outcome?.reason ?? '']];
  });
  const lines = [
    `# document: ${JSON.stringify(document)}`,
    `# version: smoothscape ${__VERSION__}`,
    `# options: ${JSON.stringify(statements[0]?.options ?? {})}`,
    '# precision: float64',
    unparse([[...columns], ...rows], { newline: '\n' }),
    '',
  ];
  return new TextEncoder().encode(lines.join('\n'));
}

/** theta1, theta2 [n]; every map [n, n] with θ₂ by rows, NaN where it does not exist; the document beside them. */
export function mapsNpz(document: SurfaceDocument, maps: readonly (readonly [MapName, MapResult])[]): Uint8Array {
  const [first] = maps;
  if (!first) throw new Error('There is no map.');
  const { n, x, y } = first[1].grid;
  const entries = {
    'theta1.npy': npyOf(x, [n]),
    'theta2.npy': npyOf(y, [n]),
    ...Object.fromEntries(maps.map(([name, { grid }]) => [`${name.replaceAll('-', '_')}.npy`, npyOf(grid.z, [n, n])])),
    [DOCUMENT_ENTRY]: new TextEncoder().encode(JSON.stringify(document)),
  };
  return zipSync(entries, { level: 6, mtime: ENTRY_DATE });
}

/** The statements with their verdicts and the map beside them as a picture. */
export function theoryPicture(document: SurfaceDocument, statements: readonly CheckedStatement[], map: ShownMap, dark: boolean): Picture {
  const title = `Theorem bench: ${titleOf(document).replace(/^./, (first) => first.toLowerCase())}`;
  const page = theoryPage(statements, map, { title, note: 'Section 3 of arXiv 2103.01400 · float64', dark });
  const provenance = [versionLine(), `seed: ${document.seed}`, `data: sha256 ${dataHash(document)}`, 'precision: float64'];
  return { title, draw: (width, height) => pageCommands(page, width, height), document, provenance };
}
