import type { Net } from '../types';
import { preactResnet18 } from './preactResnet18';
import { resnet8 } from './resnet8';
import { smallCnn } from './smallCnn';
import { smallCnnBn } from './smallCnnBn';
import { wrn34 } from './wrn34';

/** Every network, by its name in documents. */
export const nets = {
  'small-cnn': smallCnn,
  'small-cnn-bn': smallCnnBn,
  'resnet-8': resnet8,
  'preact-resnet-18': preactResnet18,
  'wrn-34-10': wrn34,
} satisfies Record<string, Net>;
