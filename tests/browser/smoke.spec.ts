import { expect, settled, test } from './page';

test('the page works below a sub-path and sends no request to another host', async ({ page, baseURL }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('./');
  await expect(page).toHaveTitle(/Smoothscape/);
  await settled(page);
  expect(asked.filter((url) => !url.startsWith(baseURL ?? '') && !/^(data|blob):/.test(url))).toEqual([]);
});
