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

/** An expression tree of one variable, as plain data; float64 and GPU evaluate the same tree. */
export type Expr =
  | { readonly kind: 'const'; readonly value: number }
  | { readonly kind: 'z' }
  | { readonly kind: 'call'; readonly name: OperationName; readonly args: readonly Expr[] };

/** The operations of formulas, in float64. */
export const operations = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => a / b,
  pow: Math.pow,
  unaryMinus: (a: number) => -a,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  atan: Math.atan,
} satisfies Record<string, (a: number, b: number) => number>;
export type OperationName = keyof typeof operations;

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
const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };
const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);
const MAX_LENGTH = 200;

/** Parses a formula in z. Throws one sentence on anything but numbers, z and the functions above. */
export function parseFormula(text: string): Expr {
  return convert(expandMacros(read(text)), text);
}

/** Whether z stands in an expression; if not, it is a constant. */
export const dependsOnZ = (expr: Expr): expr is Exclude<Expr, { kind: 'const' }> =>
  expr.kind === 'z' || (expr.kind === 'call' && expr.args.some(dependsOnZ));

/** Compiles an expression to nested closures; no code is generated from text. */
export function compile(expr: Expr): (z: number) => number {
  if (expr.kind === 'z') return (z) => z;
  if (expr.kind === 'const') return () => expr.value;
  const [first, second] = expr.args.map(compile);
  if (!first) throw new Error(`${expr.name} has no argument`);
  const call: (a: number, b: number) => number = operations[expr.name];
  if (!second) return (z) => call(first(z), 0);
  const [, exponent] = expr.args;
  return (expr.name === 'pow' && exponent?.kind === 'const' && power(first, exponent.value)) || binary(expr.name, first, second, call);
}

/** Squares and cubes by products: ten times as fast as Math.pow, and as accurate. */
function power(first: RealFunction, exponent: number): RealFunction | undefined {
  if (exponent === 2)
    return (z) => {
      const value = first(z);
      return value * value;
    };
  if (exponent === 3)
    return (z) => {
      const value = first(z);
      return value * value * value;
    };
  return undefined;
}

type RealFunction = (z: number) => number;

/** Arithmetic operations in closures of their own: twice as fast as a table lookup. */
function binary(name: OperationName, first: RealFunction, second: RealFunction, call: (a: number, b: number) => number): RealFunction {
  switch (name) {
    case 'add':
      return (z) => first(z) + second(z);
    case 'subtract':
      return (z) => first(z) - second(z);
    case 'multiply':
      return (z) => first(z) * second(z);
    case 'divide':
      return (z) => first(z) / second(z);
    default:
      return (z) => call(first(z), second(z));
  }
}

function read(text: string): MathNode {
  if (text.length > MAX_LENGTH) throw new Error(`a formula may have ${MAX_LENGTH} characters; this one has ${text.length}`);
  let tree: MathNode;
  try {
    tree = parse(text);
  } catch (error) {
    throw new Error(`${JSON.stringify(text)} is not a formula: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isConstantNode(tree) && tree.value === undefined) throw new Error('the formula is empty; write one in z, such as z^3/(1+z^2)');
  return tree;
}

function expandMacros(tree: MathNode): MathNode {
  return tree.transform((node) => {
    if (!isFunctionNode(node)) return node;
    const rule = Object.hasOwn(macros, node.fn.name) ? macros[node.fn.name] : undefined;
    if (rule === undefined || node.args.length !== (/\bb\b/.test(rule) ? 2 : 1)) return node;
    const [first, second] = node.args.map(expandMacros);
    const inner = (name: string): MathNode | undefined => (name === 'a' ? first : name === 'b' ? second : undefined);
    return parse(rule).transform((leaf) => (isSymbolNode(leaf) ? (inner(leaf.name) ?? leaf) : leaf));
  });
}

function convert(node: MathNode, text: string): Expr {
  const reject = (what: string): never => {
    throw new Error(`${what} is not allowed in ${JSON.stringify(text)}: a formula consists of numbers, z, + − * / ^ and ${functions}`);
  };
  if (isParenthesisNode(node)) return convert(node.content, text);
  if (isConstantNode(node)) return typeof node.value === 'number' ? { kind: 'const', value: node.value } : reject(JSON.stringify(node.value));
  if (isSymbolNode(node)) {
    if (node.name === 'z') return { kind: 'z' };
    const value = Object.hasOwn(constants, node.name) ? constants[node.name] : undefined;
    return value === undefined ? reject(`"${node.name}"`) : { kind: 'const', value };
  }
  if (!isOperatorNode(node) && !isFunctionNode(node)) return reject(describe(node.type));
  const name: string = isOperatorNode(node) ? node.fn : node.fn.name;
  if (!isOperation(name) && name !== 'unaryPlus') return reject(`"${name}"`);
  const args = node.args.map((argument) => convert(argument, text));
  if (name === 'unaryPlus') return args[0] ?? reject('an empty sum');
  return args.length === operations[name].length ? { kind: 'call', name, args } : reject(`"${name}" with ${args.length} arguments`);
}

const functions = [...Object.keys(operations).slice(6), ...Object.keys(macros)].join(', ');
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
