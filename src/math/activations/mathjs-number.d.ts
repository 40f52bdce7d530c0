/** mathjs ships one set of types for both of its builds. */
declare module 'mathjs/number' {
  export { create, derivativeDependencies, parseDependencies, type MathNode } from 'mathjs';
  export { isConstantNode, isFunctionNode, isOperatorNode, isParenthesisNode, isSymbolNode } from 'mathjs';
}
