import { krizhevsky } from './cifar10';
import { absence, keptInfo, loadKept } from './kept';
import type { DatasetRow } from './kinds';

const label = 'CIFAR-100';
const files = ['cifar-100-binary.tar.gz'];

/** The fine labels, in the order of the official archive's fine_label_names.txt. */
const classes = `apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle
  chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard
  lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear
  pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake
  spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree
  wolf woman worm`
  .split(/\s+/)
  .map((name) => name.replace('_', ' '));

export const cifar100: DatasetRow = {
  label,
  note: 'Photographs of 32×32 pixels in 100 classes (the fine labels), from your own copy of the archive: read and kept in this browser, never uploaded.',
  cite: krizhevsky,
  generated: false,
  counts: { train: 50_000, test: 10_000 },
  classes,
  files,
  load: async (doors, counts, progress) => {
    const info = await keptInfo(doors, 'cifar100');
    if (!info) throw await absence(doors, 'cifar100', label, files);
    return loadKept(doors, info, { label, classes }, counts, progress);
  },
};
