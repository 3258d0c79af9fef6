// Turns schemas/ into the module `ramen-sync:schemas`: the CRDs as data, and a validator for each kind and version.
// One source for the bundle (esbuild) and for tests (vitest), so nothing generated is committed and nothing can be stale.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { loadAll } from 'js-yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const moduleName = 'ramen-sync:schemas';

export function esbuildSchemas() {
  return {
    name: 'schemas',
    setup(builder) {
      builder.onResolve({ filter: /^ramen-sync:schemas$/ }, () => ({
        path: moduleName,
        namespace: 'schemas',
      }));
      builder.onLoad({ filter: /.*/, namespace: 'schemas' }, async () => ({
        contents: await schemaModule(),
      }));
    },
  };
}

export function viteSchemas() {
  return {
    name: 'schemas',
    resolveId: (id) => (id === moduleName ? `\0${moduleName}` : undefined),
    load: (id) => (id === `\0${moduleName}` ? schemaModule() : undefined),
  };
}

let made;

/** Source text of the module; made once in a process. */
export function schemaModule() {
  made ??= makeModule();
  return made;
}

async function makeModule() {
  const documents = (await readDocuments()).map(withoutDescriptions);
  const { standaloneValidators } = await loadSource('src/schema/standalone.ts');
  const data = JSON.stringify(JSON.stringify(documents));
  const code = `${standaloneValidators(documents)}export const documents = JSON.parse(${data});\n`;
  const result = await build({
    stdin: { contents: code, resolveDir: `${root}src/schema`, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  return result.outputFiles[0].text;
}

export async function readDocuments() {
  const files = ['crds', 'documents'].map(async (folder) => {
    const names = (await readdir(`${root}schemas/${folder}`)).filter((name) => name.endsWith('.yaml')).sort();
    return Promise.all(names.map((name) => readFile(`${root}schemas/${folder}/${name}`, 'utf8')));
  });
  return (await Promise.all(files)).flat().flatMap((text) => loadAll(text));
}

/** Descriptions are strings; a property that is called `description` is not. */
function withoutDescriptions(value) {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, child]) => key !== 'description' || typeof child !== 'string',
  );
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutDescriptions(child)]));
}

/** Node 20 cannot import TypeScript. */
async function loadSource(entry) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
  const module = { exports: {} };
  new Function('require', 'module', 'exports', result.outputFiles[0].text)(
    createRequire(`${root}package.json`),
    module,
    module.exports,
  );
  return module.exports;
}
