import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };

/**
 * Plotly measures the texts of a scene on a canvas that it reads back; unless told so, the browser warns of it. And it draws every object of a scene once
 * more to find what lies under the pointer, and waits for the GPU to read that back, unless no object takes a place there: this page casts a ray instead.
 */
const scenes: Plugin = {
  name: 'plotly-scenes',
  transform: (code, id) =>
    id.includes('plotly.js/stackgl_modules')
      ? code
          .replace('defaultCanvas.getContext("2d")', 'defaultCanvas.getContext("2d", { willReadFrequently: true })')
          .replaceAll('proto.pickSlots = 1', 'proto.pickSlots = 0')
      : undefined,
};

/**
 * A browser remembers a dynamic import that failed until the page is reloaded (github.com/whatwg/html/issues/6768). In the built code every
 * `import('./x.js')` asks under a new query after a failure, and under the same address once it has succeeded.
 */
const retriedImports: Plugin = {
  name: 'retried-imports',
  apply: 'build',
  renderChunk: (code) =>
    code.replace(
      /\bimport\(\s*(["'`])(\.\/[^"'`]+)\1\s*\)/g,
      (_, quote: string, file: string) =>
        `((file) => { const failures = (globalThis.failedImports ??= {}), before = failures[file] ?? 0;
        return import(before ? file + '?' + before : file).catch((error) => {
          if ((failures[file] ?? 0) === before) failures[file] = before + 1;
          throw error; }); })(${quote}${file}${quote})`,
    ),
  /** A query does not reach the static imports of a chunk: those of one that is imported dynamically must be loaded already. */
  generateBundle(_, bundle) {
    const chunkOf = (file: string) => {
      const chunk = bundle[file];
      return chunk?.type === 'chunk' ? chunk : undefined;
    };
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      chunkOf(file)?.imports.forEach(load);
    };
    for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) load(chunk.fileName);
    for (const chunk of Object.values(bundle)) {
      const missing = chunk.type === 'chunk' && chunk.isDynamicEntry ? chunk.imports.filter((file) => !loaded.has(file)) : [];
      if (missing.length > 0) this.error(`${chunk.fileName} needs ${missing.join(', ')}, which may fail to load and could not be asked for again`);
    }
  },
};

/** Modules by which jsPDF reads HTML and SVG, which nothing here asks of it. */
const unused: Plugin = {
  name: 'unused-modules',
  enforce: 'pre',
  resolveId: (id) => (/^(canvg|html2canvas|dompurify)$/.test(id) ? '\0unused' : undefined),
  load: (id) => (id === '\0unused' ? 'export {};' : undefined),
};

/** The script of the workers keeps its export, for a page in which no worker can be started. */
const exportedEntry: Plugin = { name: 'exported-entry', options: (options) => ({ ...options, preserveEntrySignatures: 'allow-extension' }) };

export default defineConfig({
  plugins: [react(), scenes, unused, retriedImports],
  optimizeDeps: { rolldownOptions: { plugins: [scenes] } },
  base: './', // the built page works from any sub-path of any static host
  define: { global: 'globalThis', __VERSION__: JSON.stringify(manifest.version) }, // Plotly looks for `global`
  worker: {
    format: 'es',
    plugins: () => [retriedImports, exportedEntry],
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'tfjs', test: /@tensorflow.*\.js$/ }] } } },
  },
  build: { modulePreload: false, target: 'es2022', chunkSizeWarningLimit: 2500, reportCompressedSize: false },
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/browser/**'],
    setupFiles: ['tests/propertySeed.ts'],
    testTimeout: 60_000,
    maxWorkers: '100%', // the default leaves one core idle, and half the cores of a small machine are one
  },
});
