/** The program's version, put in by the build from package.json. */
declare const __VERSION__: string;

/** The number-only build of mathjs: the package has types for its full build alone. */
declare module 'mathjs/number' {
  export { create, parseDependencies, type MathNode } from 'mathjs';
  export { isConstantNode, isFunctionNode, isOperatorNode, isParenthesisNode, isSymbolNode } from 'mathjs';
}
