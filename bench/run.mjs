import { cpus } from 'node:os';
import { build } from '../scripts/build.mjs';
import { openPage } from '../scripts/chromium.mjs';
import { root } from '../scripts/install.mjs';
import { coldLoad, dblquad, entropySgd, longestOfOurs, median, openHeaps, plotDrawn, pointerToReadout, timeRace, spirals } from './measure.mjs';
import { surface, surfaceDrawn, thumbnailDrawn, timeMap, timeSurface } from './measure.mjs';
import { comparedDocument, handDocuments, timeHand } from './pictures.mjs';
import { theoremDocuments, timeTheorems } from './theorems.mjs';
import { timeTraining, torchSteps } from './training.mjs';

const rows = [];
/** Prints a row as soon as it is known, and again in a table at the end. */
function row(what, measured, goal = '') {
  rows.push([what, measured, goal]);
  process.stdout.write(`${what}: ${measured}\n`);
}
const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

build({ always: true });
const { page, browser, url, close } = await openPage();
await page.waitForFunction(() => globalThis.smoothscape !== undefined);

for (const [where, hash, drawn, goal] of [
  ['gallery', '', thumbnailDrawn, 1000],
  ['Lab', '#lab', surfaceDrawn, 1800],
  ['Lab, until Plotly’s figure', '#lab', plotDrawn],
]) {
  const cold = [];
  for (let i = 0; i < 3; i += 1) cold.push(await coldLoad(browser, url + hash, drawn));
  row(`first surface on screen after a cold load (${where})`, ms(median(cold.map((load) => load.ms))), goal ? `≤ ${goal} ms` : '');
  row(`script until then, gzipped (${where})`, `${kB(cold[0].js)}, and ${kB(cold[0].css)} CSS`, '≤ 900 kB');
}

// Nothing else may run while computing is timed.
await page.goto('about:blank');
await page.goto(`${url}#lab`);
await page.getByTestId('badge').and(page.locator('.fine')).waitFor({ timeout: 120_000 });
const fastest = {};
for (const [what, choice, goal] of [
  ['adversarial 101×101', surface(101), '≤ 5 ms'],
  ['EntropySGD 101×101', surface(101, entropySgd), '≤ 20 ms'],
  ['EntropySGD 201×201', surface(201, entropySgd), '≤ 80 ms'],
]) {
  for (const backend of ['auto', 'float64', 'wasm', 'webgl', 'webgpu']) {
    const found = await timeSurface(page, backend, choice);
    const [time, trip] = [median(found.map((one) => one.ms)), median(found.map((one) => one.trip))];
    const ran = found[0].ran === backend ? backend : `${backend} → ${found[0].ran}`;
    fastest[what] = Math.min(fastest[what] ?? Infinity, time);
    row(`${what}, ${ran}`, `${ms(time)} computing, ${ms(trip)} until the page has it, ${found[0].difference.toExponential(0)} from float64`, goal);
  }
}

for (const [what, choice] of [
  ['adversarial', surface(101)],
  ['EntropySGD', surface(101, entropySgd)],
]) {
  const times = [];
  for (const name of ['gradient-norm', 'largest-eigenvalue', 'smallest-eigenvalue', 'lipschitz-ratio']) times.push(await timeMap(page, name, choice));
  row(`maps 101×101, ${what}, slowest of four`, `${ms(Math.max(...times))} until the page has it`, '≤ 200 ms');
}
for (const hand of [...handDocuments, comparedDocument]) {
  const { rates, delays, rest, difference, camera } = await timeHand(page, url, hand);
  const each = rates.perSecond.map((count, k) => `${count.toFixed(0)} (${hand.figures[k]})`).join(', ');
  row(`different pictures a second while ε is dragged, ${hand.what} 101×101`, each, hand.goals[0]);
  row(`time of the main thread for one of them, ${hand.what}`, ms(rates.threadMs));
  row(`from a move of ε to the picture, ${hand.what}, ${delays.count} moves`, `${ms(delays.median)}, at most ${ms(delays.most)}`, hand.goals[1]);
  row(
    `different pictures a second while the camera is dragged, ${hand.what}`,
    `${camera.perSecond[0].toFixed(0)}, of ${ms(camera.threadMs)} of the main thread each`,
    '≥ 25/s',
  );
  row(`from the release to Plotly’s figure, ${hand.what}`, ms(rest), '≤ 700 ms');
  row(`mean difference of the painter’s and Plotly’s pixels, ${hand.what}`, `${(100 * difference).toFixed(2)} %`, '≤ 2 %');
}
await page.goto('about:blank');
await page.goto(`${url}#lab`);
await page.getByTestId('badge').and(page.locator('.fine')).waitFor({ timeout: 120_000 });
const delays = await pointerToReadout(page);
row('pointer to readout, 40 moves over the contour', `${ms(median(delays))}, at most ${ms(delays.at(-1))}`, '≤ 50 ms');

for (const [what, points] of [
  ['three points', [{ x: [1, 0], y: 1 }, { x: [-1, 0], y: -1 }, { x: [-0.3, 0], y: 1 }]], // prettier-ignore
  ['200 points', spirals(200)],
])
  row(`race, eight methods × 2000 steps, ${what}`, ms(median(await timeRace(page, points))), what === 'three points' ? '≤ 1000 ms' : '');

for (const { what, surfaces } of theoremDocuments) {
  const cards = await timeTheorems(page, surfaces);
  const worst = cards.at(-1);
  row(`theorem card, 100 000 pairs, ${what}`, `${ms(median(cards.map((card) => card.ms)))} median, ${ms(worst.ms)} worst (${worst.id})`, '≤ 500 ms');
}

const gamma = page.getByRole('slider', { name: 'γ tightness' });
await page.getByRole('radiogroup', { name: 'Smoothing' }).getByRole('radio', { name: 'EntropySGD' }).click();
await gamma.focus();
const move = async (count, pause) => {
  for (let i = 0; i < count; i += 1) {
    await page.keyboard.press(i % 40 < 20 ? 'ArrowRight' : 'ArrowLeft');
    await page.waitForTimeout(pause);
  }
  await page.getByTestId('badge').and(page.locator('.fine')).waitFor({ timeout: 120_000 });
};
await move(20, 30);
const cdp = await page.context().newCDPSession(page);
await cdp.send('Profiler.enable');
await cdp.send('Profiler.setSamplingInterval', { interval: 200 });
await cdp.send('Profiler.start');
await move(60, 30);
const { profile } = await cdp.send('Profiler.stop');
const longest = longestOfOurs(profile);
row('longest task of ours on the main thread, 60 slider moves', `${ms(longest.ours)} (with Plotly’s drawing ${ms(longest.all)})`, '≤ 50 ms');

await cdp.send('Profiler.disable');
const heaps = await openHeaps(cdp);
const tensors = () => page.workers()[0].evaluate('globalThis._tfengine?.state.numTensors ?? 0');
for (const backend of ['auto', 'wasm']) {
  await page.getByTestId('badge').getByRole('combobox').selectOption(backend);
  await move(40, 30);
  const [before, had] = [await heaps(), await tensors()];
  await move(500, 15);
  const [after, has] = [await heaps(), await tensors()];
  const grown = (key) => `${((after[key] - before[key]) / 1e6).toFixed(1)} MB`;
  row(`500 slider moves, ${backend}`, `${has - had} tensors more, heap ${grown('page')} larger (in the worker ${grown('worker')})`, '0; ≤ 10 MB');
}
const torch = torchSteps(root);
for (const [what, net, method, goal] of [
  ['training step, small-cnn, batch 64, plain', 'small-cnn', 'standard', '≤ 100 ms'],
  ['training step, small-cnn, batch 64, AT with PGD-10', 'small-cnn', 'at', '≤ 900 ms'],
  ['training step, small-cnn-bn, batch 64, AT with PGD-10', 'small-cnn-bn', 'at', ''],
]) {
  const { ms: time, backend } = await timeTraining(page, net, method);
  const theirs = torch && net === 'small-cnn' ? torch[method === 'at' ? 'at' : 'plain'] : undefined;
  const beside = theirs
    ? `; PyTorch ${torch.version}, ${torch.threads} threads: ${ms(theirs)}, so ${(time / theirs).toFixed(1)} times as long here`
    : '';
  row(what, `${ms(time)} on ${backend}${beside}`, goal);
}
await close();

const scipy = dblquad(root);
if (scipy) {
  for (const [how, { seconds }] of Object.entries({ 'loss in NumPy': scipy.vectors, 'loss in plain floats': scipy.plain })) {
    const ratio = (seconds * 1000 * 101 * 101) / fastest['EntropySGD 101×101'];
    row(
      `scipy.integrate.dblquad, ${how}`,
      `${ms(seconds * 1000)} a point; 101×101 points would take ${ratio.toExponential(1)} times as long as here`,
      '≥ 1e+5',
    );
  }
} else row('scipy.integrate.dblquad', 'not measured: python3 with SciPy is not here');

process.stdout.write(`\nMeasured on ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}); medians of 15 surfaces and 3 loads.\n\n`);
process.stdout.write(`| what | measured | goal |\n|---|---|---|\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
