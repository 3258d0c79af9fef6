// Bundles the doors into dist/. Runs in well under a second, so every script that needs dist/ calls it first.
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundles } from '../bin/bundles.js';
import { esbuildCel } from './cel.js';
import { esbuildSchemas } from './schemas.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const doors = { cli: 'src/cli/main.ts', action: 'src/action/main.ts' };
/** Loaded late, by both bundles: it is larger than everything else together. */
const kubeConfig = { 'new-kube-config': 'src/cluster/new-kube-config.ts' };

const common = {
  absWorkingDir: root,
  bundle: true,
  // node-fetch, which the Kubernetes client brings, wants it for Nodes without URL; loading it warns of punycode.
  alias: { 'whatwg-url': 'node:url' },
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** `plugins` come before our own: a test plants faults with one. */
export async function buildAll(outdir = `${root}dist`, entryPoints = doors, plugins = []) {
  await rm(outdir, { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: { ...entryPoints, ...kubeConfig },
    outdir,
    splitting: true,
    plugins: [...plugins, esbuildSchemas(), esbuildCel(), withoutChildProcess(), lateOpenId()],
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    // Bundled CommonJS packages ask for `require`, which an ES module does not have.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  if (entryPoints.cli === undefined) return;
  await Promise.all([
    ...['lint', 'live'].map((name) => buildScript(outdir, entryPoints.cli, name)),
    // Beside lint.cjs, which seldom asks a cluster.
    build({ ...common, ...script, entryPoints: kubeConfig, outdir, outExtension: { '.js': '.cjs' } }),
  ]);
}

/** What a script of its own is built with. */
const script = {
  plugins: [esbuildSchemas(), esbuildCel(), withoutChildProcess(), lateOpenId()],
  format: 'cjs',
  // A script of `vm` has no `import()` of its own: Node 20 warns of it on stderr.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': '__url' },
  banner: { js: 'const __url = require("node:url").pathToFileURL(__filename).href;' },
};

/**
 * The command line once more, as one script with nothing but some commands in it: bin/cached-script.js compiles it once
 * and for all. The comment on its first line tells one build from another.
 */
async function buildScript(outdir, entry, name) {
  const only = Object.keys(bundles).filter((command) => bundles[command] === name);
  const result = await build({
    ...common,
    ...script,
    entryPoints: { [name]: entry },
    outdir,
    write: false,
    plugins: [...script.plugins, onlyCommands(only)],
  });
  const [{ text }] = result.outputFiles;
  const id = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const wrapped = `/* ${id} */ (function (exports, require, module, __filename, __dirname) { ${text}\n})`;
  await writeFile(join(outdir, `${name}.cjs`), wrapped);
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

/** The Kubernetes client wants it for OIDC alone; loading it brings up Node's own fetch, 30 ms of each start. */
function lateOpenId() {
  return {
    name: 'late-open-id',
    setup(builder) {
      builder.onResolve({ filter: /^openid-client$/ }, ({ importer }) =>
        /[\\/]oidc_auth\.js$/.test(importer) ? { path: importer, namespace: 'late-open-id' } : undefined,
      );
      builder.onLoad({ filter: /.*/, namespace: 'late-open-id' }, ({ path }) => ({
        resolveDir: dirname(path),
        contents: ['discovery', 'refreshTokenGrant']
          .map(
            (name) =>
              `export const ${name} = async (...args) => (await import('openid-client')).${name}(...args);`,
          )
          .join('\n'),
      }));
    },
  };
}

/** The other commands are never asked of this bundle; what is large and seldom needed stays a file of its own. */
function onlyCommands(names) {
  return {
    name: 'only-commands',
    setup(builder) {
      builder.onResolve({ filter: /-action\.ts$/ }, ({ path, kind }) =>
        kind === 'dynamic-import' && !names.some((name) => path === `./${name}-action.ts`)
          ? { path, namespace: 'elsewhere' }
          : undefined,
      );
      // Only the loop watches clusters.
      builder.onResolve({ filter: /^ws$/ }, ({ path, importer }) =>
        /[\\/]web-socket-stream\.ts$/.test(importer) ? { path, namespace: 'elsewhere' } : undefined,
      );
      builder.onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path }) => ({
        contents: `throw new Error(${JSON.stringify(`${path} is not in this bundle`)});`,
      }));
      if (!names.includes('lint')) return;
      builder.onResolve({ filter: /[\\/]new-kube-config\.ts$/ }, () => ({
        path: './new-kube-config.cjs',
        external: true,
      }));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
