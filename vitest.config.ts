import { defineConfig } from 'vitest/config';
import { viteCel } from './scripts/cel.js';
import { viteSchemas } from './scripts/schemas.js';

/** `unit` needs nothing but Node and git; `server` needs a real kube-apiserver (KUBEBUILDER_ASSETS). */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [viteSchemas(), viteCel()],
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['test/server/**', 'node_modules/**'],
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [viteSchemas(), viteCel()],
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts'],
          globalSetup: ['test/server/setup.ts'],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
