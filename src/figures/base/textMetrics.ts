import type { Box, DrawCommand, TextStyle } from './drawList';

/**
 * Advance widths of Inter 4 at weights 400 and 650, in thousandths of the type size, by runs of code points from the first. Signs that Inter lacks
 * have those of DejaVu Sans, a wide fallback. A table, so that a page is laid out alike in the browser, in a test and on any machine.
 */
const interWidths: readonly (readonly [first: number, regular: string, bold: string])[] = [
  [
    0x0020,
    '281 288 466 633 642 982 644 300 365 365 501 662 288 460 288 360 631 407 610 618 646 593 620 566 619 620 288 302 662 662 662 511',
    '244 330 537 646 653 1010 667 333 375 375 549 676 326 467 326 384 667 427 626 641 671 617 645 579 646 645 326 336 676 676 676 551',
  ],
  [
    0x0040,
    '966 690 654 730 722 601 590 746 743 269 571 672 565 903 753 765 639 765 644 642 646 744 690 985 682 679 629 365 360 365 471 456',
    '1008 737 661 738 722 606 587 750 746 279 582 711 565 927 761 770 646 775 655 653 664 734 737 1029 729 722 658 375 384 375 484 473',
  ],
  [
    0x0060,
    '323 562 612 571 612 583 370 613 591 242 242 549 242 876 591 600 612 612 376 528 327 591 562 818 546 562 552 426 333 426 662',
    '358 577 627 585 627 594 394 629 618 267 267 575 267 906 617 611 627 627 402 555 360 618 593 845 575 595 569 462 365 462 676',
  ],
  [
    0x00a0,
    '281 288 571 611 725 550 270 568 591 914 454 583 662 0 666 478 456 662 442 446 323 586 603 288 268 304 482 583 802 847 882 511',
    '244 330 585 634 755 567 327 568 617 914 462 647 676 0 663 445 459 676 457 468 358 621 600 326 348 329 489 647 838 875 914 551',
  ],
  [
    0x00c0,
    '690 690 690 690 690 690 994 730 601 601 601 601 269 269 269 269 735 753 765 765 765 765 765 662 765 744 744 744 744 679 636 616',
    '737 737 737 737 737 737 1018 738 606 606 606 606 279 279 279 279 756 761 770 770 770 770 770 676 770 734 734 734 734 722 664 650',
  ],
  [
    0x00e0,
    '562 562 562 562 562 562 917 571 583 583 583 583 242 242 242 242 583 591 600 600 600 600 600 662 600 591 591 591 591 562 612 562',
    '577 577 577 577 577 577 912 585 594 594 594 594 267 267 267 267 596 617 611 611 611 611 611 676 611 618 618 618 618 595 627 595',
  ],
  [
    0x0100,
    '690 562 690 562 690 562 730 571 730 571 730 571 730 571 722 710 735 612 601 583 601 583 601 583 601 583 601 583 746 613 746 613',
    '737 577 737 577 737 577 738 585 738 585 738 585 738 585 722 747 756 627 606 594 606 594 606 594 606 594 606 594 750 629 750 629',
  ],
  [
    0x0120,
    '746 613 746 613 743 591 776 591 269 242 269 242 269 242 269 242 269 242 839 484 571 242 672 549 525 565 242 565 242 565 340 563',
    '750 629 750 629 746 618 802 618 279 267 279 267 279 267 279 267 279 267 861 533 582 267 711 575 576 565 267 565 267 565 386 575',
  ],
  [
    0x0140,
    '359 595 242 753 591 753 591 753 591 813 753 591 765 600 765 600 765 600 1005 1000 644 376 644 376 644 376 642 528 642 528 642 528',
    '434 604 267 761 617 761 617 761 617 983 761 617 770 611 770 611 770 611 1016 990 655 402 655 402 655 402 653 555 653 555 653 555',
  ],
  [
    0x0160,
    '642 528 646 327 646 376 646 327 744 591 744 591 744 591 744 591 744 591 744 591 985 818 679 562 679 629 552 629 552 629 552 314',
    '653 555 664 360 664 431 664 360 734 618 734 618 734 618 734 618 734 618 734 618 1029 845 722 595 722 658 569 658 569 658 569 339',
  ],
  [
    0x0370,
    '654 568 862 647 267 269 753 650 600 600 268 571 571 571 302 571 600 600 600 600 270 673 690 288 738 880 406 600 862 600 878 871',
    '698 565 1022 836 288 289 761 701 600 600 290 585 585 585 336 582 600 600 600 600 329 713 737 326 786 925 458 600 911 600 947 916',
  ],
  [
    0x0390,
    '275 690 654 579 681 601 629 743 765 269 672 690 903 753 656 765 743 639 600 689 646 679 880 682 880 770 269 679 664 537 591 275',
    '303 737 661 582 732 606 658 746 770 279 711 737 927 761 682 770 746 646 600 693 664 722 891 729 892 780 279 722 689 554 618 303',
  ],
  [
    0x03b0,
    '591 664 596 562 584 537 509 591 621 275 525 642 586 587 559 600 605 612 569 624 466 591 721 569 778 805 275 591 600 591 805 672',
    '617 689 607 593 602 554 530 618 626 303 576 676 621 610 559 611 633 627 584 646 503 617 785 597 822 829 303 617 611 617 829 711',
  ],
  [
    0x03d0,
    '634 635 671 845 671 685 820 525 787 612 648 587 593 534 660 660 865 627 934 837 758 659 792 615 687 607 768 625 699 612 611 536',
    '664 663 703 909 703 739 910 576 850 687 734 593 596 537 702 660 919 627 1093 837 832 716 928 744 733 650 789 671 752 716 682 590',
  ],
  [0x03f0, '725 634 571 242 765 450 450 605 635 730 903 651 612 730 730 730', '755 664 585 267 770 474 474 738 716 738 927 732 627 738 738 738'],
  [
    0x2010,
    '361 361 636 500 1000 1000 500 500 261 261 241 318 440 440 421 518 491 500 563 590 334 667 864 318',
    '415 415 696 500 1000 1000 500 500 302 302 281 380 523 517 495 657 568 500 489 639 333 667 979 348',
  ],
  [0x2030, '1342 1735 223 442 520 227 374 520 339 384 384', '1440 1887 266 530 630 264 447 630 733 423 423'],
  [
    0x2070,
    '401 179 600 600 401 401 401 401 401 401 528 528 528 246 246 398 401 401 401 401 401 401 401 401 401 401 528 528 528 246 246 600',
    '438 219 600 600 438 438 438 438 438 438 528 528 528 288 288 456 438 438 438 438 438 438 438 438 438 438 528 528 528 288 288 600',
  ],
  [0x2090, '392 417 414 444 417 404 426 166 623 398 428 373 295', '458 479 488 413 479 456 487 219 664 456 479 381 388'],
  [0x20ac, '667', '682'],
  [0x2113, '444', '498'],
  [0x2122, '611', '635'],
  [0x2191, '834 838 834', '894 838 894'],
  [0x2202, '517', '544'],
  [0x2207, '669 871', '697 896'],
  [0x2211, '674 662', '718 676'],
  [0x2215, '337', '365'],
  [0x2218, '626', '626'],
  [0x221a, '637', '667'],
  [0x221e, '833', '833'],
  [0x222b, '521', '610'],
  [0x2248, '838', '838'],
  [0x2260, '838', '838'],
  [0x2264, '838 838', '838 838'],
];

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

/** Height above the base line and depth below it of the letters, digits and signs of Inter that figures use, in type sizes. */
const ASCENT = 0.8;
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
