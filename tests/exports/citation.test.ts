import { bibtexOf, documentHash } from '../../src/exports/citation';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';

const document = '{"smoothscape": 1}\n';
const entry = bibtexOf({
  title: 'Adversarial loss, φ = z^2 & 50 % of L∞, ε = 0.5',
  link: 'https://host/#lab/a_b-c',
  document,
  date: new Date('2026-11-28T12:00:00Z'),
});

test('the hash is the SHA-256 of the saved document', () => {
  expect(documentHash(document)).toBe(createHash('sha256').update(document).digest('hex'));
  expect(entry).toContain(`\\texttt{${documentHash(document)}}`);
});

test('the entry has balanced braces, TeX for its signs, the link as it is, and the day', () => {
  expect(entry.split('{').length).toBe(entry.split('}').length);
  expect(entry).toContain('{Adversarial loss, $\\varphi$ = z\\textasciicircum{}2 \\& 50 \\% of L$\\infty$, $\\varepsilon$ = 0.5}');
  expect(entry).toContain('\\url{https://host/#lab/a_b-c}');
  expect(entry).toMatch(/year += \{2026\}[^]*urldate += \{2026-11-28\}/);
  expect(entry).toMatch(/^[\x20-\x7e\n]*$/);
});
