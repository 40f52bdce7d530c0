import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fail, root } from './install.mjs';
import { serve } from './serve.mjs';

/** WebGPU and WebGL through the software adapter where there is no GPU; a GPU is used when `SMOOTHSCAPE_GPU` is set. */
const software = ['--use-webgpu-adapter=swiftshader', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const hardware = ['--ignore-gpu-blocklist', '--use-angle=vulkan', '--enable-features=Vulkan'];
const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const flags = ['--no-sandbox', ...quiet, '--enable-unsafe-webgpu', ...(process.env.SMOOTHSCAPE_GPU ? hardware : software)];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const usual = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether it starts: some systems ship a stub in its place, and a download may lack its libraries. */
const starts = (path) => process.platform === 'win32' || spawnSync(path, ['--version', '--no-sandbox'], { timeout: 30_000 }).status === 0;

/** The path of a Chromium that is here already: CHROMIUM_PATH, one on PATH, Playwright's own. */
export async function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) return runnable(chosen) ? chosen : undefined;
  const { chromium } = await import('playwright-core');
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...usual, chromium.executablePath()].find((path) => runnable(path) && starts(path));
}

const attempt = (command, args, minutes) => spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], timeout: minutes * 60_000 }).status === 0;

/** Finds a Chromium or installs one: through Playwright, or as root on Debian through apt-get. Undefined when none can be had. */
export async function obtainChromium() {
  const here = await findChromium();
  if (here || process.env.CHROMIUM_PATH) return here;
  process.stderr.write('No Chromium found; installing one…\n');
  const debian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  const playwright = `${root}node_modules/playwright-core/cli.js`;
  const downloaded = attempt(process.execPath, [playwright, 'install', 'chromium'], 4);
  if (downloaded && debian) attempt(process.execPath, [playwright, 'install-deps', 'chromium'], 4);
  if (!downloaded && debian && attempt('apt-get', ['update', '-qq'], 2))
    attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], 6);
  return findChromium();
}

export const noChromium = 'No Chromium could be found or installed: install one and set CHROMIUM_PATH to its program.';

/** Opens the built page in a headless Chromium that was found or installed; `close` ends browser and server. */
export async function openPage({ hash = '', more = [] } = {}) {
  const executablePath = (await obtainChromium()) ?? fail(noChromium);
  const { chromium } = await import('playwright-core');
  const site = await serve();
  const browser = await chromium.launch({ executablePath, args: [...flags, ...more] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  await page.goto(site.url + hash);
  const close = async () => {
    await browser.close();
    site.close();
  };
  return { page, browser, url: site.url, close };
}
