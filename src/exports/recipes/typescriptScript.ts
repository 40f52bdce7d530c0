import type { ModelChoice, NormChoice, SmoothingChoice, SurfaceDocument } from '../../documents/surfaceDocument';
import { attacks } from '../../math/attack/solvers';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { computedBy, samplesOf } from './samples';

const member = (table: string, name: string): string => (/^[a-z]\w*$/i.test(name) ? `${table}.${name}` : `${table}[${JSON.stringify(name)}]`);
const activationText = (model: ModelChoice): string =>
  typeof model === 'string' ? member('activations', model) : `formulaActivation(${JSON.stringify(model.formula)})`;
const normText = (norm: NormChoice): string => `normOf(${norm === 'inf' || norm === 'none' ? 'Infinity' : norm})`;

function smoothingText(choice: SmoothingChoice): string {
  const { kind, ...values } = choice;
  if (choice.kind === 'none') return `{ kind: 'none' }`;
  if (choice.kind === 'worst-case') return `{ kind: 'ball', radius: ${choice.radius}, norm: ${normText(choice.norm)} }`;
  return `{ kind: 'integral', integral: ${member('smoothings', kind)}.integral(${JSON.stringify(values)}) }`;
}

/** The names of `smoothscape/math` that a script uses. */
const names = [
  'activations',
  'attacks',
  'formulaActivation',
  'linspace',
  'normOf',
  'type ProblemSetting',
  'smoothedSurface',
  'smoothings',
  'type SmoothingTask',
  'surfaceProblem',
  'surfaceValues',
] as const;

/** The TypeScript file that computes the surface of `document`, which has no panes, with `smoothscape/math`, and compares the numbers of `result`. */
export function typescriptScript({ model, points, attack, smoothing, grid, seed }: SurfaceDocument, result: SurfaceResult): string {
  const none = attack.norm === 'none';
  const epsilon = none ? 0 : attack.epsilon;
  const values = {
    steps: attack.steps ?? attacks.pgd.specs.steps.default,
    stepSize: attack.stepSize ?? epsilon / 25,
    restarts: attack.restarts ?? 1,
  };
  const body = `
const grid = { theta1: ${JSON.stringify(grid.theta1)}, theta2: ${JSON.stringify(grid.theta2)} } as const;
const setting: ProblemSetting = {
  activation: ${activationText(model)},
  points: [
${points.map(({ x, y }) => `    { x: [${x.join(', ')}], y: ${y} },\n`).join('')}  ],
  norm: ${normText(attack.norm)},
  epsilon: ${epsilon},
  attack: attacks.${none ? 'none' : attack.solver},
  values: ${JSON.stringify(values)},
  seed: ${seed},
};
const smoothed: SmoothingTask = ${smoothingText(smoothing)};
const surface = smoothedSurface(surfaceProblem(setting, grid, smoothed), smoothed);
export const theta1 = linspace(...grid.theta1, ${grid.n});
export const theta2 = linspace(...grid.theta2, ${grid.n});
/** The loss at (theta1[j], theta2[i]) is loss[${grid.n} * i + j]. */
export const loss = surfaceValues(surface, theta1, theta2);

// Numbers of the page at some nodes: j, i, loss. ${computedBy(result)}.
const samples = [
${samplesOf(result)
  .map(({ column, row, loss }) => `  [${column}, ${row}, ${loss}],\n`)
  .join('')}] as const;
const differences = samples.map(([j, i, page]) => Math.abs(loss[${grid.n} * i + j]! - page) / Math.max(1, Math.abs(page)));
console.log(\`Largest difference at \${samples.length} nodes, relative to max(1, |loss|): \${Math.max(...differences)}\`);
`;
  const used = names.filter((name) => new RegExp(`\\b${name.replace('type ', '')}\\b`).test(body));
  return `// A surface of Smoothscape in float64, by the mathematics of the page: npm install smoothscape-${__VERSION__}.tgz
import {
${used.map((name) => `  ${name},\n`).join('')}} from 'smoothscape/math';
${body}`;
}
