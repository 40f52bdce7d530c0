import { drop, save } from './files';
import { differenceFrom } from './float64';
import { expect, openLab, settled, test } from './page';
import { unzipSync } from 'fflate';

const document = { model: 'swish', attack: { norm: 2, epsilon: 0.65 }, smoothing: { kind: 'entropy-sgd', gamma: 3 }, grid: { n: 21 } };

test('a figure exported in any format opens again with everything that was chosen', async ({ page }) => {
  for (const [format, label] of Object.entries({ png: 'PNG', svg: 'SVG', csv: 'CSV', npz: 'NPZ', json: 'Document what' }))
    await test.step(format, async () => {
      await openLab(page, { ...document });
      await expect(page.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('0.65');
      const bytes = await save(page, label);
      if (format === 'csv') expect(differenceFrom({ smoothscape: 1, kind: 'surface', ...document }, bytes.toString())).toBeLessThan(1e-4);
      await openLab(page);
      await expect(page.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('0.50');
      await drop(page, `figure.${format}`, bytes);
      await expect(page.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('0.65');
      await expect(page.getByRole('textbox', { name: 'γ tightness, value' })).toHaveValue('3.00');
      await expect(page.getByRole('radio', { name: 'swish' })).toBeChecked();
      await settled(page);
    });
});

test('the same file chosen twice is opened twice: every file input is empty after use', async ({ page }) => {
  const [first, second] = [0.65, 0.75].map((epsilon) =>
    JSON.stringify({ smoothscape: 1, kind: 'surface', ...document, attack: { norm: 2, epsilon } }),
  );
  const radius = page.getByRole('textbox', { name: 'ε radius, value' });
  await openLab(page);
  for (const [content, shown] of [
    [first, '0.65'],
    [second, '0.75'],
  ] as const) {
    await page.getByRole('button', { name: 'Export' }).click();
    const input = page.getByLabel('Open a file', { exact: true });
    await input.setInputFiles({ name: 'same.json', mimeType: 'application/json', buffer: Buffer.from(content ?? '') });
    await expect(radius).toHaveValue(shown);
    await page.keyboard.press('Escape');
    expect(await page.locator('input[type=file]').evaluateAll((inputs) => inputs.map((one) => (one as HTMLInputElement).value))).not.toContainEqual(
      expect.stringContaining('same'),
    );
  }
});

test('a comparison is written whole: the ZIP of its numbers opens as the comparison, and no two texts of the picture overlap in a viewer without Inter', async ({
  page,
  context,
}) => {
  const title = 'a title that is as long as a title may be, and longer than any column of eight';
  const panes = Array.from({ length: 8 }, (_, k) => ({ title: `${k}: ${title}`.slice(0, 80), attack: { norm: 2, epsilon: 0.1 * (k + 1) } }));
  await openLab(page, { grid: { n: 9 }, view: { kind: 'contour', second: 'difference' }, panes });
  const zip = await save(page, 'CSV');
  const names = Object.keys(unzipSync(zip));
  expect(names.sort()).toEqual(
    [
      'surface.json',
      ...'ABCDEFGH'.split('').flatMap((letter) => [`surface.${letter}.csv`, ...(letter === 'A' ? [] : [`surface.${letter}-difference.csv`])]),
    ].sort(),
  );
  const svg = (await save(page, 'SVG')).toString();
  await openLab(page);
  await drop(page, 'surface-csv.zip', zip);
  await expect(page.locator('.compare-pane')).toHaveCount(8);
  const viewer = await context.newPage();
  await viewer.setContent(svg.replace(/^<\?xml[^>]*\?>/, ''));
  const faults = await viewer.evaluate(() => {
    const { document: sheetOf } = globalThis;
    const [sheet, ...texts] = [sheetOf.querySelector('svg')!, ...sheetOf.querySelectorAll('text')].map((element) => element.getBoundingClientRect());
    const words = [...sheetOf.querySelectorAll('text')].map(({ textContent }) => textContent);
    const found = texts.flatMap((a, i) =>
      texts
        .slice(i + 1)
        .flatMap((b, k) =>
          a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom ? [`${words[i]} on ${words[i + 1 + k]}`] : [],
        ),
    );
    return { count: texts.length, found, outside: texts.filter((a) => a.left < sheet!.left || a.right > sheet!.right || a.top < sheet!.top || a.bottom > sheet!.bottom).length }; // prettier-ignore
  });
  expect(faults).toMatchObject({ found: [], outside: 0 });
  expect(faults.count).toBeGreaterThan(40);
});

test('a contour’s bands have the same colours, in the same order, on the page and in its file', async ({ page }) => {
  await openLab(page, { attack: { norm: 'inf', epsilon: 0.5 }, grid: { n: 21 }, view: { kind: 'contour' } });
  const fills = (selector: string): Promise<string[]> =>
    page.locator(selector).evaluateAll((paths) => paths.filter((path) => path.getAttribute('d')).map((path) => getComputedStyle(path).fill));
  await expect(page.locator('.contourfill path').nth(5)).toBeAttached();
  await settled(page);
  const shown = await fills('.contourfill path');
  const svg = (await save(page, 'SVG')).toString();
  const written = [...svg.matchAll(/<(?:path|rect)[^>]*fill="(#[0-9a-f]{6}|rgb[^"]*)"/g)].map(([, fill = '']) => fill);
  const asHex = (fill: string): string => `#${[...fill.matchAll(/\d+/g)].map(([channel]) => Number(channel).toString(16).padStart(2, '0')).join('')}`;
  expect(new Set(shown).size).toBeGreaterThan(5);
  const places = shown.map((fill) => written.lastIndexOf(fill.startsWith('#') ? fill : asHex(fill)));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});
