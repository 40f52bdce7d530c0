import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };

export default defineConfig({
  plugins: [react()],
  base: './', // the built page works from any sub-path of any static host
  define: { global: 'globalThis', __VERSION__: JSON.stringify(manifest.version) }, // Plotly looks for `global`
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 2500, reportCompressedSize: false },
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/browser/**'],
    testTimeout: 60_000,
  },
});
