import type { Net } from '../kinds';
import { smallCnn } from './smallCnn';
import { smallCnnBn } from './smallCnnBn';

/** Every network, by the name it has in documents. */
export const nets = {
  'small-cnn': smallCnn,
  'small-cnn-bn': smallCnnBn,
} satisfies Record<string, Net>;
export type NetName = keyof typeof nets;
