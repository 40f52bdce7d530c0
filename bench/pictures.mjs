import { deflateRawSync } from 'node:zlib';
import { entropySgd, median, surface } from './measure.mjs';

/**
 * From now on watches what figures show: after every animation frame the visible canvases and lines of each are read and hashed. `labels` are names of
 * figures, or selectors. Runs in the page.
 */
const watch = (labels) => {
  const small = new OffscreenCanvas(48, 32).getContext('2d', { willReadFrequently: true });
  const channel = new MessageChannel(); // its message comes after the frame has been drawn
  const seen = labels.map((label) => ({ label, last: undefined, changes: [] }));
  const hashOf = (numbers) => {
    let hash = 0x811c9dc5;
    for (let k = 0; k < numbers.length; k += 1) hash = Math.imul(hash ^ numbers[k], 0x01000193);
    return hash;
  };
  const pictureOf = (label) => {
    const figure = document.querySelector(label.startsWith('.') ? label : `[aria-label="${label}"]`);
    if (!figure) return undefined;
    const canvases = [...figure.querySelectorAll('canvas')].filter((canvas) => canvas.width > 0 && getComputedStyle(canvas).visibility !== 'hidden');
    if (canvases.length === 0) return figure.textContent + [...figure.querySelectorAll('path')].map((path) => path.getAttribute('d')?.length).join();
    small.clearRect(0, 0, 48, 32);
    for (const canvas of canvases) small.drawImage(canvas, 0, 0, 48, 32);
    return hashOf(small.getImageData(0, 0, 48, 32).data);
  };
  channel.port2.onmessage = () => {
    for (const one of seen) {
      const picture = pictureOf(one.label);
      if (picture === undefined || picture === one.last) continue;
      if (one.last !== undefined) one.changes.push({ at: performance.now(), picture });
      one.last = picture;
    }
  };
  let stopped = false;
  const loop = () => {
    if (stopped) return;
    channel.port1.postMessage(0);
    requestAnimationFrame(loop);
  };
  loop();
  globalThis.pictures = { seen, stop: () => (stopped = true) };
};

/** Milliseconds that the main thread has computed, whatever else the machine does: its own time, not the clock's. */
async function threadClock(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
  };
}

/** Different pictures a second of each figure while `act` runs, and the time of the main thread for one of the first. */
export async function picturesWhile(page, labels, act) {
  await page.evaluate(watch, labels);
  await page.waitForTimeout(100);
  const worked = await threadClock(page);
  const [from, begun] = [await page.evaluate(() => performance.now()), await worked()];
  await act();
  const [to, done] = [await page.evaluate(() => performance.now()), await worked()];
  const seen = await page.evaluate(() => {
    globalThis.pictures.stop();
    return globalThis.pictures.seen.map(({ changes }) => changes);
  });
  const counts = seen.map((changes) => new Set(changes.filter(({ at }) => at >= from && at <= to).map(({ picture }) => picture)).size);
  return { perSecond: counts.map((count) => (1000 * count) / (to - from)), threadMs: (done - begun) / Math.max(1, counts[0]) };
}

/** Where the thumb of a slider stands at a fraction of its length. */
export async function alongSlider(page, name) {
  const slider = page.getByRole('slider', { name, exact: true });
  const box = await slider.boundingBox();
  return (fraction) => [box.x + 6 + (box.width - 12) * fraction, box.y + box.height / 2];
}

/** Drags the mouse through `moves` places, as fast as the page takes them in but at most 60 a second, and holds it there. */
export async function drag(page, placeAt, moves) {
  for (let k = 0; k <= moves; k += 1) {
    const began = performance.now();
    await page.mouse.move(...placeAt(k / moves));
    await page.waitForTimeout(Math.max(0, 16 - (performance.now() - began)));
  }
}

/** Milliseconds from a move of the pointer until a figure shows another picture, sorted; `moves` of them, 150 ms apart. */
export async function moveToPicture(page, label, placeAt, moves = 30) {
  await page.evaluate(watch, [label]);
  await page.evaluate(() => {
    globalThis.inputs = [];
    addEventListener('pointermove', ({ timeStamp }) => globalThis.inputs.push(timeStamp), { capture: true });
  });
  for (let k = 0; k < moves; k += 1) {
    await page.mouse.move(...placeAt(k / moves));
    await page.waitForTimeout(150);
  }
  return page.evaluate(() => {
    globalThis.pictures.stop();
    const { inputs, pictures } = globalThis;
    const { changes } = pictures.seen[0];
    return inputs
      .map((at, k) => changes.find((change) => change.at > at && change.at < (inputs[k + 1] ?? Infinity))?.at - at)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
  });
}

/** Milliseconds from now until Plotly's scene stands instead of the painter's. */
export const untilPlotly = (page, label) =>
  page.evaluate(async (name) => {
    const began = performance.now();
    const isShown = () => document.querySelector(`[aria-label="${name}"] .js-plotly-plot`)?.style.visibility === 'visible';
    while (!isShown()) await new Promise((done) => requestAnimationFrame(done));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now() - began;
  }, label);

/** Mean difference of two screenshots of the same size, as a fraction of the range of a channel. */
export const meanDifference = (page, shots) =>
  page.evaluate(
    async (images) => {
      const [a, b] = await Promise.all(
        images.map(async (data) => {
          const image = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))]));
          const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height).data;
        }),
      );
      return a.reduce((sum, v, k) => sum + Math.abs(v - b[k]), 0) / (255 * a.length * 0.75); // opacity is the same everywhere
    },
    shots.map((shot) => shot.toString('base64')),
  );

const linkTo = (document) => `#lab/${deflateRawSync(JSON.stringify({ smoothscape: 1, kind: 'surface', ...document })).toString('base64url')}`;

/** Documents under a moving hand, the slider that moves, and the figures that follow: the first is a scene that the camera turns. Ranges are locked, so that nothing settles on release. */
export const handDocuments = [
  { what: 'adversarial', document: surface(101), goals: ['≥ 25/s', '≤ 60 ms, at most 120 ms'] },
  { what: 'EntropySGD', document: surface(101, entropySgd), goals: ['≥ 20/s', '≤ 60 ms, at most 120 ms'] },
].map((one) => ({
  ...one,
  document: { ...one.document, view: { kind: 'both', range: [0, 6] } },
  figures: ['Loss surface', 'Contour of the loss', 'Cut through the loss', '.readouts table'],
}));
export const comparedDocument = {
  what: 'panes A–C',
  document: { ...surface(101), view: { range: [0, 6] }, panes: [{ attack: { norm: 'none' } }, { attack: { norm: 2 } }, { attack: { norm: 'inf' } }] },
  figures: ['Pane B', 'Pane C'],
  goals: ['≥ 10/s', ''],
};

/** What a hand sees of a document in the Lab: pictures a second and their delay while ε and the camera are dragged, and the picture at rest. */
export async function timeHand(page, url, { document, figures }) {
  const [scene] = figures;
  await page.goto('about:blank');
  await page.goto(url + linkTo(document));
  await page.getByTestId('badge').and(page.locator('.fine')).waitFor({ timeout: 120_000 });
  await untilPlotly(page, scene);
  const place = await alongSlider(page, 'ε radius');
  const between = (from, to) => (t) => place(from + t * (to - from));
  await page.mouse.move(...place(0.1));
  await page.mouse.down();
  await drag(page, between(0.1, 0.2), 20); // warms up
  const rates = await picturesWhile(page, figures, () => drag(page, between(0.2, 0.8), 150));
  const delays = await moveToPicture(page, scene, between(0.8, 0.3));
  await page.waitForTimeout(300);
  const element = page.getByRole('group', { name: scene });
  const held = await element.screenshot();
  await page.mouse.up();
  const rest = await untilPlotly(page, scene);
  await page.waitForTimeout(500);
  const difference = await meanDifference(page, [held, await element.screenshot()]);
  const box = await element.boundingBox();
  const turn = (t) => [box.x + box.width * (0.3 + 0.3 * t), box.y + box.height * (0.9 - 0.1 * t)];
  await page.mouse.move(...turn(0));
  await page.mouse.down();
  const camera = await picturesWhile(page, [scene], () => drag(page, turn, 120));
  await page.mouse.up();
  return { rates, delays: { median: median(delays), most: delays.at(-1), count: delays.length }, rest, difference, camera };
}
