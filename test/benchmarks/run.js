// Bundles the benchmarks and runs them: `npm run bench -- --help`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-bench-'));
try {
  const outfile = join(folder, 'benchmarks.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./benchmarks.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  const { runBenchmarks } = await import(pathToFileURL(outfile).href);
  await runBenchmarks(fileURLToPath(new URL('../..', import.meta.url)), join(folder, 'work'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
