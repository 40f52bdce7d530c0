import type { Locator, Page } from '@playwright/test';
import { expect } from './page';

/** Seconds on two cores: 64 generated images in two batches. */
export const tiny = {
  smoothscape: 1,
  kind: 'training',
  data: { source: 'shapes', train: 64, test: 20 },
  attack: { steps: 2 },
  epochs: 2,
  batch: 32,
  evaluate: { steps: 2, count: 20 },
};

export const status = (page: Page): Locator => page.locator('.train-title .note');
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

export async function openTrain(page: Page): Promise<void> {
  await page.goto('#train');
  await expect(button(page, 'Start')).toBeVisible();
}
