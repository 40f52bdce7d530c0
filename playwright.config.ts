import { defineConfig } from '@playwright/test';
import { findChromium, flags } from './scripts/chromium.mjs';

const port = Number(process.env.SMOOTHSCAPE_PORT ?? 4319);
const executablePath = await findChromium();

/** The BUILT page in a real browser, served below a sub-path as a static host would. Software rendering is slow: time limits are wide. */
export default defineConfig({
  testDir: 'tests/browser',
  workers: 2, // one waits much of its time for a picture or a page; files of tests share nothing
  fullyParallel: false,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${port}/smoothscape/`,
    viewport: { width: 1440, height: 900 },
    trace: 'off',
    serviceWorkers: 'block', // each test begins as a first visit; those of offline.spec.ts allow them
    launchOptions: { args: flags, ...(executablePath ? { executablePath } : {}) },
  },
  webServer: { command: `node scripts/serve.mjs ${port}`, url: `http://127.0.0.1:${port}/smoothscape/`, reuseExistingServer: false },
});
