// Keeps the loop at work against a real API server, breaking things at random: `npm run soak -- [--minutes 20] [--objects 400] [--seed n]`.
// Ends with exit status 0 where Git and the clusters agree at the end and the loop's memory did not grow.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-soak-'));
try {
  const outfile = join(folder, 'soak.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./soak.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  const { soak } = await import(pathToFileURL(outfile).href);
  process.exitCode = (await soak(fileURLToPath(new URL('../..', import.meta.url)), folder)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
