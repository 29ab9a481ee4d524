/** Builds into the service's package; the documents that the explorer sends are written beside for the service. */

import { loadEnv, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import * as documents from './src/api/documents.ts';

/** One file a document, exactly the text that is sent. */
function writeDocuments(): Plugin {
  return {
    name: 'write-documents',
    apply: 'build',
    generateBundle() {
      for (const [name, text] of Object.entries(documents)) {
        const fileName = `documents/${name.toLowerCase().replaceAll('_', '-')}.graphql`;
        this.emitFile({ type: 'asset', fileName, source: text as unknown as string });
      }
    },
  };
}

export default defineConfig(({ mode }) => ({
  base: '/static/explorer/',
  build: {
    outDir: '../service/static/explorer',
    emptyOutDir: true,
    target: 'es2022',
    // No inline module would pass the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  plugins: [writeDocuments()],
  // For `npm run dev`: the service to ask.
  server: { proxy: { '/graphql': loadEnv(mode, '.', 'EXPLORER_')['EXPLORER_SERVICE'] ?? 'http://127.0.0.1:8000' } },
  test: { environment: 'node', include: ['src/**/*.test.ts'], css: true },
}));
