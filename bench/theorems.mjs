import { entropySgd, surface } from './measure.mjs';

const points = (count) => Array.from({ length: count }, (_, k) => ({ x: [2 * Math.sin(k + 1), 2 * Math.cos(3 * k + 1)], y: k % 2 === 0 ? 1 : -1 }));
const four = [
  { x: [1, 1], y: 1 },
  { x: [1, -1], y: 1 },
  { x: [-1, 1], y: -1 },
  { x: [-1, -1], y: -1 },
];

/** The documents on which the theorem bench is timed: linear and swish under both norms, for 1, 4 and 200 points. */
export const theoremDocuments = Object.entries({ '1 point': four.slice(0, 1), '4 points': four, '200 points': points(200) }).map(([what, own]) => ({
  what,
  surfaces: ['linear', 'swish'].flatMap((model) =>
    [2, 'inf'].map((norm) => ({ ...surface(41, entropySgd), model, points: own, attack: { norm, epsilon: 0.5, solver: 'exact' } })),
  ),
}));

/** Milliseconds of every card with 10⁵ pairs on these surfaces, as the page sees it, one after another; cards that do not apply are left out. */
export async function timeTheorems(page, surfaces) {
  return page.evaluate(async (surfaces) => {
    const options = { thetaMin: 0.25, pairs: 100_000, seed: 7, gamma: 1, alpha: 0.1, search: 'both', inputs: 2 };
    const ids =
      'equation-4 equation-5 equation-6 equation-7 equation-8 proposition-1 lemma-1 lemma-2 lemma-2-sharper theorem-1 theorem-1-explicit lemma-3 theorem-2 theorem-2-explicit lemma-4 lemma-5 theorem-3 theorem-3-b theorem-3-c theorem-3-d definition-2'.split(
        ' ',
      );
    const found = [];
    for (const surface of surfaces) {
      for (const id of ids) {
        const began = performance.now();
        const { outcome } = await globalThis.smoothscape.run('theorem', { surface, id, options });
        if (outcome.verdict !== 'does-not-apply') found.push({ id, ms: performance.now() - began });
      }
    }
    return found.sort((p, q) => p.ms - q.ms);
  }, surfaces);
}
