import { isInstalled, readBy } from '../exports/otherReaders';
import { commandOf } from './commands';
import { expect, openLab, settled, test } from './page';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import type { Page } from '@playwright/test';

const { inFolder, write } = commandOf('export');

const document = { smoothscape: 1, kind: 'surface', attack: { norm: 'inf', epsilon: 0.5 }, grid: { n: 101 } };

/** Files of a document as the page writes them for commands. */
async function rendered(page: Page, of: object, formats: readonly string[]): Promise<Record<string, Buffer>> {
  await page.goto('#gallery');
  await page.waitForFunction(() => 'smoothscape' in globalThis);
  const files = await page.evaluate(
    async ([text, formats]) => {
      const { smoothscape } = globalThis as unknown as { smoothscape: { render: (text: string, options: object) => Promise<{ suffix: string; format: string; base64: string }[]> } }; // prettier-ignore
      return smoothscape.render(text, { formats, backend: 'float64', width: 1200, height: 900 });
    },
    [JSON.stringify(of), formats] as const,
  );
  return Object.fromEntries(files.map(({ suffix, format, base64 }) => [`${suffix}.${format}`, Buffer.from(base64, 'base64')]));
}

/** Mean difference of two pictures of 300 × 225 pixels, where the edges of letters no longer count, of 255, and the share of pixels that differ much. */
async function differenceOf(page: Page, a: { type: string; bytes: Buffer }, b: typeof a): Promise<{ mean: number; far: number }> {
  return page.evaluate(
    async (sources) => {
      const [width, height] = [300, 225];
      const pixels = [];
      for (const source of sources) {
        const image = new Image();
        image.src = source;
        await image.decode();
        const context = new OffscreenCanvas(width, height).getContext('2d')!;
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, 0, 0, width, height);
        pixels.push(context.getImageData(0, 0, width, height).data);
      }
      const [first, second] = pixels as [Uint8ClampedArray, Uint8ClampedArray];
      let [sum, far] = [0, 0];
      for (let at = 0; at < first.length; at += 4) {
        const apart = Math.max(...[0, 1, 2].map((k) => Math.abs(first[at + k]! - second[at + k]!)));
        sum += apart;
        if (apart > 64) far += 1;
      }
      return { mean: sum / (width * height), far: far / (width * height) };
    },
    [a, b].map(({ type, bytes }) => `data:${type};base64,${bytes.toString('base64')}`),
  );
}

/** An SVG as pixels, its texts in the page's typeface. */
async function pictureOf(page: Page, svg: Buffer): Promise<{ type: string; bytes: Buffer }> {
  await page.evaluate(
    async (text) => {
      globalThis.document.body.innerHTML = `<div id="sheet" style="position:absolute;inset:0 auto auto 0;width:1200px;height:900px;background:#fff">${text}</div>`;
      await globalThis.document.fonts.ready;
    },
    svg.toString().replace(/^<\?xml[^>]*\?>/, ''),
  );
  return { type: 'image/png', bytes: await page.locator('#sheet').screenshot() };
}

test('PNG, SVG and PDF of a surface show the same pixels, and a surface of 101 × 101 nodes takes no more than 500 kB as paths', async ({ page }) => {
  const files = await rendered(page, document, ['png', 'svg', 'pdf']);
  const png = { type: 'image/png', bytes: files['.png']! };
  expect(files['.svg']!.length).toBeLessThan(500e3);
  expect(files['.pdf']!.length).toBeLessThan(500e3);
  const svg = await differenceOf(page, png, await pictureOf(page, files['.svg']!));
  expect(svg.mean).toBeLessThan(1.5);
  expect(svg.far).toBeLessThan(0.004);
  const others = await rendered(page, { ...document, attack: { norm: 2, epsilon: 0.5 } }, ['png']);
  const other = await differenceOf(page, png, { type: 'image/png', bytes: others['.png']! });
  expect(other.far).toBeGreaterThan(0.01);
  test.skip(!isInstalled('pdftoppm'), 'pdftoppm is not installed');
  write('figure.pdf', files['.pdf']!);
  expect(spawnSync('pdftoppm', ['-r', '96', '-png', '-singlefile', inFolder('figure.pdf'), inFolder('figure')]).status).toBe(0);
  const pdf = await differenceOf(page, png, { type: 'image/png', bytes: readFileSync(inFolder('figure.png')) });
  expect(pdf.mean).toBeLessThan(2.5);
  expect(pdf.far).toBeLessThan(0.008);
});

test('the dialog shows the pixels that it writes, in millimetres as chosen, and gives the focus back', async ({ page }) => {
  await openLab(page);
  const trigger = page.getByRole('button', { name: 'Export figure' });
  await trigger.click();
  await page.getByRole('button', { name: /^Preview/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Export picture' });
  await dialog.getByLabel('Size').selectOption('slide');
  await dialog.getByRole('radio', { name: 'transparent' }).check();
  await dialog.getByLabel('Colours').selectOption('grey');
  const canvas = dialog.getByRole('img', { name: /^Preview: Adversarial loss/ });
  const preview = async () => {
    const address = await canvas.evaluate((node) => (node as HTMLCanvasElement).toDataURL());
    return { type: 'image/png', bytes: Buffer.from(address.split(',')[1] ?? '', 'base64') };
  };
  await expect(canvas).toBeVisible();
  const titled = await preview();
  await dialog.getByRole('checkbox', { name: 'Title and caption' }).uncheck();
  const shown = await preview();
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save PNG' }).click()]);
  const written = readFileSync(await download.path());
  expect([written.readUInt32BE(16), written.readUInt32BE(20)]).toEqual([3000, 1689]); // 254 × 143 mm at 300 dots an inch
  const file = { type: 'image/png', bytes: written };
  const [same, other] = [await differenceOf(page, shown, file), await differenceOf(page, titled, file)];
  expect(same.far).toBeLessThan(0.02); // thin lines of 886 and of 3000 pixels
  expect(other.far).toBeGreaterThan(3 * same.far);
  await expect(dialog).toBeHidden();
  await trigger.click();
  await page.getByRole('button', { name: /^Preview/ }).click();
  await dialog.getByLabel('Size').selectOption('column');
  await dialog.getByRole('radio', { name: 'PDF' }).check();
  const [pdf] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save PDF' }).click()]);
  expect(readFileSync(await pdf.path()).toString('latin1')).toMatch(/\/MediaBox \[0 0 240\.94/); // 85 mm in points
  await trigger.click();
  await page.getByRole('button', { name: /^Preview/ }).click();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(trigger).toBeFocused();
});

test('an SVG is well-formed for xmllint', async ({ page }) => {
  test.skip(!isInstalled('xmllint'), 'xmllint is not installed');
  const files = await rendered(page, { ...document, grid: { n: 21 } }, ['svg']);
  expect(readBy('xmllint', ['--noout', 'FILE'], 'figure.svg', files['.svg']!)).toBe('');
});

test('a standalone page needs no network: it shows the surface, turns, and reads the loss under the pointer', async ({ page, browser }) => {
  const files = await rendered(page, document, ['html']);
  const context = await browser.newContext({ offline: true, viewport: { width: 900, height: 700 } });
  const alone = await context.newPage();
  const faults: string[] = [];
  alone.on('pageerror', ({ message }) => faults.push(message));
  alone.on('request', (request) => request.url().startsWith('http') && faults.push(request.url()));
  await alone.goto(pathToFileURL(write('figure.html', files['.html']!)).href);
  const canvas = alone.locator('canvas');
  const shot = async (): Promise<string> => (await canvas.screenshot()).toString('base64');
  await expect.poll(() => canvas.evaluate((node) => new Set(new Uint32Array((node as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, 900, 400).data.buffer)).size)).toBeGreaterThan(200); // prettier-ignore
  const before = await shot();
  const box = (await canvas.boundingBox())!;
  const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
  await alone.mouse.move(...middle);
  const reading = await alone.locator('#reading').textContent();
  const [, first, second, loss] = /^θ₁ = ([−\d.]+), θ₂ = ([−\d.]+): loss ([\d.]+)$/
    .exec(reading ?? '')!
    .map((text) => Number(text.replace('−', '-')));
  const exact = Math.log1p(Math.exp(0.5 * (Math.abs(first!) + Math.abs(second!)) - first! - second!));
  expect(Math.abs(loss! - exact)).toBeLessThan(0.02); // θ is rounded to what the axis shows
  await alone.mouse.down();
  await alone.mouse.move(middle[0] + 80, middle[1] + 20, { steps: 3 });
  await alone.mouse.up();
  await expect.poll(shot).not.toBe(before);
  await canvas.focus();
  const turned = await shot();
  await alone.keyboard.press('ArrowLeft');
  await expect.poll(shot).not.toBe(turned);
  expect(faults).toEqual([]);
  await context.close();
});

test('the archive of everything holds every format with the document', async ({ page }) => {
  const files = await rendered(page, { ...document, grid: { n: 11 } }, ['zip']);
  const formats = ['csv', 'html', 'json', 'npz', 'pdf', 'pgf', 'png', 'py', 'stl', 'svg'];
  expect(Object.keys(unzipSync(files['.zip']!)).sort()).toEqual(formats.map((format) => `surface.${format}`));
});

test('a PDF of the Lab is written by two clicks', async ({ page }) => {
  await openLab(page);
  await settled(page);
  await page.getByRole('button', { name: 'Export figure' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^PDF/ }).click()]);
  expect(download.suggestedFilename()).toBe('surface.pdf');
  expect(
    readFileSync(await download.path())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
});
