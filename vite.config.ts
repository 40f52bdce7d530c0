import react from '@vitejs/plugin-react';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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
          throw Object.assign(error, { file: new URL(file, import.meta.url).href }); }); })(${quote}${file}${quote})`,
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

/** What the page may load and run: its own files, styles written by React, Plotly and KaTeX, pictures it makes itself, and WASM. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'", // the preview of an embed
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The policy in the page itself, whatever headers its host sends; not while developing, where Vite writes scripts into the page. */
const securityPolicy: Plugin = {
  name: 'security-policy',
  apply: 'build',
  transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' }],
};

/** Files of the page that the service worker does not keep: older forms of the typefaces of formulas, and the examples for other pages. */
const NOT_KEPT = /KaTeX_[^/]*\.(woff|ttf)$|^examples\/|^serviceWorker\.js$/;

/** Writes the service worker with the list of all files, and a digest that makes any change of one a new version. */
const offline: Plugin = {
  name: 'offline',
  apply: 'build',
  closeBundle: () => {
    const names = readdirSync('dist', { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
    const kept = names.filter((name) => statSync(`dist/${name}`).isFile() && !NOT_KEPT.test(name)).sort();
    const digest = createHash('sha256');
    for (const name of kept) digest.update(name).update(readFileSync(`dist/${name}`));
    const isData = (name: string): boolean => /^(data|runs)\//.test(name);
    const files = kept.filter((name) => !isData(name)).map((name) => (name === 'index.html' ? './' : name));
    const lists = { files, data: kept.filter(isData), version: digest.digest('hex').slice(0, 16) };
    const head = Object.entries(lists).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
    writeFileSync('dist/serviceWorker.js', head.join('') + readFileSync('src/offline/serviceWorker.js', 'utf8'));
  },
};

/** The script of the workers keeps its export, for a page in which no worker can be started. */
const exportedEntry: Plugin = { name: 'exported-entry', options: (options) => ({ ...options, preserveEntrySignatures: 'allow-extension' }) };

export default defineConfig({
  plugins: [react(), scenes, unused, retriedImports, securityPolicy, offline],
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
