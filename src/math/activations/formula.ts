import { formatValue } from '../core/paramSpec';
import type { Activation } from '../core/types';
import { type Discontinuity, domainCheck, nearestDiscontinuities } from './continuity';
import { type CriticalPoints, type EnclosedFunction, findCriticalPoints, slopeBound } from './criticalPoints';
import { call, compile, constant, type Expr, type OperationName, operations, subexpressions, variable } from './expression';
import { intervalJets } from './intervalJets';
import { pointDerivatives } from './pointJets';
import {
  create,
  isConstantNode,
  isFunctionNode,
  isOperatorNode,
  isParenthesisNode,
  isSymbolNode,
  type MathNode,
  parseDependencies,
} from 'mathjs/number';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻';
const plainDigits = '0123456789+-';

/** Notations of formulas beside the parser's own, and what they stand for there, in order. */
const rewritings: readonly (readonly [RegExp, string | ((...matched: string[]) => string)])[] = [
  [/[−–—‐‑﹣－]/g, '-'],
  [/[×·⋅∙∗•]/g, '*'],
  [/[÷∕⁄]/g, '/'],
  [/[\u00a0\u2000-\u200b\u202f\u205f\u3000]/g, ' '],
  [/\*\*/g, '^'],
  [/\.([*/^])/g, '$1'],
  [new RegExp(`[${superscripts}]+`, 'g'), (run) => `^(${Array.from(run, (sign) => plainDigits[superscripts.indexOf(sign)]).join('')})`],
  [/π/g, ' pi '],
  [/τ/g, ' tau '],
  [/√\s*\(/g, ' sqrt('],
  [/√\s*(\d+\.?\d*|\.\d+|z|pi|tau|e)/gi, ' sqrt($1)'],
  [/(?<![a-z_])(z|pi|tau|e)(?=\s*\()/gi, '($1)'], // a product, no call of a function
];

/** A formula in the parser's notation: −, ·, ×, **, z², π, √z and |z| are understood, and z(1 − z) is a product. */
function plainNotation(text: string): string {
  let plain = text;
  for (const [pattern, replacement] of rewritings) plain = plain.replace(pattern, replacement as string);
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/\|([^|]+)\|/g, ' (abs($1)) ');
  }
  return plain;
}

/** What to write instead, for the commonest reasons why a text is no formula; '' where none of them is seen. */
function notationAdvice(text: string): string {
  if (/\d,\d/.test(text)) return '; a decimal has a point, as in 0.5';
  if (text.includes('|')) return '; write abs(z) for |z|';
  if (/[[\]{}]/.test(text)) return '; brackets are round';
  return '';
}

const { parse } = create({ ...parseDependencies });

/** Macros: functions that are replaced by their definitions; a and b are the arguments. */
const macros: Readonly<Record<string, string>> = {
  sigmoid: '(1 + tanh(a / 2)) / 2',
  swish: 'a * (1 + tanh(a / 2)) / 2',
  softplus: 'log(1 + exp(-abs(a))) + (a + abs(a)) / 2',
  relu: '(a + abs(a)) / 2',
  sec: '1 / cos(a)',
  sech: '1 / cosh(a)',
  square: 'a ^ 2',
  max: '(a + b + abs(a - b)) / 2',
  min: '(a + b - abs(a - b)) / 2',
};
/** Macros of two arguments that take more: max(a, b, c) = max(max(a, b), c). */
const associative: ReadonlySet<string> = new Set(['max', 'min']);
/** Other names of the same functions. */
const synonyms: Readonly<Record<string, string>> = { ln: 'log', arctan: 'atan', tg: 'tan', arsinh: 'asinh', arcsinh: 'asinh', silu: 'swish' };
const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };
const MAX_LENGTH = 200;

const entryOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);
const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);
const isFunction = (name: string): boolean => isOperation(name) || Object.hasOwn(macros, name);
const argumentCount = (name: string): number => (isOperation(name) ? operations[name].length : /\bb\b/.test(entryOf(macros, name) ?? '') ? 2 : 1);

/** What symbols stand for: z in a formula, a and b in a macro. */
type Scope = Readonly<Record<string, Expr>>;

/** Parses a formula in z. Throws one sentence on anything but numbers, z and the functions above, and says what to write instead. */
export function parseFormula(text: string): Expr {
  if (text.length > MAX_LENGTH) throw new Error(`a formula may have ${MAX_LENGTH} characters; this one has ${text.length}`);
  let tree: MathNode;
  try {
    tree = parse(plainNotation(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/ \(char \d+\)$/, '') : String(error); // a place in the rewritten text
    throw new Error(`${formatValue(text)} is not a formula: ${reason}${notationAdvice(text)}`);
  }
  if (isConstantNode(tree) && tree.value === undefined) throw new Error('the formula is empty; write one in z, such as z^3/(1+z^2)');
  return convert(tree, { z: variable }, text);
}

/** The expression of a syntax tree. A macro takes its arguments as they are, so that nesting adds to its size and does not multiply it. */
function convert(node: MathNode, scope: Scope, text: string): Expr {
  const reject = (what: string, instead = allowed): never => {
    throw new Error(`${what} is not allowed in ${formatValue(text)}: ${instead}`);
  };
  if (isParenthesisNode(node)) return convert(node.content, scope, text);
  if (isConstantNode(node))
    return typeof node.value === 'number' && Number.isFinite(node.value) ? constant(node.value) : reject(`"${String(node.value)}"`);
  if (isSymbolNode(node)) {
    const name = node.name.toLowerCase();
    const value = entryOf(constants, name);
    if (isFunction(entryOf(synonyms, name) ?? name))
      return reject(`"${node.name}" without parentheses`, `write ${exampleOf(name)}${powerAdvice(name)}`);
    return entryOf(scope, name) ?? (value === undefined ? reject(`"${node.name}"`, `the variable is z, and ${allowed}`) : constant(value));
  }
  if (isFunctionNode(node) && !isSymbolNode(node.fn)) return reject('a dot or an index'); // its name is that of the property: z.tanh(3)
  if (!isOperatorNode(node) && !isFunctionNode(node)) return reject(describe(node.type), node.type.includes('Assignment') ? RIGHT_SIDE : allowed);
  const given = isOperatorNode(node) ? node.op : node.fn.name;
  const name = isOperatorNode(node) ? node.fn : (entryOf(synonyms, given.toLowerCase()) ?? given.toLowerCase());
  if (name !== 'unaryPlus' && !isFunction(name)) return reject(`"${given}"`);
  const args = node.args.map((argument) => convert(argument, scope, text));
  const [first, ...more] = args;
  if (name === 'unaryPlus' && first) return first;
  if (first && associative.has(name) && more.length > 0) return more.reduce((a, b) => expansion(name, { a, b }), first);
  if (args.length !== argumentCount(name)) return reject(`"${given}" with ${args.length} arguments`, `write ${exampleOf(name)}`);
  if (isOperation(name)) return call(name, ...args);
  return expansion(name, { a: first!, ...(more[0] && { b: more[0] }) });
}

const expansion = (macro: string, scope: Scope): Expr => convert(parse(macros[macro]!), scope, macros[macro]!);

/** "sin(z)", "max(z, 0)". */
const exampleOf = (name: string): string =>
  `${name}(z${argumentCount(entryOf(synonyms, name) ?? name) === 2 ? `, ${associative.has(name) ? 0 : 1}` : ''})`;
const powerAdvice = (name: string): string => (associative.has(name) ? '' : `, and ${exampleOf(name)}^2 for its square`);

const functions = [...Object.keys(operations).slice(6), ...Object.keys(macros)].join(', ');
const allowed = `a formula consists of numbers, z, ${Object.keys(constants).join(', ')}, + − * / ^ ( ) and ${functions}, each with parentheses`;
const RIGHT_SIDE = 'write only what stands at the right of =';
/** Names of the syntax that formulas exclude, for error messages. */
const excludedSyntax: Readonly<Record<string, string>> = {
  Accessor: 'a dot or an index',
  Array: 'a list',
  Assignment: 'an assignment',
  Block: 'a second formula',
  Conditional: 'a condition',
  FunctionAssignment: 'a function definition',
  Index: 'an index',
  Object: 'an object',
  Range: 'a range',
  Relational: 'a chain of comparisons',
};
const describe = (type: string): string => excludedSyntax[type.replace(/Node$/, '')] ?? 'this kind of expression';

/** A parsed formula with its derivatives, discontinuities and critical points. */
interface ParsedFormula extends EnclosedFunction {
  readonly ddf: (z: number) => number;
  /** Of [−reach, reach] or a larger interval, those nearest to 0. Throws one sentence. */
  discontinuities(reach: number): readonly Discontinuity[];
  /** The critical points of [−reach, reach] or a larger interval, up to the nearest discontinuities. Throws one sentence. */
  criticalPoints(reach: number): CriticalPoints;
}

/** Cache of the last formulas: a slider's every move asks for them again. */
const cache = new Map<string, ParsedFormula>();
const MAX_CACHED = 8;

function parsed(text: string): ParsedFormula {
  const cached = cache.get(text);
  if (cached) return cached;
  const tree = parseFormula(text);
  const jetOf = intervalJets();
  const f = compile(tree);
  const { df, ddf } = pointDerivatives(tree, f);
  const size = subexpressions(tree).size;
  const enclosed = { f, df, ddf, enclosure: jetOf(tree), isContinuous: domainCheck(tree, jetOf), size };
  const discontinuities = byReach(text, (reach) => nearestDiscontinuities(enclosed, reach));
  const criticalPoints = byReach(text, (reach) => {
    const edges = discontinuities(reach).map(({ z }) => z);
    return findCriticalPoints(enclosed, [Math.max(-reach, ...edges.filter((z) => z <= 0)), Math.min(reach, ...edges.filter((z) => z >= 0))]);
  });
  const formula = { ...enclosed, discontinuities, criticalPoints };
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(text, formula);
  return formula;
}

/** The results of a search over [−reach, reach], for reach rounded up to a power of two; its errors begin with the formula's text. */
function byReach<T>(text: string, search: (reach: number) => T): (reach: number) => T {
  const results = new Map<number, T | Error>();
  return (reach) => {
    const roundedUpReach = 2 ** Math.max(0, Math.ceil(Math.log2(reach)));
    const result = results.get(roundedUpReach) ?? attempt(text, () => search(roundedUpReach));
    results.set(roundedUpReach, result);
    if (result instanceof Error) throw result;
    return result;
  };
}

/** The result of a search, or its error with the formula's text. */
function attempt<T>(text: string, search: () => T): T | Error {
  try {
    return search();
  } catch (error) {
    return new Error(`${formatValue(text)} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The activation of a formula: derivatives by automatic differentiation, critical points and kinks from interval enclosures. Throws one sentence. */
export function formulaActivation(text: string): Activation {
  const formula = parsed(text);
  const within = (reach: number, list: readonly number[]): readonly number[] => list.filter((z) => Math.abs(z) <= reach);
  return {
    label: text,
    tex: `\\varphi(z)`,
    expression: text,
    f: formula.f,
    df: formula.df,
    ddf: formula.ddf,
    critical: (reach) => within(reach, formula.criticalPoints(reach).critical),
    kinks: (reach) => within(reach, formula.criticalPoints(reach).kinks),
    slopeBound: (reach) => slopeBound(formula, reach),
    enclosure: formula.enclosure,
  };
}

/** The discontinuity of a formula on [−reach, reach] that is nearest to 0, or undefined. Throws one sentence if it cannot be decided, or if there are too many turning points. */
export function discontinuityOf(text: string, reach: number): Discontinuity | undefined {
  const formula = parsed(text);
  const within = formula.discontinuities(reach).filter(({ z }) => Math.abs(z) <= reach);
  const [first] = within.sort((p, q) => Math.abs(p.z) - Math.abs(q.z));
  if (!first) formula.criticalPoints(reach);
  return first;
}
