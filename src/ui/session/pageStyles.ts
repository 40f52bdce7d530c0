import { networkError, retried } from '../../worker/rpc/network';

/** Width in CSS pixels that a sheet has at least between its margins, A4 and letter upright. */
const SHEET_WIDTH = 690;

/** Media rules that ask for a property of the screen, in all style sheets. */
function screenRules(): CSSMediaRule[] {
  const rules = (list: CSSRuleList): CSSMediaRule[] =>
    [...list].flatMap((rule) => (rule instanceof CSSMediaRule ? [rule, ...rules(rule.cssRules)] : []));
  return [...document.styleSheets].flatMap(({ cssRules }) => rules(cssRules)).filter(({ media }) => media.mediaText.includes('screen'));
}

/**
 * Prints the page as it stands on the screen, scaled to the sheet: rules on the screen's width apply as they do there, columns that scroll are printed
 * to their end, and figures keep their size, since none is drawn anew for print.
 */
export function installPrintLayout(): void {
  const root = document.documentElement;
  const bodies = () => document.querySelectorAll<HTMLElement>('.pane-body');
  let restore = (): void => undefined;
  addEventListener('beforeprint', () => {
    restore();
    const heights = Array.from(bodies(), (body) => body.clientHeight);
    const rules = screenRules().map((rule) => ({ rule, text: rule.media.mediaText, applies: matchMedia(rule.media.mediaText).matches }));
    root.style.setProperty('--print-width', `${innerWidth}px`);
    root.style.setProperty('--print-zoom', String(Math.min(1, SHEET_WIDTH / innerWidth)));
    bodies().forEach((body, k) => (body.style.height = `${heights[k]}px`));
    for (const { rule, applies } of rules) rule.media.mediaText = applies ? 'all' : 'not all';
    restore = () => {
      bodies().forEach((body) => (body.style.height = ''));
      for (const { rule, text } of rules) rule.media.mediaText = text;
    };
  });
  addEventListener('afterprint', () => restore());
}

/** Fetches typefaces that did not arrive once more, until they do: a browser gives each rule of a stylesheet one attempt. */
export function healTypefaces(): void {
  let healing = false;
  document.fonts.addEventListener('loadingerror', () => {
    if (healing) return;
    healing = true;
    void retried('A typeface', async () => {
      await Promise.all(Array.from(document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]'), replaceByCopy));
      await document.fonts.ready;
      if ([...document.fonts].some(({ status }) => status === 'error')) throw networkError('A typeface did not arrive');
    }).finally(() => (healing = false));
  });
}

/** Replaces a stylesheet by a copy, whose rules are new to the browser; the old one stays where the copy does not arrive. */
function replaceByCopy(link: HTMLLinkElement): Promise<void> {
  const copy = document.createElement('link');
  copy.rel = 'stylesheet';
  copy.crossOrigin = link.crossOrigin;
  copy.href = link.href;
  return new Promise((resolve, reject) => {
    copy.onload = () => {
      link.remove();
      resolve();
    };
    copy.onerror = () => {
      copy.remove();
      reject(networkError('A stylesheet did not arrive'));
    };
    link.after(copy);
  });
}
