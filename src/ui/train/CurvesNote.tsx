import { datasets, isDataset } from '../../experiment/trainTables';
import type { TrainingChoice } from '../../experiment/training';
import type { Shown } from '../../figures/trainCurves';
import { field, fixed } from '../controls/numbers';

/** Accuracy of guessing, in %; nothing where another number is drawn. */
export function chanceOf({ data }: TrainingChoice, shown: Shown): number | undefined {
  const classes = isDataset(data.source) ? datasets[data.source].classes.length : 0;
  return shown === 'trainLoss' || shown === 'lr' || classes === 0 ? undefined : 100 / classes;
}

/** What the curves count, in plain words, and why the numbers are no higher. */
export function CurvesNote({ choice, shown }: { readonly choice: TrainingChoice; readonly shown: Shown }) {
  const { data, attack, evaluate, epochs } = choice;
  const chance = chanceOf(choice, shown);
  const small =
    data.train * epochs >= 1e6
      ? ''
      : `Small on purpose, our setting: ${fixed(data.train, 0)} images, ${epochs} epochs. The paper: 50,000 images, 200 epochs, ResNet-18, all far beyond a page.`;
  const guessing = chance === undefined ? '' : `Guessing gives ${field(chance, 0)} % (dotted).`;
  const radius = `${field(Number((attack.epsilon * 255).toFixed(3)), 0)}/255`;
  const moved = attack.norm === 2 ? `changed the image by a length of ${radius}` : `changed every pixel by up to ${radius}`;
  const words: Partial<Record<Shown, string>> = {
    testRobust: `Robust: the share of images that are still recognised after an attack (PGD-${evaluate.steps}) has ${moved}. ${guessing} ${small}`,
    testClean: `Clean: the share of images that are recognised as they are. ${guessing} ${small}`,
    trainLoss:
      'What training minimises, on the batches as they come; for AT and TRADES under the attack. Lower on training images need not be better on others.',
    lr: 'η of the outer step: multiplied by the factor of the schedule at each milestone.',
  };
  return <p className="caption train-note">{words[shown]}</p>;
}
