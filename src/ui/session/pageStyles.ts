import { networkError, retried } from '../../worker/rpc/network';

/** Width in CSS pixels that a sheet has at least between its margins, A4 and letter upright. */
const SHEET_WIDTH = 690;

/**
 * Keeps the figures of the page as large as they are on the screen while it is printed, when columns that scroll are printed to their end, and
 * scales the whole to the sheet: a figure is not drawn anew for print.
 */
export function installPrintLayout(): void {
  const root = document.documentElement;
  const bodies = () => document.querySelectorAll<HTMLElement>('.pane-body');
  addEventListener('beforeprint', () => {
    const heights = Array.from(bodies(), (body) => body.clientHeight);
    root.style.setProperty('--print-width', `${innerWidth}px`);
    root.style.setProperty('--print-zoom', String(Math.min(1, SHEET_WIDTH / innerWidth)));
    bodies().forEach((body, k) => (body.style.height = `${heights[k]}px`));
  });
  addEventListener('afterprint', () => bodies().forEach((body) => (body.style.height = '')));
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
