import { batchOf, sample, svhnOf } from '../nets/import/archives';
import { drop } from './files';
import { expect, test } from './page';
import { button, openTrain, status, tiny } from './trainPage';

/** Long enough to be met in the middle. */
const long = { ...tiny, epochs: 300 };

test('dropped files of the user survive a reload; a truncated one is rejected in one sentence and changes nothing', async ({ page }) => {
  await openTrain(page);
  const own = page.locator('.own-files');
  const labels = Array.from({ length: 40 }, (_, i) => i % 10);
  await drop(page, 'data_batch_1.bin', Buffer.from(batchOf(sample(labels, 1))));
  await expect(own).toContainText('Kept here: CIFAR-10, whole set, 40 training and 0 test images.');
  await expect(own).toContainText('The test images are still missing: add test_batch.bin.');
  await drop(page, 'test_batch.bin', Buffer.from(batchOf(sample(labels.slice(0, 20), 2))));
  await expect(own).toContainText('40 training and 20 test images.');

  const cut = Buffer.from(batchOf(sample(labels, 3)).slice(0, -100));
  await drop(page, 'data_batch_1.bin', cut);
  await expect(own.getByRole('alert')).toHaveText(/^data_batch_1\.bin [^.]+\.?$/);
  await drop(page, 'train_32x32.mat', Buffer.from(svhnOf(sample([1, 0, 9], 4)).slice(0, -30)));
  await expect(own.getByRole('alert')).toHaveText('train_32x32.mat is cut short.');
  await page.reload();
  await expect(own).toContainText('40 training and 20 test images.');
  await expect(own).not.toContainText('SVHN');
});

test('a second tab reports that the first owns the runs, and takes them over when the first is closed', async ({ page, context }) => {
  await openTrain(page);
  await drop(page, 'plan.json', JSON.stringify({ ...long, seeds: [1, 2] }));
  await button(page, 'Start').click();
  await expect(status(page)).toContainText(/epoch [1-9]\d* of 300/, { timeout: 60_000 });

  const second = await context.newPage();
  await openTrain(second);
  await expect(second.getByText('2 runs belong to another tab of this browser')).toBeVisible();
  await expect(second.locator('tr[data-method="AT"]')).toContainText('in another tab');
  await expect(button(second, 'Remove AT')).toBeDisabled();
  await expect(button(second, 'Go on')).toHaveCount(0);

  await page.close();
  await expect(second.getByText(/Kept in this browser: \d+ of 300 epochs are done\./)).toBeVisible();
  await button(second, 'Go on').click();
  await expect(status(second)).toContainText(/epoch \d+ of 300/, { timeout: 60_000 });
  await button(second, 'Stop').click();
});

test('full storage is reported while the run continues', async ({ page }) => {
  await openTrain(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 300_000 });
  await drop(page, 'plan.json', JSON.stringify({ ...long, epochs: 2 }));
  await button(page, 'Start').click();
  // Chromium tells a page no true quota, so it is the first state that finds no room, not the look before the start.
  await expect(page.locator('.train-title .warning')).toHaveText(
    /^(The browser has room for .+ and this run needs .+|Epoch 1 could not be kept: The browser has no room left for this site; the run goes on, but it will not survive a reload\.)$/,
  );
  await expect(status(page)).toContainText('done, 2 of 2 epochs', { timeout: 60_000 });
  await expect(page.locator('tr[data-method="AT"] .ranked')).toHaveText(/^\d+\.\d$/);
});
