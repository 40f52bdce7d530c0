import type { Box, DrawCommand, TextStyle } from './drawList';
import { interWidths } from './interWidths';

/** Font size and weight, which the width of a text depends on. */
export type Type = Pick<TextStyle, 'size' | 'weight'>;

const widths = new Map<number, readonly [regular: number, bold: number]>();
for (const [first, regular, bold] of interWidths) {
  const heavy = bold.split(' ');
  regular.split(' ').forEach((width, k) => widths.set(first + k, [Number(width) / 1000, Number(heavy[k]) / 1000]));
}

/** Advance of a character outside the table, in type sizes: none for marks and joiners, 1.4 for ideographs and emoji, else a wide letter's. */
function unknownWidth(code: number): number {
  if ((code >= 0x300 && code < 0x370) || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  return code >= 0x1100 && !(code >= 0x1d00 && code < 0x2e80) ? 1.4 : 1;
}

/** Whether the widths of all characters are known, so that a width of the text is exact. */
export const isMeasurable = (text: string): boolean => Array.from(text).every((sign) => widths.has(sign.codePointAt(0) ?? 0));

/** Width in pixels of a text set in Inter; an upper bound where it contains characters that Inter lacks. */
export function textWidth(text: string, { size, weight }: Type): number {
  let sum = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    sum += widths.get(code)?.[weight === 400 ? 0 : 1] ?? unknownWidth(code);
  }
  return sum * size;
}

/** Ascent and descent of Inter, in type sizes. */
const ASCENT = 0.97;
const DESCENT = 0.25;

/** Bounding box of a text command. */
export function textBox({ at: [x, y], text, style }: Extract<DrawCommand, { kind: 'text' }>): Box {
  const { size, anchor, turn = 0 } = style;
  const width = textWidth(text, style);
  const left = anchor === 'start' ? 0 : anchor === 'end' ? -width : -width / 2;
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const corners = [left, left + width].flatMap((u) => [-ASCENT * size, DESCENT * size].map((v) => [x + u * cos - v * sin, y + u * sin + v * cos]));
  const [xs, ys] = [corners.map((corner) => corner[0]!), corners.map((corner) => corner[1]!)];
  const [x0, y0] = [Math.min(...xs), Math.min(...ys)];
  return { x: x0, y: y0, width: Math.max(...xs) - x0, height: Math.max(...ys) - y0 };
}

/** Whether two boxes come closer than `gap` pixels. */
export const overlap = (a: Box, b: Box, gap = 0): boolean =>
  a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;

const isInside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;

/** The text itself where it fits, else its beginning with an ellipsis; empty where not one letter fits. */
export function shortenedText(text: string, width: number, type: Type): string {
  if (textWidth(text, type) <= width) return text;
  const signs = Array.from(text);
  let [lo, hi] = [0, signs.length];
  while (lo < hi) {
    const middle = Math.ceil((lo + hi) / 2);
    if (textWidth(`${signs.slice(0, middle).join('').trimEnd()}…`, type) <= width) lo = middle;
    else hi = middle - 1;
  }
  return lo > 0 ? `${signs.slice(0, lo).join('').trimEnd()}…` : '';
}

/** Text wrapped at spaces to lines of at most `width` pixels; a longer word is broken within, and what exceeds `maxLines` is an ellipsis. */
export function wrapText(text: string, width: number, type: Type, maxLines = Infinity): string[] {
  const lines: string[] = [];
  const words = text.split(/[ \t\n]+/).filter((word) => word !== '');
  while (words.length > 0 && lines.length < maxLines) {
    if (lines.length === maxLines - 1) {
      lines.push(shortenedText(words.join(' '), width, type));
      break;
    }
    let count = 1;
    while (count < words.length && textWidth(words.slice(0, count + 1).join(' '), type) <= width) count += 1;
    const line = words.splice(0, count).join(' ');
    const [fits, rest] = splitWord(line, width, type);
    lines.push(fits);
    if (rest !== '') words.unshift(rest);
  }
  return lines.filter((line) => line !== '');
}

/** The part of a word that fits, at least one character, and the rest. */
function splitWord(word: string, width: number, type: Type): readonly [string, string] {
  if (textWidth(word, type) <= width) return [word, ''];
  const signs = Array.from(word);
  let count = 1;
  while (count < signs.length && textWidth(signs.slice(0, count + 1).join(''), type) <= width) count += 1;
  return [signs.slice(0, count).join(''), signs.slice(count).join('')];
}

/** Pixels between two labels. */
const LABEL_GAP = 3;

/** Every k-th of the labels of an axis, k the least for which none overlap; `anchored`, as the one of 0, stays among them. */
export function thinnedLabels(labels: readonly DrawCommand[], anchored = 0): DrawCommand[] {
  const boxes = labels.map((command) => (command.kind === 'text' ? textBox(command) : undefined));
  for (let step = 1; step < labels.length; step += 1) {
    const kept = labels.flatMap((_, k) => ((k - Math.max(0, anchored)) % step === 0 ? [k] : []));
    const apart = kept.every((k, i) => i === 0 || !boxes[k] || !boxes[kept[i - 1]!] || !overlap(boxes[k], boxes[kept[i - 1]!]!, LABEL_GAP));
    if (apart) return kept.map((k) => labels[k]!);
  }
  return labels.slice(Math.max(0, anchored), Math.max(0, anchored) + 1);
}

/** The commands without texts that leave `within` or overlap an earlier one: texts are given in the order of their importance. */
export function withoutCollisions(commands: readonly DrawCommand[], within: Box): DrawCommand[] {
  const kept: Box[] = [];
  return commands.filter((command) => {
    if (command.kind !== 'text') return true;
    const box = textBox(command);
    if (command.text === '' || !isInside(box, within) || kept.some((other) => overlap(box, other, 1))) return false;
    kept.push(box);
    return true;
  });
}
