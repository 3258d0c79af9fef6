// Bundles the benchmarks and runs them: `npm run bench -- --help`.
import { join } from 'node:path';
import { runBundled } from './run-bundled.js';

await runBundled(new URL('./benchmarks.ts', import.meta.url), ({ runBenchmarks }, root, folder) =>
  runBenchmarks(root, join(folder, 'work')),
);
