import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles a TypeScript file and hands `use` what it exports, with the root of the project and a folder that is gone
 * afterwards: Node 20 runs no TypeScript.
 */
export async function runBundled(url, use) {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-bench-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    await build({
      entryPoints: [fileURLToPath(url)],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      logLevel: 'warning',
    });
    await use(
      await import(pathToFileURL(outfile).href),
      fileURLToPath(new URL('../..', import.meta.url)),
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
