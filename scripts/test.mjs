import { spawnSync } from 'node:child_process';
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

/** Runs a tool of node_modules; true when it ends well. */
function tool(title, path, ...args) {
  const began = Date.now();
  const done = spawnSync(process.execPath, [join(root, path), ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${done.status === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)\n`);
  return done.status === 0;
}

/** What a JSON report says, or one failure where the tool wrote none. */
function tally(name, count) {
  try {
    return count(JSON.parse(readFileSync(join(reports, name), 'utf8')));
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const checks = [
  tool('type check', 'node_modules/typescript/bin/tsc', '-p', '.'),
  tool('lint', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
  tool('format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
];
const vitest = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, 'unit.json')}`];
const suites = [tool('unit tests', 'node_modules/vitest/vitest.mjs', ...vitest)];
checks.push(tool('build', 'scripts/build.mjs'));
if (checks.at(-1)) suites.push(tool('browser tests', 'node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'));

const unit = tally('unit.json', (report) => ({ passed: report.numPassedTests, failed: report.numTotalTests - report.numPassedTests }));
const browser = tally('browser.json', ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped }));
rmSync(reports, { recursive: true, force: true });

const unsound = checks.filter((fine) => !fine).length;
const passed = unit.passed + browser.passed;
const failed = Math.max(unit.failed + browser.failed + unsound, suites.includes(false) ? 1 : 0);
process.stdout.write(`unit: ${unit.passed} passed, ${unit.failed} failed; browser: ${browser.passed} passed, ${browser.failed} failed`);
process.stdout.write(unsound > 0 ? `; ${unsound} of the checks above failed\n` : '\n');
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);
