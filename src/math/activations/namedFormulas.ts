/** Activations that are formulas from the start, so that they can be edited; one a row. */
export const namedFormulas: readonly { readonly label: string; readonly formula: string }[] = [
  { label: 'ReLU', formula: 'relu(z)' },
  { label: 'leaky ReLU, slope 0.1', formula: 'max(z, 0.1*z)' },
  { label: 'ELU', formula: 'relu(z) + exp(min(z, 0)) - 1' },
  { label: 'GELU, tanh form', formula: 'z/2*(1 + tanh(sqrt(2/pi)*(z + 0.044715*z^3)))' },
  { label: 'Mish', formula: 'z*tanh(softplus(z))' },
  { label: 'sigmoid', formula: 'sigmoid(z)' },
  { label: 'hard tanh', formula: 'max(-1, min(z, 1))' },
  { label: 'softsign', formula: 'z/(1 + abs(z))' },
  { label: 'arctangent', formula: 'atan(z)' },
  { label: 'sine', formula: 'sin(z)' },
  { label: 'cubic over quadratic', formula: 'z^3/(1+z^2)' },
];
