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
