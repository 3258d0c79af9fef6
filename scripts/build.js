// Bundles the doors into dist/. Runs in well under a second, so every script that needs dist/ calls it first.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { esbuildCel } from './cel.js';
import { esbuildSchemas } from './schemas.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const doors = { cli: 'src/cli/main.ts', action: 'src/action/main.ts' };

export async function buildAll(outdir = `${root}dist`, entryPoints = doors) {
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    plugins: [esbuildSchemas(), esbuildCel(), withoutChildProcess()],
    // node-fetch, which the Kubernetes client brings, wants it for Nodes without URL; loading it warns of punycode.
    alias: { 'whatwg-url': 'node:url' },
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    outExtension: { '.js': '.mjs' },
    // Bundled CommonJS packages ask for `require`, which an ES module does not have.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** Commander wants it for commands that are programs of their own, which we have none of: 4 ms of each start. */
function withoutChildProcess() {
  return {
    name: 'without-child-process',
    setup(builder) {
      builder.onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
        /[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'unused' } : undefined,
      );
      builder.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
