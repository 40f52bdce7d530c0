import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noChromium, obtainChromium } from './chromium.mjs';
import { fail, install, root } from './install.mjs';

install();
const chromium = await obtainChromium();
if (!chromium) fail(noChromium);

const reports = mkdtempSync(join(tmpdir(), 'smoothscape-test-'));
const long = process.argv.includes('--long');
const env = { ...process.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'browser.json') };
if (long) env.SMOOTHSCAPE_LONG = '1';
if (!process.stdout.isTTY) env.NO_COLOR = '1';

/** Runs a tool of node_modules; true when it ends well. What it prints is shown at once where it is `live`, else when it has ended. */
async function tool(title, path, args, { live = false } = {}) {
  const began = Date.now();
  const output = [];
  const child = spawn(process.execPath, [join(root, path), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', ...Array(2).fill(live ? 'inherit' : 'pipe')],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  const status = await new Promise((resolve) => child.on('error', () => resolve(undefined)).on('close', resolve));
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stdout.write(Buffer.concat(output));
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)\n`);
  return status === 0;
}

/** What a JSON report says, or one failure where the tool wrote none. */
function tally(name, count) {
  try {
    return count(JSON.parse(readFileSync(join(reports, name), 'utf8')));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** The checks that take one core, beside the lint, which takes another. */
async function beside() {
  const types = await tool('type check', 'node_modules/typescript/bin/tsc', ['-p', '.']);
  const format = await tool('format', 'node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
  return [await tool('build', 'scripts/build.mjs', []), types, format];
}
const [[built, ...others], lint] = await Promise.all([beside(), tool('lint', 'node_modules/eslint/bin/eslint.js', ['.', '--max-warnings', '0'])]);
const checks = [built, ...others, lint];
const vitest = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, 'unit.json')}`];
const suites = [await tool('unit tests', 'node_modules/vitest/vitest.mjs', vitest, { live: true })];
if (built) suites.push(await tool('browser tests', 'node_modules/@playwright/test/cli.js', ['test', '--reporter=list,json'], { live: true }));

// Tests of files by other programs are skipped where a program is missing.
const unit = tally('unit.json', ({ numPassedTests: passed, numPendingTests: skipped, numTotalTests: all }) => ({
  passed,
  failed: all - passed - skipped,
  skipped,
}));
const browser = tally('browser.json', ({ stats: { expected, unexpected, flaky, skipped } }) => ({
  passed: expected,
  failed: unexpected + flaky,
  skipped,
}));
rmSync(reports, { recursive: true, force: true });

const unsound = checks.filter((fine) => !fine).length;
const passed = unit.passed + browser.passed;
const failed = Math.max(unit.failed + browser.failed + unsound, suites.includes(false) ? 1 : 0);
const sentence = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
process.stdout.write(`unit: ${sentence(unit)}; browser: ${sentence(browser)}`);
process.stdout.write(unsound > 0 ? `; ${unsound} of the checks above failed\n` : '\n');
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);
