import { coloursOf, expect, linkTo, settled, test } from './page';
import type { Locator, Page } from '@playwright/test';

const lab = (view: object = {}, more: object = {}): string =>
  linkTo('lab', { grid: { n: 21 }, attack: { norm: 2 }, view: { kind: 'surface', ...view }, ...more });
const scene = (page: Page): Locator => page.getByRole('group', { name: 'Loss surface' });
const choice = (page: Page): Locator => page.getByRole('combobox', { name: 'Camera' });
const marker = (page: Page): Locator => scene(page).locator('circle').last();

/** Where Plotly's scene looks from, as Plotly itself has it; undefined while the page's own painter draws. */
const plotlyEye = (page: Page): Promise<number[] | undefined> =>
  page.evaluate(() => {
    const plot = document.querySelector<HTMLElement>('.js-plotly-plot');
    if (plot?.style.visibility !== 'visible') return undefined;
    const layout: unknown = Reflect.get(plot, '_fullLayout');
    const { eye } = (layout as { scene: { camera: { eye: { x: number; y: number; z: number } } } }).scene.camera;
    return [eye.x, eye.y, eye.z];
  });
const drawnByPlotly = (page: Page) => expect.poll(() => plotlyEye(page)).toBeDefined();
const distance = async (page: Page): Promise<number> => Math.hypot(...((await plotlyEye(page)) ?? []));

test.use({ viewport: { width: 1200, height: 640 } });

/** Colours on screen that are not grey: a scene whose surface is missing has none. */
const surfaceColours = (page: Page): Promise<number> => coloursOf(page, scene(page), 'not grey');

/** Fingers that move together in a straight way, as a touch screen reports them. */
async function touch(page: Page, from: readonly (readonly [number, number])[], to: readonly (readonly [number, number])[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const points = (t: number) => from.map(([x, y], id) => ({ x: x + t * ((to[id]?.[0] ?? x) - x), y: y + t * ((to[id]?.[1] ?? y) - y), id }));
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: points(0) });
  for (let k = 1; k <= 8; k += 1) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: points(k / 8) });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('the wheel zooms within limits, and the standard view and undo bring the camera back', async ({ page }) => {
  await page.goto(lab());
  await settled(page);
  await drawnByPlotly(page);
  const box = await scene(page).boundingBox();
  if (!box) throw new Error('no scene');
  const start = await distance(page);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (const [turn, limit] of [
    [-2000, 1],
    [2000, 5],
  ] as const) {
    // prettier-ignore
    for (let k = 0; k < 30; k += 1) await page.mouse.wheel(0, turn);
    await expect.poll(() => distance(page)).toBeCloseTo(limit, 6);
    expect(await surfaceColours(page)).toBeGreaterThan(30);
  }
  await expect(choice(page)).toHaveValue('turned');
  await page.waitForTimeout(500); // a wheel at rest ends its step of undo
  await choice(page).selectOption('above');
  await expect.poll(async () => (await plotlyEye(page))?.[2] ?? 0).toBeGreaterThan(2);
  await choice(page).selectOption('standard');
  await expect.poll(() => distance(page)).toBeCloseTo(start, 6);
  await page.keyboard.press('Control+z');
  await expect(choice(page)).toHaveValue('above');
  // the wheel makes a step of undo of every burst
  await expect(async () => {
    await page.keyboard.press('Control+z');
    await expect(choice(page)).toHaveValue('standard', { timeout: 500 });
  }).toPass();
});

for (const webgl of [true, false])
  test.describe(webgl ? 'with WebGL' : 'without WebGL', () => {
    test.use({ hasTouch: true });
    test.beforeEach(async ({ page }) => {
      if (webgl) return;
      await page.addInitScript(() => {
        const { getContext } = HTMLCanvasElement.prototype;
        Reflect.set(HTMLCanvasElement.prototype, 'getContext', function (this: HTMLCanvasElement, kind: string, options?: object): unknown {
          const context: unknown = Reflect.apply(getContext, this, [kind, options]);
          return kind.includes('webgl') ? null : context;
        });
      });
    });

    test('mouse, finger and two fingers turn the scene, and dot, address and picture follow', async ({ page }) => {
      await page.goto(lab());
      await settled(page);
      if (webgl) await drawnByPlotly(page);
      const box = await scene(page).boundingBox();
      if (!box) throw new Error('no scene');
      const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.8];
      const gestures: Record<string, () => Promise<void>> = {
        mouse: async () => {
          await page.mouse.move(x, y);
          await page.mouse.down();
          await page.mouse.move(x + 60, y - 20, { steps: 6 });
          await page.mouse.up();
        },
        finger: () => touch(page, [[x, y]], [[x - 70, y + 15]]),
        'two fingers': () => touch(page, [[x - 20, y], [x + 20, y]], [[x - 60, y - 10], [x + 60, y - 10]]), // prettier-ignore
      };
      for (const [name, gesture] of Object.entries(gestures)) {
        const before = { dot: await marker(page).getAttribute('cx'), hash: await page.evaluate(() => location.hash) };
        await gesture();
        await expect(marker(page), name).not.toHaveAttribute('cx', before.dot ?? '');
        await expect.poll(() => page.evaluate(() => location.hash), name).not.toBe(before.hash);
        expect(await surfaceColours(page), name).toBeGreaterThan(30);
      }
      await expect(choice(page)).toHaveValue('turned');
      if (webgl) expect(await distance(page)).toBeLessThan(1.6); // two fingers apart come nearer
    });
  });

test('every camera that a document names is drawn, and the pointer finds θ', async ({ page }) => {
  await page.goto(lab());
  await settled(page);
  await drawnByPlotly(page);
  const weights = page.getByRole('complementary', { name: 'Readout' }).getByRole('row', { name: /^weights/ });
  const pinned = (await weights.textContent()) ?? '';
  for (const eye of [
    [0, 0, 2],
    [0, 0, -2],
    [0, 0, 0],
    [0.1, 0.05, 0.1],
    [0, 0, -0.17],
    [900, 0, 0],
  ])
    // prettier-ignore
    await test.step(`(${eye.join(', ')})`, async () => {
      const before = await plotlyEye(page);
      await page.goto(lab({ eye }));
      await expect.poll(() => plotlyEye(page)).not.toEqual(before);
      await settled(page);
      await drawnByPlotly(page);
      expect(await surfaceColours(page)).toBeGreaterThan(30);
      const box = await scene(page).boundingBox();
      if (!box) throw new Error('no scene');
      await page.mouse.move(box.x + box.width / 2 + 12, box.y + box.height / 2 - 8);
      await expect(weights).not.toHaveText(pinned);
      await expect(weights).not.toContainText('NaN');
      await page.mouse.move(0, 0);
      await expect(weights).toHaveText(pinned);
    });
});

test('a lost WebGL context: the page draws the scene itself at once, and gives it back', async ({ page }) => {
  await page.goto(lab());
  await settled(page);
  await drawnByPlotly(page);
  const lose = () =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.js-plotly-plot canvas');
      const extension = canvas?.getContext('webgl')?.getExtension('WEBGL_lose_context');
      extension?.loseContext();
      Reflect.set(globalThis, 'lost', extension);
    });
  const restore = () => page.evaluate(() => (Reflect.get(globalThis, 'lost') as WEBGL_lose_context).restoreContext());
  await lose();
  await expect.poll(() => plotlyEye(page), { intervals: [20] }).toBeUndefined();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  expect(await surfaceColours(page)).toBeGreaterThan(30);
  await restore();
  await drawnByPlotly(page);
  expect(await surfaceColours(page)).toBeGreaterThan(30);
  await lose(); // and where the browser never restores it, Plotly begins anew
  await drawnByPlotly(page);
  await page.keyboard.press('Tab');
  await scene(page).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(choice(page)).toHaveValue('turned');
  expect(await surfaceColours(page)).toBeGreaterThan(30);
});
