import AxeBuilder from '@axe-core/playwright';
import { expect, linkTo, settled, test } from './page';

const places = { gallery: '#gallery', lab: linkTo('lab', { attack: { norm: 'inf' }, smoothing: { kind: 'entropy-sgd' }, grid: { n: 21 } }) };
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

for (const [place, hash] of Object.entries(places)) {
  test(`no serious accessibility finding: ${place}, light and dark, on a desk and on a phone`, async ({ page }) => {
    await page.goto(hash);
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        const findings = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
        expect.soft(findings, `${colorScheme}, ${size}`).toEqual([]);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect.soft(wider, `nothing hangs over the right edge: ${colorScheme}, ${size}`).toBeLessThanOrEqual(0);
      }
    }
  });
}
