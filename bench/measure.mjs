import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const square = { theta1: [-3, 3], theta2: [-3, 3] };
/** One point, L_inf, exact: the document of Figure 2(c), with or without EntropySGD. */
export const surface = (n, smoothing = { kind: 'none' }) => ({
  model: 'linear',
  points: [{ x: [1, 1], y: 1 }],
  attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' },
  smoothing,
  grid: { ...square, n },
  seed: 1,
});
export const entropySgd = { kind: 'entropy-sgd', gamma: 1, normalised: true };

/** Medians over `runs` surfaces that differ in the last digits of ε: computing as the worker reports it, and the round trip seen by the page. */
export async function timeSurface(page, backend, choice, runs = 15) {
  return page.evaluate(
    async ({ backend, choice, runs }) => {
      const rows = [];
      for (let i = 0; i <= runs; i += 1) {
        const surface = { ...choice, attack: { ...choice.attack, epsilon: choice.attack.epsilon + i * 1e-9 } };
        const began = performance.now();
        const { report } = await globalThis.smoothscape.run('surface', { surface, backend, gradient: false });
        rows.push({ ms: report.ms, trip: performance.now() - began, ran: report.backend, difference: report.difference, adapter: report.adapter });
      }
      return rows.slice(1); // the first one compiles
    },
    { backend, choice, runs },
  );
}

/** Median milliseconds until the page has a map over the plane of weights, over `runs` surfaces that differ in the last digits of ε. */
export async function timeMap(page, name, choice, runs = 5) {
  const trips = await page.evaluate(
    async ({ name, choice, runs }) => {
      const trips = [];
      for (let i = 0; i <= runs; i += 1) {
        const surface = { ...choice, attack: { ...choice.attack, epsilon: choice.attack.epsilon + i * 1e-9 } };
        const began = performance.now();
        await globalThis.smoothscape.run('map', { surface, name });
        trips.push(performance.now() - began);
      }
      return trips.slice(1);
    },
    { name, choice, runs },
  );
  return median(trips);
}

/** Milliseconds from a pointer's move over the contour to the change of the readout, sorted; `moves` of them, 120 ms apart. */
export async function pointerToReadout(page, moves = 40) {
  const box = await page.getByRole('group', { name: 'Contour of the loss' }).boundingBox();
  await page.evaluate(() => {
    globalThis.delays = [];
    let moved;
    addEventListener('pointermove', (event) => (moved = event.timeStamp), { capture: true });
    const onChange = () => {
      if (moved !== undefined) globalThis.delays.push(performance.now() - moved);
      moved = undefined;
    };
    new MutationObserver(onChange).observe(document.querySelector('.readouts table'), { subtree: true, childList: true, characterData: true });
  });
  for (let i = 0; i < moves; i += 1) {
    await page.mouse.move(box.x + box.width * (0.3 + 0.01 * i), box.y + box.height * (0.35 + 0.4 * ((i * 7) % 10) * 0.1));
    await page.waitForTimeout(120);
  }
  return page.evaluate(() => [...globalThis.delays].sort((a, b) => a - b));
}

/** True once some 2-D canvas of the page shows a picture in its middle. Runs in the page. */
export const thumbnailDrawn = () =>
  [...document.querySelectorAll('main canvas')].some((canvas) => {
    const painter = canvas.width > 0 ? canvas.getContext('2d') : null;
    return painter !== null && painter.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data[3] > 0;
  });

/** True once the Lab's surface, which is opaque, stands in the middle of its figure. Runs in the page. */
export const surfaceDrawn = () => {
  const small = new OffscreenCanvas(41, 41).getContext('2d');
  return [...document.querySelectorAll('[aria-label="Loss surface"] canvas')].some((canvas) => {
    if (canvas.width === 0 || getComputedStyle(canvas).visibility === 'hidden') return false;
    small.clearRect(0, 0, 41, 41);
    small.drawImage(canvas, 0, 0, 41, 41);
    return small.getImageData(20, 20, 1, 1).data[3] === 255;
  });
};

/** True once Plotly's figure of the Lab's surface stands. Runs in the page. */
export const plotDrawn = () => document.querySelector('[aria-label="Loss surface"] .js-plotly-plot')?.style.visibility === 'visible';

/** Live bytes on the heap of the page and of its worker, after a collection. */
export async function openHeaps(cdp) {
  const opened = new Promise((resolve) => cdp.once('Target.attachedToTarget', ({ sessionId }) => resolve(sessionId)));
  await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await opened;
  let count = 0;
  const ask = (method) =>
    new Promise((resolve) => {
      const id = (count += 1);
      const onMessage = ({ message }) => {
        const answer = JSON.parse(message);
        if (answer.id !== id) return;
        cdp.off('Target.receivedMessageFromTarget', onMessage);
        resolve(answer.result);
      };
      cdp.on('Target.receivedMessageFromTarget', onMessage);
      void cdp.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    });
  return async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    await ask('HeapProfiler.collectGarbage');
    const [page, worker] = [await cdp.send('Runtime.getHeapUsage'), await ask('Runtime.getHeapUsage')];
    return { page: page.usedSize, worker: worker.usedSize };
  };
}

/** Opens `url` in an empty profile; ms to the first drawn surface, and the scripts that came until then. */
export async function coldLoad(browser, url, drawn) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const bodies = [];
  page.on('response', (response) => {
    if (/\.(js|wasm|css)$/.test(new URL(response.url()).pathname)) bodies.push(response.body().then((body) => ({ name: response.url(), body })));
  });
  const began = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(drawn, undefined, { polling: 'raf', timeout: 120_000 });
  const ms = performance.now() - began;
  const weigh = async (kind) =>
    (await Promise.all(bodies)).filter(({ name }) => name.endsWith(kind)).reduce((sum, { body }) => sum + gzipSync(body, { level: 9 }).length, 0);
  const weights = { js: await weigh('.js'), wasm: await weigh('.wasm'), css: await weigh('.css') };
  await context.close();
  return { ms, ...weights };
}

/** Milliseconds outside Plotly in the longest unbroken stretch of script, from a CPU profile with samples every 0.2 ms. */
export function longestOfOurs({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) for (const child of node.children ?? []) byId.get(child).parent = node.id;
  const kind = (id) => {
    const name = byId.get(id)?.callFrame.functionName;
    if (name === '(idle)' || name === '(program)') return 'rest';
    for (let at = id; at !== undefined; at = byId.get(at)?.parent) if (/plotly/i.test(byId.get(at)?.callFrame.url ?? '')) return 'plotly';
    return 'ours';
  };
  let [longest, longestAll, ours, all, before] = [0, 0, 0, 0, 'ours'];
  samples.forEach((id, i) => {
    const collecting = byId.get(id)?.callFrame.functionName === '(garbage collector)';
    const is = collecting ? before : kind(id); // whoever ran before it made the garbage
    before = is === 'rest' ? before : is;
    if (is === 'rest') [ours, all] = [0, 0];
    else {
      all += timeDeltas[i] / 1000;
      if (is === 'ours') ours += timeDeltas[i] / 1000;
    }
    longest = Math.max(longest, ours);
    longestAll = Math.max(longestAll, all);
  });
  return { ours: longest, all: longestAll };
}

/** Seconds a point of scipy.integrate.dblquad, where Python has SciPy. */
export function dblquad(root) {
  const done = spawnSync('python3', ['bench/dblquad.py'], { cwd: root, encoding: 'utf8', timeout: 300_000 });
  return done.status === 0 ? JSON.parse(done.stdout) : undefined;
}

/** Seven methods and a second EntropySGD with γ = 4, 2000 steps each, on `points`: ms as the worker reports them, a new surface each time. */
export async function timeRace(page, points, runs = 5) {
  const names = ['sgd', 'momentum', 'adam', 'sam', 'awp', 'entropy-sgd', 'entropy-sgd-2'];
  const racers = [...names.map((name) => ({ name, values: {} })), { name: 'entropy-sgd', values: { gamma: 4 } }];
  const base = { ...surface(101), points, attack: { norm: 'inf', epsilon: 0.2, solver: 'exact' } };
  return page.evaluate(
    async ({ base, racers, runs }) => {
      const times = [];
      for (let i = 0; i <= runs; i += 1) {
        const own = { ...base, attack: { ...base.attack, epsilon: base.attack.epsilon + i * 1e-9 } };
        const { ms } = await globalThis.smoothscape.run('race', { surface: own, racers, start: [-2.4, 2.3], steps: 2000, seed: 1 });
        times.push(ms);
      }
      return times.slice(1); // the first one compiles
    },
    { base, racers, runs },
  );
}

/** Points on two interleaved spirals: what 200 points cost. */
export const spirals = (count) =>
  Array.from({ length: count }, (_, k) => {
    const [turn, y] = [(k / count) * 3 * Math.PI, k % 2 ? 1 : -1];
    return { x: [y * (0.2 + turn / 6) * Math.cos(turn), y * (0.2 + turn / 6) * Math.sin(turn)], y };
  });
