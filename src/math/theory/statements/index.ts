import type { Theorem } from '../types';
import { equation5, equation6, equation7 } from './assumption1';
import type { TheoremName } from '../catalogue';
import { definition2 } from './definition2';
import { equation4 } from './equation4';
import { lemma1 } from './lemma1';
import { lemma2, lemma2Sharper } from './lemma2';
import { lemma3 } from './lemma3';
import { lemma4 } from './lemma4';
import { lemma5 } from './lemma5';
import { equation8, proposition1 } from './proposition1';
import { theorem1, theorem1Explicit } from './theorem1';
import { theorem2, theorem2Explicit } from './theorem2';
import { theorem3, theorem3b, theorem3c, theorem3d } from './theorem3';

/** The check of every statement of the catalogue; a missing or superfluous one is a type error. */
export const theorems: Readonly<Record<TheoremName, Theorem>> = {
  'equation-4': equation4,
  'equation-5': equation5,
  'equation-6': equation6,
  'equation-7': equation7,
  'equation-8': equation8,
  'proposition-1': proposition1,
  'lemma-1': lemma1,
  'lemma-2': lemma2,
  'lemma-2-sharper': lemma2Sharper,
  'theorem-1': theorem1,
  'theorem-1-explicit': theorem1Explicit,
  'lemma-3': lemma3,
  'theorem-2': theorem2,
  'theorem-2-explicit': theorem2Explicit,
  'lemma-4': lemma4,
  'lemma-5': lemma5,
  'theorem-3': theorem3,
  'theorem-3-b': theorem3b,
  'theorem-3-c': theorem3c,
  'theorem-3-d': theorem3d,
  'definition-2': definition2,
};
