import { articleSpecs } from '../documents/article/articleFigures';
import {
  choiceField,
  defaultField,
  type FieldReader,
  numberField,
  numberFields,
  optionalField,
  optionalFields,
  pairField,
  type Raw,
  readChoice,
  readList,
  readNumber,
  readRecord,
  startValidation,
  type Validation,
} from '../documents/fieldReaders';
import { MAX_LESSON_STEPS } from '../documents/lessons/lesson';
import { difference, plain } from '../documents/panes';
import { type LandscapeDocument, landscapeSpecs } from '../documents/landscapeDocument';
import { paperPageIds } from '../documents/paperPages';
import { coordinateSpec, eyeField, methodNames, raceSpecs } from '../documents/parseView';
import { parseLandscape } from '../documents/parseLandscape';
import { MAX_PANES, MAX_POINTS } from '../documents/surfaceSpecs';
import type { MapName } from '../math/analysis/curvatureMaps';
import type { Pair } from '../math/core/types';
import { theoremNames } from '../math/theory/catalogue';
import type { Verdict } from '../math/theory/types';
import type { BackendChoice } from '../worker/rpc/backendNames';
import { comparisonNames } from './runs/landscapeSubjects';

const backends = ['auto', 'webgpu', 'webgl', 'wasm', 'float64'] as const satisfies readonly BackendChoice[];
const mapNames = ['gradient-norm', 'largest-eigenvalue', 'smallest-eigenvalue', 'lipschitz-ratio'] as const satisfies readonly MapName[];
const verdicts = ['broken', 'confirmed', 'breaks-outside', 'corrected', 'does-not-apply'] as const satisfies readonly Verdict[];

const placeField = (count: number): FieldReader<number> => numberField({ allowed: { min: 0, max: count - 1 }, integer: true, default: 0 });

const linkedFields = { camera: choiceField([true, false], true), range: choiceField([true, false], true), cursor: choiceField([true, false], true) };
const readLinked = (validation: Validation, raw: unknown, key: string) => readRecord(validation, raw, key, linkedFields);

const eyesFields = optionalFields(Object.fromEntries(Array.from({ length: MAX_PANES }, (_, pane) => [String(pane), eyeField])));
const readEyes = (validation: Validation, raw: unknown, key: string) => readRecord(validation, raw, key, eyesFields);

const finiteNumber = { allowed: { min: -1e12, max: 1e12 }, default: 0 };
const readEnds: FieldReader<Pair> = (validation, raw, key) => {
  const [from, to] = readList(validation, raw, key, [2, 2], 'numbers');
  return [readNumber(validation, from, `${key}[0]`, finiteNumber), readNumber(validation, to, `${key}[1]`, finiteNumber)];
};

const MAX_NAME_LENGTH = 80;
const nameField: FieldReader<string> = (validation, raw, key) => {
  if (typeof raw === 'string' && raw.length <= MAX_NAME_LENGTH) return raw;
  validation.reject(key, `is not a text of at most ${MAX_NAME_LENGTH} characters`);
  return '';
};

const sweepFields = {
  number: defaultField(nameField, 'epsilon'),
  ends: optionalField(readEnds),
  position: numberField({ allowed: { min: 0, max: 1 }, default: 0 }),
};
const readSweep = (validation: Validation, raw: unknown, key: string) => readRecord(validation, raw, key, sweepFields);

/** Number of test images to choose from, and the most that are attacked at once. */
export const OFFERED_IMAGES = 60;
export const MAX_IMAGES = 9;
const readImages: FieldReader<readonly number[]> = (validation, raw, key) =>
  readList(validation, raw, key, [1, MAX_IMAGES], 'images').map((item, i) => placeField(OFFERED_IMAGES)(validation, item, `${key}[${i}]`));

/** Weights that are kept in the readout's table, at most. */
export const MAX_PROBES = 12;
const readProbes: FieldReader<readonly Pair[]> = (validation, raw, key) =>
  readList(validation, raw, key, [0, MAX_PROBES], 'weights').map((item, i) => pairField(coordinateSpec)(validation, item, `${key}[${i}]`));

/** A landscape document; its errors have its keys. */
const readLandscape: FieldReader<LandscapeDocument | undefined> = (validation, raw, key) => {
  const parsed = parseLandscape(raw);
  if (parsed.ok) return parsed.document;
  parsed.problems.forEach((problem) => validation.reject(`${key}.${problem.key}`, problem.message));
  return undefined;
};

const ballFields = { norm: choiceField(['inf', 2], 'inf'), epsilon: numberField({ allowed: { min: 0, max: 100 }, default: 0 }) };
const readBall = (validation: Validation, raw: unknown, key: string) => readRecord(validation, raw, key, ballFields);

const lessonFields = { name: defaultField(nameField, ''), step: placeField(MAX_LESSON_STEPS) };
const readLesson = (validation: Validation, raw: unknown, key: string) => readRecord(validation, raw, key, lessonFields);

const articleFields = numberFields(articleSpecs);
const readArticle = (validation: Validation, raw: unknown, key: string) => readRecord(validation, raw, key, articleFields);

const choiceFields = {
  /** Gallery: the page of the paper that is open, and whose runs it shows where there are both; the visitor's own unless said. */
  paper: optionalField(choiceField(paperPageIds, 'figure-3')),
  origin: optionalField(choiceField(['own', 'shipped'], 'own')),
  /** What computes the surfaces, and what trains. */
  backend: choiceField(backends, 'auto'),
  trainingBackend: choiceField(backends.slice(0, 4), 'auto'),
  /** Which pane of a comparison the panel edits, and what all panes have in common. */
  pane: placeField(MAX_PANES),
  linked: readLinked,
  /** Cameras of panes that are not linked; a pane without one has the standard camera. */
  eyes: optionalField(readEyes),
  /** Weights whose losses and gradients stand in a table. */
  probes: defaultField<readonly Pair[]>(readProbes, []),
  /** The weight along which the cut runs. */
  along: choiceField(['theta1', 'theta2'], 'theta2'),
  /** Figure and group of knobs that the Lab shows on a phone. */
  phoneFigure: choiceField(['surface', 'contour', 'input', 'cut'], 'surface'),
  phoneKnobs: choiceField(['attack', 'smoothing', 'model', 'points', 'plane'], 'attack'),
  /** The data point that keys act on, and the one whose attack is drawn in input space. */
  point: placeField(MAX_POINTS),
  inputPoint: placeField(MAX_POINTS),
  /** Race: the step shown, the speed of its replay, the method whose knobs are shown, the figure under the paths, the sweep. */
  step: numberField({ allowed: { min: 0, max: raceSpecs.steps.allowed.max }, default: 64 }), // a fraction while it is replayed
  speed: choiceField([0.25, 1, 4, 16], 1),
  method: choiceField(methodNames, 'entropy-sgd'),
  paths: choiceField(['surface', 'contour'], 'contour'),
  sweep: readSweep,
  /** Theory: the card whose pair is shown, which cards, what stands beside them, and on a phone which of the three. */
  statement: choiceField(theoremNames, 'lemma-3'),
  filter: choiceField(['all', ...verdicts], 'all'),
  beside: choiceField(['pair', 'maps'], 'pair'),
  side: optionalField<'inside' | 'outside'>((validation, raw, key) => readChoice(validation, raw, key, ['inside', 'outside'], 'inside')),
  map: choiceField(mapNames, 'gradient-norm'),
  theoryPart: choiceField(['statements', 'pair', 'knobs'], 'statements'),
  /** Training: what the curves show, and the run, images and ball of the pane of attacked images. */
  curve: choiceField(['testRobust', 'testClean', 'trainLoss', 'lr'], 'testRobust'),
  run: optionalField(nameField),
  images: defaultField<readonly number[]>(readImages, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
  ball: optionalField(readBall),
  /** Learn: the lesson that is followed, and its step. */
  lesson: optionalField(readLesson),
  /** Read: the knobs of the article's figures. */
  article: readArticle,
  /** The landscape of a trained network; until it is changed, that of the newest weights. */
  landscape: optionalField(readLandscape),
  /** What its figure compares, and the figure of each pane. */
  landscapeComparison: choiceField(comparisonNames, 'none'),
  landscapeFigure: choiceField(['surface', 'contour'], 'surface'),
  /** Radius of the balls of its flatness. */
  landscapeRadius: numberField(landscapeSpecs.radius),
} as const;

/** What is chosen on the page beside the documents; the state and the address hold it under these names. */
export type PageChoices = { readonly [K in keyof typeof choiceFields]: ReturnType<(typeof choiceFields)[K]> };

const keys = Object.keys(choiceFields) as readonly (keyof PageChoices)[];
const undefinedChoices = Object.fromEntries(keys.map((key) => [key, undefined]));

/** The choices of an address; a missing one takes its default. */
export const readChoices = (validation: Validation, raw: unknown): PageChoices =>
  ({ ...undefinedChoices, ...readRecord(validation, raw, 'page', choiceFields) }) as unknown as PageChoices;

export const choiceDefaults: PageChoices = readChoices(startValidation(), undefined);

/** The choices that differ from their defaults; nothing where none does. */
export function trimChoices(choices: PageChoices): Raw | undefined {
  const chosen = Object.fromEntries(keys.map((key) => [key, choices[key]]));
  const differs = difference(chosen, plain(choiceDefaults));
  return Object.keys(differs).length > 0 ? differs : undefined;
}
