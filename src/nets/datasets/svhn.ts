import { absence, keptInfo, loadKept } from './kept';
import type { DatasetRow } from './kinds';

const label = 'SVHN';
const files = ['train_32x32.mat', 'test_32x32.mat'];
const classes = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const svhn: DatasetRow = {
  label,
  note: 'House numbers photographed from the street, one digit in the middle of 32×32 pixels, from your own copy of the two files: read and kept in this browser, never uploaded.',
  cite: {
    text: 'Yuval Netzer, Tao Wang, Adam Coates, Alessandro Bissacco, Bo Wu and Andrew Y. Ng: Reading Digits in Natural Images with Unsupervised Feature Learning, NIPS Workshop on Deep Learning and Unsupervised Feature Learning, 2011',
    url: 'http://ufldl.stanford.edu/housenumbers',
  },
  generated: false,
  counts: { train: 73_257, test: 26_032 },
  classes,
  files,
  load: async (doors, counts, progress) => {
    const info = await keptInfo(doors, 'svhn');
    if (!info) throw await absence(doors, 'svhn', label, files);
    return loadKept(doors, info, { label, classes }, counts, progress);
  },
};
