import { defineConfig } from 'vitest/config';
import { viteCel } from './scripts/cel.js';
import { viteSchemas } from './scripts/schemas.js';

/**
 * `unit` needs nothing but Node and git; `laws` neither, but takes minutes: whole runs broken at every step, thousands of
 * drawn sequences. `server` needs a real kube-apiserver (KUBEBUILDER_ASSETS).
 */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [viteSchemas(), viteCel()],
        test: {
          name: 'unit',
          globalSetup: ['test/support/no-config-above.ts'],
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['test/server/**', 'test/laws/**', 'node_modules/**'],
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [viteSchemas(), viteCel()],
        test: {
          name: 'laws',
          globalSetup: ['test/support/no-config-above.ts'],
          include: ['test/laws/**/*.test.ts'],
          isolate: false,
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [viteSchemas(), viteCel()],
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts'],
          globalSetup: ['test/support/no-config-above.ts', 'test/server/setup.ts'],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
