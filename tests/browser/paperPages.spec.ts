import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { dropPaths, save } from './files';
import { expect, test } from './page';
import { button } from './trainPage';

const folder = 'tests/data/runs';

/** Serves these runs, of two tiny trainings on generated shapes, as those that the page ships. */
async function shipRuns(page: Page): Promise<void> {
  await page.route('**/runs/*', (route) => route.fulfill({ path: `${folder}/${route.request().url().split('/').at(-1) ?? ''}` }));
}
async function shipNothing(page: Page): Promise<void> {
  await page.route('**/runs/index.json', (route) => route.fulfill({ json: { smoothscape: 1, kind: 'runs', trainings: [] } }));
}
const card = (page: Page, label: string) => page.getByRole('link', { name: new RegExp(`^${label}: `) });
const origin = (page: Page) => page.locator('.paper-origin .tag');

test('a card opens its page, whose address brings it back; own runs stand in for shipped ones, and files hold what is shown', async ({ page }) => {
  await shipRuns(page);
  await page.goto('#gallery');
  await expect(card(page, 'Table 1')).toContainText('shipped');
  await card(page, 'Table 1').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Table 1: Robust accuracy on CIFAR-10 under AutoAttack');
  await expect(origin(page)).toHaveText('Runs shipped with the page, 2 seeds');
  await expect(page.locator('tr[data-method="AT + EnSGD"] .ranked')).toHaveText(/^0\.0 ± 0\.0$/);
  await expect(page.getByRole('region', { name: 'Order of the methods' })).toContainText('AT + EnSGD above AT–undecided here');
  await expect(page).toHaveTitle(/^Table 1: /);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
  await page.reload();
  await expect(origin(page)).toHaveText('Runs shipped with the page, 2 seeds');
  const csv = (await save(page, 'CSV')).toString();
  expect(csv).toMatch(/^# page: Table 1: [^]*\n# runs: Runs shipped with the page, 2 seeds\n[^]*\nAT,1,1,0\.05,0,0,8\n/);
  await page.goBack();
  await expect(card(page, 'Table 1')).toBeVisible();

  await dropPaths(
    page,
    ['metrics.csv', 'summary.json'].map((name) => `${process.cwd()}/tests/data/pytorch/${name}`),
  );
  await expect(page.locator('tr[data-method="AT"]')).toContainText('2 of 2');
  await button(page, 'Gallery').click();
  await card(page, 'Figure 3').click();
  await expect(origin(page)).toHaveText('Your own runs, 2 seeds');
  await expect(page.locator('tr[data-method]')).toHaveCount(1);
  await page.getByRole('radio', { name: 'Shipped runs' }).check({ force: true });
  await expect(page.locator('tr[data-method]')).toHaveCount(2);
  const svg = (await save(page, 'SVG')).toString();
  expect(svg).toContain('>Figure 3: Robust accuracy against epochs and run time</text>');
  await button(page, 'Gallery').click(); // from a page of the paper: to its cards
  await expect(card(page, 'Figure 3')).toBeVisible();
});

test('without any run a page says so, and its methods go into the plan by one click', async ({ page }) => {
  await shipNothing(page);
  await page.goto('#gallery');
  await card(page, 'Table 3').click();
  await expect(page.getByText('none are shipped with this page, and you have trained none')).toBeVisible();
  await button(page, 'Put the 5 methods in the plan of the Train tab').click();
  await expect(page.getByRole('checkbox', { name: /^Train TRADES/, checked: true })).toHaveCount(5);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Table 3/);
});

test('Figure 7 is measured while its page is open, once, and a broken list of runs is a sentence', async ({ page }) => {
  await shipRuns(page);
  const text = (await readFile(`${folder}/index.json`)).toString();
  const { trainings, ...whole } = JSON.parse(text) as { trainings: { name: string }[] };
  const one = { ...whole, trainings: trainings.filter(({ name }) => name === 'at') };
  await page.route('**/runs/index.json', (route) => route.fulfill({ json: one }));
  await page.goto('#gallery');
  await card(page, 'Figure 7').click();
  await expect(page.getByRole('status').filter({ hasText: 'of 2' })).toBeVisible();
  const row = page.locator('tr[data-method="AT"]');
  await expect(row).not.toContainText('–', { timeout: 60_000 });
  await expect(page.getByText('the self-test of the code that measured it passed')).toBeVisible();
  const [header, ...rows] = (await save(page, 'CSV'))
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(header).toBe('method,split,seed,epoch,images,direction_sha256,alpha,loss,error');
  expect(rows).toHaveLength(2 * 21);
  expect(rows.filter((line) => line.split(',')[6] === '0').map((line) => line.split(',').slice(0, 5).join())).toEqual([
    'AT,train,1,1,64',
    'AT,test,1,1,20',
  ]);
  await page.unrouteAll();
  await page.route('**/runs/index.json', (route) =>
    route.fulfill({ body: text.replace('"seed":1', '"seed":"one"'), contentType: 'application/json' }),
  );
  await page.reload();
  await expect(page.locator('.paper-page .error')).toHaveText(
    /^The shipped runs are damaged: index\.json, trainings\[0\]\.seeds\[0\]\.seed: "one" is not a finite number$/,
  );
});
