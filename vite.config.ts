import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };

/** Plotly measures the texts of a scene on a canvas that it reads back; unless told so, the browser warns of it. */
const measured: Plugin = {
  name: 'plotly-text-canvas',
  transform: (code, id) =>
    id.includes('plotly.js/stackgl_modules')
      ? code.replace('defaultCanvas.getContext("2d")', 'defaultCanvas.getContext("2d", { willReadFrequently: true })')
      : undefined,
};

export default defineConfig({
  plugins: [react(), measured],
  optimizeDeps: { rolldownOptions: { plugins: [measured] } },
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
