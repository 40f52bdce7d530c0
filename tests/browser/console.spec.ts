import { expect, linkTo, settled, test } from './page';

/** What Chromium itself says of the graphics driver that it runs on. */
const driver = /GL Driver Message|GPU stall due to ReadPixels|fallback to software WebGL|WebGPU is experimental|No available adapters/i;

test.use({ serviceWorkers: 'allow' }); // blocked ones are warned of

const panes = [{ attack: { norm: 2 } }, { attack: { norm: 'inf' } }];
const places = {
  gallery: '#gallery',
  lab: linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 31 }, view: { minimum: true, arrows: true } }),
  comparison: linkTo('lab', { grid: { n: 21 }, panes }),
  theory: '#theory',
  optimisers: '#optimisers',
};

for (const [place, hash] of Object.entries(places)) {
  test(`the console stays silent: ${place}`, async ({ page }) => {
    const heard: string[] = [];
    page.on('console', (message) => {
      if (['warning', 'error'].includes(message.type()) && !driver.test(message.text())) heard.push(message.text());
    });
    await page.goto(hash);
    await settled(page);
    await page.waitForLoadState('networkidle');
    if (place === 'lab' || place === 'comparison') await expect(page.locator('.gl-container canvas').first()).toBeVisible();
    await page.mouse.move(700, 400); // over a figure, where there is one
    await page.waitForTimeout(500);
    expect(heard).toEqual([]);
  });
}
