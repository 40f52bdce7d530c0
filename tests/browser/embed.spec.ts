import type { Frame, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { coloursOf, expect, linkTo, test } from './page';

/** An address of this server with the query of an embed. */
const embedded = (query: string, document: object = {}) =>
  `./?embed${query}${linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 21 }, ...document })}`;

/** A page of the same server that holds these frames, given as HTML. */
async function openHost(page: Page, html: string): Promise<void> {
  await page.route('**/host.html', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await page.goto('host.html');
}
const frameOf = async (page: Page, selector: string): Promise<Frame> => {
  const frame = await (await page.locator(selector).elementHandle())?.contentFrame();
  if (!frame) throw new Error(`No frame ${selector}`);
  return frame;
};

test('an embed shows its figure and the knobs that its author left open; Reset returns, a link leads to the page', async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 460 });
  await page.goto(embedded('=epsilon&figure=contour'));
  const epsilon = page.getByRole('textbox', { name: 'ε radius, value' });
  await expect(epsilon).toHaveValue('0.50');
  await expect(page.getByRole('banner')).toHaveCount(0);
  await expect(page.getByRole('group', { name: /^ε|^norm|^γ/i })).toHaveCount(1);
  await expect(page.getByRole('radiogroup')).toHaveCount(0);
  const reset = page.getByRole('button', { name: 'Reset', exact: true });
  await expect(reset).toBeDisabled();
  const before = page.url();
  await epsilon.fill('1.25');
  await page.keyboard.press('Enter');
  const link = page.getByRole('link', { name: 'Open in Smoothscape' });
  const href = (await link.getAttribute('href')) ?? '';
  await reset.click();
  await expect(epsilon).toHaveValue('0.50');
  expect(page.url()).toBe(before);
  expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth)).toBe(
    true,
  );
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(href);
  await expect(page.getByRole('banner')).toBeVisible();
  await expect(epsilon).toHaveValue('1.25');
});

test('the plain page drives its three embeds from outside, the sandboxed one too', async ({ page, complaints }) => {
  await page.goto('examples/index.html');
  const captions = page.locator('figcaption');
  for (const k of [0, 1, 2]) await expect(captions.nth(k)).toContainText(/ε = 0\.5: θ = .*, loss \d\.\d{4}, gradient/, { timeout: 60_000 });
  const before = await captions.allTextContents();
  await page.locator('#epsilon').fill('1.5');
  for (const k of [0, 1, 2]) await expect(captions.nth(k)).toContainText('ε = 1.5: θ');
  expect((await captions.allTextContents()).every((text, k) => /loss [\d.]+/.exec(text)?.[0] !== /loss [\d.]+/.exec(before[k] ?? '')?.[0])).toBe(
    true,
  );
  for (const frame of await page.locator('iframe').all()) expect(await coloursOf(page, frame)).toBeGreaterThan(40);
  await page.getByRole('button', { name: 'Picture of the first' }).click();
  await expect(page.locator('#shot')).toHaveJSProperty('naturalWidth', 640);
  const sandboxed = await frameOf(page, 'iframe[sandbox]');
  expect(await sandboxed.evaluate(() => origin)).toBe('null');
  await expect(sandboxed.getByText('No worker')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('messages of other windows and origins are not heard; what is wrong is answered in a sentence; heights are told in four dialects', async ({
  page,
}) => {
  const source = embedded('=norm,epsilon');
  await openHost(
    page,
    `<iframe id="open" src="${source}" width="700" height="300"></iframe>
     <iframe id="closed" src="${source.replace('#', '&origin=https%3A%2F%2Felsewhere.example#')}"></iframe>
     <script>heard = []; addEventListener('message', ({ data, source }) => heard.push([source === open_.contentWindow ? 'open' : 'closed', data]));
     open_ = document.getElementById('open'); closed = document.getElementById('closed');</script>`,
  );
  const heard = () => page.evaluate(() => (globalThis as unknown as { heard: [string, unknown][] }).heard);
  const has = (which: string, part: unknown) => expect.poll(heard, { timeout: 60_000 }).toContainEqual([which, part]);
  const post = (which: 'open' | 'closed', message: object) =>
    page.evaluate(({ which, message }) => (document.getElementById(which) as HTMLIFrameElement).contentWindow?.postMessage(message, '*'), {
      which,
      message,
    });
  await has('open', expect.objectContaining({ smoothscape: 1, type: 'ready' }));
  const height = expect.any(Number) as unknown;
  await has('open', { smoothscape: 1, type: 'height', subject: 'lti.frameResize', context: 'iframe.resize', height });
  await has('open', expect.stringMatching(/^\{"action":"resize","context":"iframe\.resize","src":"[^"]*","height":\d+\}$/));

  await post('open', { smoothscape: 1, type: 'setDocument', id: 1, document: { attack: { epsilon: -1 } } });
  await has('open', { smoothscape: 1, type: 'error', id: 1, message: 'attack.epsilon: -1 is not ≥ 0' });
  await post('open', { smoothscape: 1, type: 'setDocument', id: 2, document: { attack: { norm: 2, epsilon: 0.75 }, grid: { n: 11 } } });
  await has(
    'open',
    expect.objectContaining({ type: 'document', id: 2, document: expect.objectContaining({ attack: { norm: 2, epsilon: 0.75, solver: 'exact' } }) }),
  );
  await post('open', { smoothscape: 1, type: 'setDefault', id: 3 });
  await has('open', expect.objectContaining({ type: 'document', id: 3 }));
  const frame = await frameOf(page, '#open');
  await expect(frame.getByRole('button', { name: 'Reset', exact: true })).toBeDisabled(); // what is shown is the default now
  await post('open', { smoothscape: 1, type: 'observe', id: 4, values: ['attack.epsilon', 'loss'] });
  await has('open', { smoothscape: 1, type: 'observation', id: 4, values: { 'attack.epsilon': 0.75, loss: expect.any(Number) as unknown } });
  const epsilon = frame.getByRole('textbox', { name: 'ε radius, value' });
  await epsilon.fill('0.25');
  await has('open', { smoothscape: 1, type: 'observation', id: 4, values: expect.objectContaining({ 'attack.epsilon': 0.25 }) });
  await post('open', { smoothscape: 1, type: 'screenshot', id: 5, format: 'svg', width: 300, height: 200 });
  await has('open', { smoothscape: 1, type: 'screenshot', id: 5, format: 'svg', data: expect.stringMatching(/^data:image\/svg\+xml;base64,/) });

  await post('closed', { smoothscape: 1, type: 'getDocument', id: 6 });
  await frame.evaluate(() => {
    parent.frames[1]?.postMessage({ smoothscape: 1, type: 'getDocument', id: 7 }, '*'); // a sibling
    postMessage({ smoothscape: 1, type: 'getDocument', id: 8 }, '*'); // the frame itself
  });
  await post('open', { smoothscape: 1, type: 'getDocument', id: 9 });
  await has('open', expect.objectContaining({ id: 9 }));
  expect(
    (await heard())
      .filter(([which, data]) => which === 'closed' || [6, 7, 8].includes((data as { id?: number }).id ?? 0))
      .map(([, data]) => (data as { type?: string }).type ?? 'text'),
  ).not.toContain('document');
});

test('the cells for Jupyter and Observable work in a page', async ({ page, baseURL }) => {
  const here = (text: string) => text.replaceAll('https://example.org/smoothscape/', baseURL ?? '');
  const notebook = JSON.parse(await readFile('public/examples/jupyter.ipynb', 'utf8')) as { cells: { cell_type: string; source: string[] }[] };
  const cell = notebook.cells.find(({ cell_type }) => cell_type === 'code')?.source.join('') ?? '';
  const observable = (await readFile('public/examples/observable.ojs', 'utf8')).replace(/^[^]*viewof reading = /, '');
  await openHost(
    page,
    `${here(cell).replace('%%html', '')}<div id="observable"></div><output id="value"></output>
     <script>{ const invalidation = new Promise(() => undefined);
       const view = (() => ${here(observable)})();
       document.getElementById('observable').append(view);
       view.addEventListener('input', () => (document.getElementById('value').textContent = JSON.stringify(view.value))); }</script>`,
  );
  await expect(page.locator('#smoothscape-reading')).toContainText(/^θ = [-\d.]+, [-\d.]+: loss \d/, { timeout: 60_000 });
  await expect(page.locator('#value')).toContainText('"attack.epsilon":0.5');
  for (const frame of await page.locator('iframe').all()) await expect(frame).not.toHaveCSS('height', '460px'); // as high as they asked to be
});

test('twenty-four embeds on a page are all drawn', async ({ page }) => {
  test.setTimeout(240_000);
  const frames = Array.from(
    { length: 24 },
    (_, k) => `<iframe src="${embedded('', { attack: { norm: 1 + k / 4, epsilon: 0.5 } })}" width="230" height="190"></iframe>`,
  );
  await openHost(page, frames.join(''));
  for (const frame of await page.locator('iframe').all()) {
    await frame.scrollIntoViewIfNeeded();
    await expect.poll(() => coloursOf(page, frame, 'not grey'), { timeout: 120_000 }).toBeGreaterThan(40);
  }
});

test('the menu writes the line of HTML with a live preview', async ({ page }) => {
  await page.goto(linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 21 }, view: { kind: 'contour' } }));
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('radio', { name: 'Embed' }).check();
  const snippet = page.getByRole('textbox', { name: 'HTML of the frame' });
  await page.getByRole('checkbox', { name: 'the model' }).check();
  await page.getByRole('checkbox', { name: 'the norm of the attack' }).uncheck();
  await expect(snippet).toHaveValue(
    /^<iframe src="[^"]*\?embed=model,epsilon&amp;figure=contour#lab\/[^"]*" title="[^"]+" width="100%" height="460"/,
  );
  const preview = page.frameLocator('.embed-preview');
  await expect(preview.getByRole('radiogroup', { name: 'Model' })).toBeVisible();
  await expect(preview.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('0.50');
});
