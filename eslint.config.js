import hooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

const dataSync = {
  selector: "MemberExpression[property.name='dataSync']",
  message: 'dataSync() returns zeros and then kills the device on WebGPU: await data().',
};
const defaultExport = { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' };

export default defineConfig(
  { ignores: ['dist', 'lib', 'docs', 'test-results', 'playwright-report', 'node_modules', 'src/tensors/kernels/assembly'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': ['error', dataSync],
      '@typescript-eslint/no-non-null-assertion': 'off', // a typed array's element inside its own loop
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-unnecessary-condition': 'off', // the library's types promise more than hand-made input keeps
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/unbound-method': 'off', // rows are plain records of functions without `this`
    },
  },
  { files: ['src/**/*.{ts,tsx}'], rules: { 'no-restricted-syntax': ['error', dataSync, defaultExport], 'no-console': 'error' } },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  { files: ['**/*.{js,mjs}'], extends: [ts.configs.strict] },
);
