const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻';
const plainDigits = '0123456789+-';

/** Notations of formulas beside the parser's own, and what they stand for there, in order. */
const rewritings: readonly (readonly [RegExp, string | ((...matched: string[]) => string)])[] = [
  [/[−–—‐‑﹣－]/g, '-'],
  [/[×·⋅∙∗•]/g, '*'],
  [/[÷∕⁄]/g, '/'],
  [/[\u00a0\u2000-\u200b\u202f\u205f\u3000]/g, ' '],
  [/\*\*/g, '^'],
  [/\.([*/^])/g, '$1'],
  [new RegExp(`[${superscripts}]+`, 'g'), (run) => `^(${Array.from(run, (sign) => plainDigits[superscripts.indexOf(sign)]).join('')})`],
  [/π/g, ' pi '],
  [/τ/g, ' tau '],
  [/√\s*\(/g, ' sqrt('],
  [/√\s*(\d+\.?\d*|\.\d+|z|pi|tau|e)/gi, ' sqrt($1)'],
  [/(?<![a-z_])(z|pi|tau|e)(?=\s*\()/gi, '($1)'], // a product, no call of a function
];

/** A formula in the parser's notation: −, ·, ×, **, z², π, √z and |z| are understood, and z(1 − z) is a product. */
export function plainNotation(text: string): string {
  let plain = text;
  for (const [pattern, replacement] of rewritings) plain = plain.replace(pattern, replacement as string);
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/\|([^|]+)\|/g, ' (abs($1)) ');
  }
  return plain;
}

/** What to write instead, for the commonest reasons why a text is no formula; '' where none of them is seen. */
export function notationAdvice(text: string): string {
  if (/\d,\d/.test(text)) return '; a decimal has a point, as in 0.5';
  if (text.includes('|')) return '; write abs(z) for |z|';
  if (/[[\]{}]/.test(text)) return '; brackets are round';
  return '';
}
