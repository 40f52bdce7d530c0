import AxeBuilder from '@axe-core/playwright';
import { expect, linkTo, settled, test } from './page';

const places = { gallery: '#gallery', lab: linkTo('lab', { attack: { norm: 'inf' }, smoothing: { kind: 'entropy-sgd' }, grid: { n: 21 } }) };
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

for (const [place, hash] of Object.entries(places)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      test(`no serious accessibility finding: ${place}, ${colorScheme}, ${size}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize(viewport);
        await page.goto(hash);
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(wider, 'nothing hangs over the right edge').toBeLessThanOrEqual(0);
      });
    }
  }
}
